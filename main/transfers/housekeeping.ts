import { DAY, HOUR } from '../protocol/limits.ts';
import type { TransferLog } from './log/transfer-log.ts';
import { type Clock, isTemporary, type TransferStore } from './ports.ts';

const sweepEvery = HOUR;
/** Certificates are also judged minutes after a record came: the registry is never read to an end older than 60 s. */
const refreshEvery = 45_000;
/** protocol.md section 8: the journal outlives R by 30 days. */
const journalOutlives = 30 * DAY;

type Ports = {
  readonly clock: Clock;
  readonly log: TransferLog;
  readonly store: TransferStore;
  readonly registry: { readToEnd(): Promise<void> };
  readonly shards: { removeExpired(now: number): Promise<void> };
  /** R of the own inbox, in milliseconds; null before it was read. */
  readonly retention: () => number | null;
};

/** What is done again and again, for as long as its clock runs. */
export class Housekeeping {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  start(): void {
    this.#sweep();
    this.#ports.clock.after(refreshEvery, () => this.#refresh());
  }

  #sweep(): void {
    const { clock, log, store, shards, retention } = this.#ports;
    clock.after(sweepEvery, () => this.#sweep());
    log.surroundingsChanged();
    const kept = retention();
    if (kept !== null) store.prune(clock.now() - kept - journalOutlives);
    shards
      .removeExpired(clock.now())
      .catch((error: unknown) => console.error('clearing the spool failed', error));
  }

  #refresh(): void {
    const { clock, registry } = this.#ports;
    registry
      .readToEnd()
      .catch((error: unknown) => {
        if (!isTemporary(error)) console.error('reading the registry failed', error);
      })
      .finally(() => clock.after(refreshEvery, () => this.#refresh()));
  }
}
