import { HOUR, MINUTE } from '../../protocol/limits.ts';
import { recordDigest } from '../../protocol/record-digest.ts';
import {
  type Clock,
  isTemporary,
  type KeptRecord,
  type MessageBus,
  type OpenedEnvelope,
  type TransferStore,
} from '../ports.ts';

/** What judging a kept record led to. */
export type Judgement =
  /** The outcome is journaled: the record may go. */
  | 'done'
  /** A transfer is in work that needs the record again after a restart. */
  | 'in-work'
  /** Cannot be judged yet (protocol.md section 8, row 4): the registry has to change first. */
  | 'held'
  /** Nobody could be asked just now: nothing has to change, so it is judged again soon. */
  | 'unasked';

/** A letter with its content, where that was opened already. */
export type Letter = { readonly body: Buffer; readonly opened: OpenedEnvelope | null };

const soon = 5_000;
/** Judging is mostly RSA: after so many milliseconds everybody else gets a turn. */
const longestTurn = 30;

/**
 * The `data-` and `ack-` records that wait for their judgement: judged one after the other, held
 * ones again whenever the registry changes and at least hourly, and those that nobody could be asked
 * about after 5 to 60 seconds. Bodies stay in the store, which bounds them.
 */
export class KeptRecords {
  readonly #store: TransferStore;
  readonly #bus: MessageBus;
  readonly #clock: Clock;
  readonly #judge: (record: KeptRecord, letter: Letter) => Promise<Judgement>;
  readonly #lost: (record: KeptRecord) => void;
  readonly #waiting = new Map<string, 'held' | 'unasked'>();
  #judging: Promise<void> = Promise.resolve();
  #wanted: 'all' | 'unasked' | null = null;
  #isJudgingWaiting = false;
  #isComing = false;
  #isStopped = false;
  #tries = 0;
  #turnBegan = performance.now();

  /** @param lost a record that waits is no longer in its topic: nobody can judge it */
  constructor(
    store: TransferStore,
    bus: MessageBus,
    clock: Clock,
    judge: (record: KeptRecord, letter: Letter) => Promise<Judgement>,
    lost: (record: KeptRecord) => void,
  ) {
    this.#lost = lost;
    this.#store = store;
    this.#bus = bus;
    this.#clock = clock;
    this.#judge = judge;
    this.#everyHour();
  }

  /** After a restart stored records are judged again. */
  async resume(): Promise<void> {
    for (const record of this.#store.keptRecords()) {
      if (this.#isStopped) return;
      await this.add(record);
    }
  }

  /** Resolves once it was judged, and never rejects: reading waits for it, so a flood stays in the topic. */
  add(record: KeptRecord, opened: OpenedEnvelope | null = null): Promise<void> {
    this.#judging = this.#judging.then(() => this.#judgeOne(record, opened));
    return this.#judging;
  }

  /** Nothing is judged any more; resolves once the judgement that is under way has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#judging;
  }

  /** The registry changed, or the connection is back. However many are held, they do not delay what is fresh. */
  judgeHeld(): void {
    this.#judgeWaiting('all');
  }

  #judgeWaiting(which: 'all' | 'unasked'): void {
    if (this.#wanted !== 'all') this.#wanted = which;
    if (!this.#isJudgingWaiting) void this.#judgeAllWaiting();
  }

  async #judgeAllWaiting(): Promise<void> {
    this.#isJudgingWaiting = true;
    try {
      while (this.#wanted && !this.#isStopped) {
        const which = this.#wanted;
        this.#wanted = null;
        const waiting = this.#store.keptRecords().filter((record) => {
          const why = this.#waiting.get(keyOf(record));
          return why !== undefined && (which === 'all' || why === which);
        });
        for (const record of waiting) if (record.body) await this.add(record);
        await this.#judgeEvicted(waiting.filter(({ body }) => !body));
      }
    } catch (error) {
      console.error('judging what waits failed', error);
      this.#clock.after(soon, () => this.judgeHeld());
    } finally {
      this.#isJudgingWaiting = false;
    }
  }

  /** Evicted records are sought again in their topic, all of them in one reading. */
  async #judgeEvicted(evicted: readonly KeptRecord[]): Promise<void> {
    for (const topic of new Set(evicted.map((record) => record.topic))) {
      const sought = evicted.filter((record) => record.topic === topic);
      try {
        await this.#judgeAgainFrom(topic, sought);
      } catch (error) {
        if (!isTemporary(error)) console.error(`reading ${topic} again failed`, error);
        for (const record of sought) this.#waiting.set(keyOf(record), 'unasked');
        this.#judgeSoon();
      }
    }
  }

  /** What is no longer there is forgotten (protocol.md section 8). */
  async #judgeAgainFrom(topic: string, sought: readonly KeptRecord[]): Promise<void> {
    const missing = new Set(sought);
    const keys = new Set(sought.map(({ messageType }) => messageType));
    await this.#bus.seek(topic, keys, async (found) => {
      const body = found.value;
      if (!body) return;
      for (const record of missing) {
        if (placeOf(record) !== placeOf(found)) continue;
        // A topic that was made again has another record at that place.
        if (record.digest && record.digest !== recordDigest(record.messageType, record.kid, body)) continue;
        missing.delete(record);
        await this.add({ ...record, body });
      }
    });
    for (const record of missing) {
      this.#lost(record);
      this.#store.releaseRecord(record);
      this.#waiting.delete(keyOf(record));
    }
  }

  /** A fault of ours costs this record a wait, and the ones behind it nothing. */
  async #judgeOne(record: KeptRecord, opened: OpenedEnvelope | null): Promise<void> {
    await this.#letOthersWork();
    if (this.#isStopped) return;
    const before = this.#waiting.get(keyOf(record));
    let judgement: Judgement = 'held';
    try {
      if (record.body) judgement = await this.#judge(record, { body: record.body, opened });
      if (judgement === 'done') this.#store.releaseRecord(record);
    } catch (error) {
      judgement = 'unasked';
      console.error(`judging ${record.messageType} failed`, error);
    }
    if (judgement === 'held' || judgement === 'unasked') this.#waiting.set(keyOf(record), judgement);
    else this.#waiting.delete(keyOf(record));
    if (judgement === 'unasked') this.#judgeSoon();
    else if (before === 'unasked') this.#tries = 0;
  }

  async #letOthersWork(): Promise<void> {
    if (performance.now() - this.#turnBegan < longestTurn) return;
    await new Promise(setImmediate);
    this.#turnBegan = performance.now();
  }

  /** Nobody says when there is somebody to ask again: it is tried by itself, less and less often. */
  #judgeSoon(): void {
    if (this.#isComing) return;
    this.#isComing = true;
    this.#clock.after(Math.min(MINUTE, soon * 2 ** this.#tries++), () => {
      this.#isComing = false;
      this.#judgeWaiting('unasked');
    });
  }

  #everyHour(): void {
    this.#clock.after(HOUR, () => {
      this.judgeHeld();
      this.#everyHour();
    });
  }
}

const placeOf = ({ topic, offset }: { readonly topic: string; readonly offset: string }): string =>
  `${topic}/${offset}`;
const keyOf = (record: KeptRecord): string => `${placeOf(record)}/${record.digest}`;
