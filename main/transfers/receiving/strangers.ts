import { DAY } from '../../protocol/limits.ts';
import type { TransferLog } from '../log/transfer-log.ts';
import type { Clock } from '../ports.ts';

/** Rows of which nothing is verified. */
const most = 200;

/** Whoever writes to an inbox decides how many forgeries there are (docs/decisions/0007). */
export class Strangers {
  readonly #log: TransferLog;
  readonly #clock: Clock;

  constructor(log: TransferLog, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /** Whether there may be one row more: what was told a day ago makes room. */
  hasRoom(): boolean {
    const rows = this.#log.strangers();
    if (rows.length < most) return true;
    for (const id of rows) {
      const row = this.#log.incoming(id);
      if (row?.state !== 'quarantined') continue;
      if (this.#clock.now() - (row.finishedAt ?? row.updatedAt) < DAY) return false;
      this.#log.forget(id);
      return true;
    }
    return false;
  }
}
