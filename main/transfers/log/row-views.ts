import type { Transfer, TransferDetails } from '../../../shared/transfer.ts';
import type { Clock, TransferStore } from '../ports.ts';
import { heardFrom } from './heard-from.ts';
import { legOf, type Moment } from './leg.ts';
import type { Surroundings } from './log-events.ts';
import type { Movements } from './movements.ts';
import { isOverdue } from './timeline.ts';
import type { TransferRecord } from './transfer-record.ts';
import { toDetails, toRow } from './transfer-view.ts';

/** What the page is shown of the log's records: all of it derived, from them and from the moment. */
export class RowViews {
  readonly #store: TransferStore;
  readonly #clock: Clock;
  readonly #movements: Movements;
  readonly #surroundings: () => Surroundings;

  constructor(store: TransferStore, clock: Clock, movements: Movements, surroundings: () => Surroundings) {
    this.#store = store;
    this.#clock = clock;
    this.#movements = movements;
    this.#surroundings = surroundings;
  }

  row(record: TransferRecord): Transfer {
    const moment = this.#momentOf(record);
    const movement = this.#movements.of(record.id) ?? {
      bytesMoved: record.sealedBytes,
      progress: null,
      timeLeft: null,
    };
    const { isConnected, clockBlocks, now, retention } = moment;
    const overdue = isOverdue(record, now, retention);
    return toRow(record, { ...movement, isConnected, clockBlocks, overdue, leg: legOf(record, moment) });
  }

  details(record: TransferRecord): TransferDetails {
    const transfer = this.row(record);
    const { peer, status } = transfer;
    const heardAt = status === 'sent' && peer ? heardFrom(this.#store, peer.destination) : null;
    return toDetails(record, transfer, heardAt);
  }

  isOverdue(record: TransferRecord): boolean {
    const { now, retention } = this.#momentOf(record);
    return isOverdue(record, now, retention);
  }

  #momentOf(record: TransferRecord): Moment {
    const { retentionOf, ...surroundings } = this.#surroundings();
    const retention = record.direction === 'sent' ? retentionOf(record.recipient) : null;
    return { ...surroundings, retention, now: this.#clock.now() };
  }
}
