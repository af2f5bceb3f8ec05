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
    const oldest = rows.map((id) => this.#log.incoming(id)).find((row) => row?.state === 'quarantined');
    if (!oldest || this.#clock.now() - oldest.updatedAt < DAY) return false;
    this.#log.forget(oldest.id);
    return true;
  }
}
