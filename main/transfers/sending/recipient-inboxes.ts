import { isEnding } from '../../../shared/ending.ts';
import type { Transfer } from '../../../shared/transfer.ts';
import { every, pause } from '../../clock/waits.ts';
import { HOUR, MINUTE } from '../../protocol/limits.ts';
import { lastOf } from '../log/transfer-event.ts';
import type { TransferLog } from '../log/transfer-log.ts';
import type { OutgoingRecord } from '../log/transfer-record.ts';
import { type Clock, type InboxLimits, type InboxStanding, isTemporary, type MessageBus } from '../ports.ts';

/** An inbox is asked for again after that many milliseconds, and all of them are looked through that often. */
const askAgainAfter = 30 * MINUTE;
const lookEvery = 10 * MINUTE;
/** What was sent just now is mostly confirmed by then. */
const lookAfterSending = 5_000;
/** Between two inboxes, so that a thousand of them are no burst. */
const betweenTwo = 200;
const limitsLast = HOUR;
/** A person who is about to send waits no longer for a warning. */
const answersSoon = 1_500;

type Ports = {
  readonly bus: MessageBus;
  readonly log: TransferLog;
  readonly clock: Clock;
};

/**
 * What is known of the inboxes in which documents of ours wait: for how long each keeps them, and which it does
 * not have any more. What the server removed unread leaves nothing on the recipient's side, so the sender looks.
 */
export class RecipientInboxes {
  readonly #ports: Ports;
  readonly #unconfirmed: (rows: readonly Transfer[]) => void;
  /** By destination. `at` is in milliseconds of `Clock.elapsed`. */
  readonly #known = new Map<string, { readonly limits: InboxLimits | null; readonly at: number }>();
  #looking: Promise<void> | null = null;
  #asking: Promise<void> = Promise.resolve();
  #isPlanned = false;
  #stopped = false;

  /**
   * @param unconfirmed told of documents to one recipient: once when the server keeps them only for a short time
   * more, and once when it has removed them
   */
  constructor(ports: Ports, unconfirmed: (rows: readonly Transfer[]) => void) {
    this.#ports = ports;
    this.#unconfirmed = unconfirmed;
  }

  /** @param log tells which documents were sent */
  start(): void {
    const { clock, log } = this.#ports;
    every(clock, lookEvery, () => this.look());
    log.subscribe((rows) => {
      const isNew = rows.some(
        ({ status, peer }) => status === 'sent' && peer && !this.#isFresh(peer.destination),
      );
      if (isNew) this.#lookSoon();
    });
  }

  /** What an inbox keeps at least; null where the server did not say. */
  limitsOf(destination: string): InboxLimits | null {
    return this.#known.get(destination)?.limits ?? null;
  }

  /** The same, asked for where it was not lately; null also where nobody could be asked, or nobody answers soon. */
  async askLimits(destination: string): Promise<InboxLimits | null> {
    const { bus, clock } = this.#ports;
    const known = this.#known.get(destination);
    if (known && clock.elapsed() - known.at < limitsLast) return known.limits;
    const asked = bus.standingOf(destination, null).then(
      (standing) => this.#keep(destination, standing),
      (error: unknown) => {
        if (!isTemporary(error)) console.error('what an inbox keeps is not known', error);
      },
    );
    await Promise.race([asked, pause(clock, answersSoon)]);
    return this.limitsOf(destination);
  }

