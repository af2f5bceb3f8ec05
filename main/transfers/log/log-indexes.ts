import type { RecordPlace } from '../ports.ts';
import type { TransferRecord } from './transfer-record.ts';

/** What is asked of all rows at once, for each record that comes: answered without looking at all rows. */
export class LogIndexes {
  /** Rows of received documents that are saved, by transfer ID. */
  readonly #saved = new Map<string, Set<string>>();
  /** Row by the place of the record that it waits for. */
  readonly #held = new Map<string, string>();
  readonly #placeOf = new Map<string, string>();
  /** Rows of which nothing is verified, in the order in which they came. */
  readonly #strangers = new Set<string>();

  remember(record: TransferRecord): void {
    if (record.direction !== 'received') return;
    const { id, transferId, state, verified } = record;
    const saved = this.#saved.get(transferId);
    if (state === 'confirming' || state === 'received')
      this.#saved.set(transferId, (saved ?? new Set()).add(id));
    else saved?.delete(id);
    this.#forgetPlace(id);
    if (state === 'held') {
      this.#held.set(keyOf(record), id);
      this.#placeOf.set(id, keyOf(record));
    }
    if (verified) this.#strangers.delete(id);
    else this.#strangers.add(id);
  }

  forget(id: string): void {
    this.#forgetPlace(id);
    this.#strangers.delete(id);
  }

  isSaved(transferId: string): boolean {
    return (this.#saved.get(transferId)?.size ?? 0) > 0;
  }

  heldAt(place: RecordPlace): string | null {
    const { topic, offset } = place;
    // A row of an earlier version says only where its record stood.
    return this.#held.get(keyOf(place)) ?? this.#held.get(keyOf({ topic, offset })) ?? null;
  }

  strangers(): readonly string[] {
    return [...this.#strangers];
  }

  #forgetPlace(id: string): void {
    const place = this.#placeOf.get(id);
    if (place !== undefined && this.#held.get(place) === id) this.#held.delete(place);
    this.#placeOf.delete(id);
  }
}

const keyOf = ({ topic, offset, digest = '' }: RecordPlace): string => `${topic}/${offset}/${digest}`;
