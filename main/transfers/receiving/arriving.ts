import type { Transfer } from '../../../shared/transfer.ts';
import { MINUTE } from '../../protocol/limits.ts';
import { arrivingRow } from '../log/transfer-view.ts';
import type { Clock, ShardStore } from '../ports.ts';

/** Nobody reads more, and whoever writes to an inbox decides how many transfer IDs there are. */
const mostShown = 20;
const tellEvery = 100; // milliseconds
/** What does not move for so long was given up, or starts anew under another transfer ID. */
const shownFor = 2 * MINUTE;

type Ports = {
  readonly shards: Pick<ShardStore, 'bytesOf'> & {
    /** Transfers with shards whose metadata has not verified, newest first. */
    unverified(): readonly { readonly transferId: string; readonly lastAt: number }[];
  };
  readonly clock: Clock;
  readonly ownDestination: () => string;
  /** A row of the log says more than its shards do. */
  readonly isKnown: (transferId: string) => boolean;
};
type Events = {
  readonly changed: (transfers: readonly Transfer[]) => void;
  readonly removed: (ids: readonly string[]) => void;
};

/** The rows for shards whose metadata has not come: only the newest few, and only while they move. */
export class Arriving {
  readonly #ports: Ports;
  readonly #events: Events;
  /** When a shard came last, by transfer ID; the newest stands last. */
  readonly #lastAt = new Map<string, number>();
  readonly #untold = new Set<string>();
  readonly #told = new Set<string>();
  #cancelTelling: (() => void) | null = null;
  #cancelLooking: (() => void) | null = null;

  constructor(ports: Ports, events: Events) {
    this.#ports = ports;
    this.#events = events;
    const now = ports.clock.now();
    for (const { transferId, lastAt } of [...ports.shards.unverified()].reverse())
      if (now - lastAt < shownFor && !ports.isKnown(transferId)) this.#came(transferId, lastAt);
  }

  /** The rows of the list, the newest first. */
  rows(): readonly Transfer[] {
    return [...this.#lastAt.keys()].reverse().map((transferId) => this.#row(transferId));
  }

  /** Shards of these transfers are durable. */
  shardsArrived(transferIds: ReadonlySet<string>): void {
    const now = this.#ports.clock.now();
    for (const transferId of transferIds) if (!this.#ports.isKnown(transferId)) this.#came(transferId, now);
    this.#tellSoon();
  }

  /** The transfer is in the log now, mostly in the row that its shards had. */
  taken({ id, transferId }: Pick<Transfer, 'id' | 'transferId'>): void {
    this.#lastAt.delete(transferId);
    this.#untold.delete(transferId);
    if (this.#told.delete(transferId) && id !== transferId) this.#events.removed([transferId]);
  }

  #came(transferId: string, at: number): void {
    this.#lastAt.delete(transferId);
    this.#lastAt.set(transferId, at);
    this.#untold.add(transferId);
    const [oldest] = this.#lastAt.keys();
    if (this.#lastAt.size > mostShown && oldest !== undefined) this.#lastAt.delete(oldest);
    this.#lookLater();
  }

  #tellSoon(): void {
    this.#cancelTelling ??= this.#ports.clock.after(tellEvery, () => {
      this.#cancelTelling = null;
      this.#tell();
    });
  }

  #tell(): void {
    const rows = [...this.#untold].filter((one) => this.#lastAt.has(one)).map((one) => this.#row(one));
    this.#untold.clear();
    for (const { id } of rows) this.#told.add(id);
    const gone = [...this.#told].filter((one) => !this.#lastAt.has(one));
    for (const one of gone) this.#told.delete(one);
    if (rows.length > 0) this.#events.changed(rows);
    if (gone.length > 0) this.#events.removed(gone);
  }

  #lookLater(): void {
    this.#cancelLooking ??= this.#ports.clock.after(shownFor / 4, () => {
      this.#cancelLooking = null;
      const now = this.#ports.clock.now();
      for (const [transferId, at] of this.#lastAt) if (now - at >= shownFor) this.#lastAt.delete(transferId);
      this.#tell();
      if (this.#lastAt.size > 0) this.#lookLater();
    });
  }

  #row(transferId: string): Transfer {
    const { shards, ownDestination, clock } = this.#ports;
    const at = this.#lastAt.get(transferId) ?? clock.now();
    return arrivingRow(transferId, ownDestination(), shards.bytesOf(transferId), at);
  }
}