  /** Looks after the documents that nobody confirmed, unless it does already. Call it when there is a connection. */
  look(): void {
    this.#looking ??= this.#lookAtAll().finally(() => {
      this.#looking = null;
    });
  }

  /** Resolves once nothing is asked any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#asking;
  }

  get #isOver(): boolean {
    return this.#stopped || this.#ports.bus.state().kind !== 'connected';
  }

  #lookSoon(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    this.#ports.clock.after(lookAfterSending, () => {
      this.#isPlanned = false;
      this.look();
    });
  }

  /** Never rejects. */
  async #lookAtAll(): Promise<void> {
    const { log, clock } = this.#ports;
    const waiting = new Map<string, OutgoingRecord[]>();
    for (const record of log.unfinished().filter(isWaiting)) {
      const records = waiting.get(record.recipient);
      if (records) records.push(record);
      else waiting.set(record.recipient, [record]);
    }
    let hasAsked = false;
    for (const [recipient, records] of waiting) {
      const isDue = !this.#isFresh(recipient) && !this.#isOver;
      // Where the app ends meanwhile, this one never comes back.
      if (isDue && hasAsked) await pause(clock, betweenTwo);
      hasAsked ||= isDue;
      this.#asking = this.#lookAt(recipient, records, isDue);
      await this.#asking;
      if (this.#stopped) return;
    }
  }

  /** Never rejects. @param isDue whether the server is asked, too */
  async #lookAt(recipient: string, records: readonly OutgoingRecord[], isDue: boolean): Promise<void> {
    try {
      if (isDue) await this.#ask(recipient, records);
      if (!this.#stopped) this.#warn(records);
    } catch (error) {
      if (!isTemporary(error)) console.error('looking after documents that were sent failed', error);
    }
  }

  async #ask(recipient: string, records: readonly OutgoingRecord[]): Promise<void> {
    const { bus } = this.#ports;
    let left = [...records].sort((a, b) => sentAt(a) - sentAt(b));
    for (;;) {
      const oldest = left.find(({ publishedBrokerTime }) => typeof publishedBrokerTime === 'number');
      const standing = await bus.standingOf(recipient, oldest?.publishedBrokerTime ?? null);
      if (this.#stopped) return;
      this.#keep(recipient, standing);
      const isLost = (one: OutgoingRecord): boolean =>
        isGone(one, standing) || (standing.isNewer && one === oldest);
      const gone = left.filter(isLost);
      this.#tell(gone, 'removed-from-server');
      left = left.filter((one) => !isLost(one));
      // In an inbox that was made anew each one is asked for, the oldest first, until one is there.
      if (!standing.isNewer || this.#isOver) return;
    }
  }

  /** Before the server removes them there is time to ask the recipient. */
  #warn(records: readonly OutgoingRecord[]): void {
    const { log, clock } = this.#ports;
    const ending = records.filter(
      (record) => !lastOf(record.events, 'end-told') && isEnding(log.view(record), clock.now()),
    );
    this.#tell(ending, 'end-told');
  }

  #tell(of: readonly OutgoingRecord[], what: 'end-told' | 'removed-from-server'): void {
    const { log } = this.#ports;
    const noted = log.together(() =>
      of.flatMap(({ id }) => {
        const record = log.outgoing(id);
        // While it was asked for, its answer may have come.
        return record && isWaiting(record) ? [log.put(log.noted(record, what))] : [];
      }),
    );
    // What the person took off the list, or sent again, is no news.
    const news = noted.filter(({ removed, sentAgain }) => !removed && !sentAgain);
    if (news.length > 0) this.#unconfirmed(news.map((record) => log.view(record)));
  }

  #keep(destination: string, { limits }: InboxStanding): void {
    const { log, clock } = this.#ports;
    const before = this.limitsOf(destination);
    this.#known.set(destination, { limits, at: clock.elapsed() });
    if (before?.retention !== limits?.retention) log.inboxKnown(destination);
  }

  #isFresh(destination: string): boolean {
    const known = this.#known.get(destination);
    return known !== undefined && this.#ports.clock.elapsed() - known.at < askAgainAfter;
  }
}

/** Nobody confirmed it, and it may be on the server. */
const isWaiting = (record: Parameters<TransferLog['put']>[0]): record is OutgoingRecord =>
  record.direction === 'sent' && record.state === 'sent' && !lastOf(record.events, 'removed-from-server');

const sentAt = ({ publishedBrokerTime, createdAt }: OutgoingRecord): number =>
  publishedBrokerTime ?? createdAt;

/**
 * The inbox has no record at the place of this one: it begins after it, or, made anew, ends before it. Where an
 * attempt without an answer brought a copy too, the last one counts: it stands behind the others.
 */
function isGone({ events }: OutgoingRecord, { low, high }: InboxStanding): boolean {
  const offset = lastOf(events, 'dispatched')?.offset;
  if (offset === undefined || offset === null) return false;
  return BigInt(offset) < low || BigInt(offset) >= high;
}
