import { every } from '../clock/waits.ts';
import { DAY, HOUR } from '../protocol/limits.ts';
import type { ClockCheck } from './clock/clock-check.ts';
import type { TransferLog } from './log/transfer-log.ts';
import type { Mailboxes } from './mailbox.ts';
import { type Clock, isTemporary, type ShardStore, type TransferStore } from './ports.ts';

const sweepEvery = HOUR;
/** Certificates are also judged minutes after a record came: the registry is never read to an end older than 60 s. */
const refreshEvery = 45_000;
/** protocol.md section 8: the journal outlives R by 30 days. */
const journalOutlives = 30 * DAY;

type Ports = {
  readonly clock: Clock;
  readonly clockCheck: Pick<ClockCheck, 'isInDoubt'>;
  readonly log: TransferLog;
  readonly store: TransferStore;
  readonly registry: { readToEnd(): Promise<void> };
  readonly shards: Pick<ShardStore, 'remove'> & {
    unverified(): readonly { readonly transferId: string }[];
    removeExpired(now: number): Promise<void>;
  };
  /** Nothing needs its pieces any more. */
  readonly isReceived: (transferId: string) => boolean;
  readonly mailboxes: Mailboxes;
};

/** What is done again and again, for as long as its clock runs. */
export class Housekeeping {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  start(): void {
    const { clock } = this.#ports;
    this.#sweep();
    every(clock, sweepEvery, () => this.#sweep());
    every(clock, refreshEvery, () => void this.#refresh());
  }

  #sweep(): void {
    const { clock, clockCheck, log, store, shards, mailboxes, isReceived } = this.#ports;
    log.surroundingsChanged();
    const retentions = mailboxes.list().map(({ retention }) => retention);
    // By a clock in doubt everything may be old.
    const { isInDoubt } = clockCheck;
    // Only once it is known of every inbox for how long something can refer to it.
    const kept = isInDoubt || retentions.includes(null) ? [] : retentions.filter((one) => one !== null);
    try {
      if (kept.length > 0) store.prune(clock.now() - Math.max(...kept) - journalOutlives);
    } catch (error) {
      console.error('pruning the journal failed', error);
    }
    // The program may have ended between the last word of the journal and the removal of the pieces.
    const left = shards.unverified().filter(({ transferId }) => isReceived(transferId));
    Promise.all([
      ...(isInDoubt ? [] : [shards.removeExpired(clock.now())]),
      ...left.map((one) => shards.remove(one.transferId)),
    ]).catch((error: unknown) => console.error('clearing the spool failed', error));
  }

  async #refresh(): Promise<void> {
    try {
      await this.#ports.registry.readToEnd();
    } catch (error) {
      if (!isTemporary(error)) console.error('reading the registry failed', error);
    }
  }
}
