import type { TransferReason } from '../../../shared/transfer.ts';
import { HOUR } from '../../protocol/limits.ts';
import type { ClockCheck } from '../clock/clock-check.ts';
import { obstacleOf } from '../log/transfer-event.ts';
import type { TransferLog } from '../log/transfer-log.ts';
import type { IncomingRecord } from '../log/transfer-record.ts';
import type { Clock, DocumentStore, ShardStore } from '../ports.ts';
import { isObstructedBy, obstructed, unobstructed } from './disk-wait.ts';
import { type IncomingWork, lateRetry, stop } from './incoming-work.ts';
import { findObstacle } from './room.ts';

const lateUntil = 72 * HOUR;

type Late = NonNullable<IncomingWork['late']>;
export type LatePorts = {
  readonly documents: DocumentStore;
  readonly shards: ShardStore;
  readonly log: TransferLog;
  readonly clock: Clock;
  readonly clockCheck: Pick<ClockCheck, 'serverNow'>;
};
/** What the assembler does for it. */
type Work = {
  readonly go: (id: string, run: () => Promise<void>) => void;
  readonly isCurrent: (work: IncomingWork) => boolean;
  /** Row 9 begins. */
  readonly begin: (work: IncomingWork) => void;
  readonly tryAssemble: (id: string, seekLate?: boolean) => Promise<void>;
  readonly drop: (record: IncomingRecord) => void;
};

/** Rows 8 and 9 of protocol.md section 8 after a signed failure: shards or room may still come. */
export class LateWaits {
  readonly #ports: LatePorts;
  readonly #work: Work;

  constructor(ports: LatePorts, work: Work) {
    this.#ports = ports;
    this.#work = work;
  }

  /** What can still come after this reason, and then received follows. */
  hopeFor(record: IncomingRecord, reason: TransferReason | null): Late | null {
    if (this.#left(record) <= 0) return null;
    return reason === 'incomplete' ? 'shards' : reason === 'storage' ? 'room' : null;
  }

  /** For 72 h; what the spool left out meanwhile is sought hourly, and room more often. */
  wait(record: IncomingRecord, work: IncomingWork, late: Late): void {
    const left = this.#left(record);
    const pause = late === 'room' ? lateRetry : HOUR;
    work.late = late;
    stop(work);
    work.cancelTimer = this.#ports.clock.after(Math.min(left, pause), () =>
      this.#work.go(work.id, async () => {
        if (left <= pause) return this.#end(record);
        this.wait(record, work, late);
        const seek = work.seekLate;
        work.seekLate = false;
        if (late === 'room' || seek) await this.try(work, seek);
      }),
    );
  }

  /** With what was missing, the work goes on. */
  try(work: IncomingWork, seek = false): Promise<void> {
    return work.late === 'room' ? this.#tryRoom(work) : this.#work.tryAssemble(work.id, seek);
  }

  /** It is refused for good. */
  giveUp(record: IncomingRecord): void {
    if (obstacleOf(record.events)) this.#ports.log.put(unobstructed(record));
  }

  #end(record: IncomingRecord): void {
    this.giveUp(this.#ports.log.incoming(record.id) ?? record);
    this.#work.drop(record);
  }

  #left({ brokerTime }: IncomingRecord): number {
    return (brokerTime ?? 0) + lateUntil - this.#ports.clockCheck.serverNow();
  }

  async #tryRoom(work: IncomingWork): Promise<void> {
    const { log } = this.#ports;
    const before = log.incoming(work.id);
    if (!before || work.assembling) return;
    work.assembling = true;
    try {
      const obstacle = await findObstacle(this.#ports, before, work.isOpened);
      const record = log.incoming(work.id);
      if (!record || !this.#work.isCurrent(work)) return;
      if (obstacle) {
        if (!isObstructedBy(record, obstacle)) log.put(obstructed(log, record, obstacle, work.isOpened));
        return;
      }
      log.judgeAgain(record);
      work.late = null;
      this.#work.begin(work);
    } finally {
      work.assembling = false;
    }
    await this.#work.tryAssemble(work.id);
  }
}
