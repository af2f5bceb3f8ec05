import type { RecordPlace } from '../ports.ts';
import type { TransferRecord } from './transfer-record.ts';

/** What is asked of all unfinished rows at once, again and again: answered without looking at each. */
export class LogIndexes {
  /** Documents of ours that wait for their turn, in the order in which they were made. */
  readonly #queued = new Map<string, number>();
  /** Row by the place of the record that it waits for. */
  readonly #held = new Map<string, string>();
  readonly #placeOf = new Map<string, string>();

  remember(record: TransferRecord): void {
    if (record.direction === 'sent') {
      if (record.state === 'queued') this.#queued.set(record.id, record.createdAt);
      else this.#queued.delete(record.id);
      return;
    }
    this.#forgetPlace(record.id);
    if (record.state !== 'held') return;
    this.#held.set(keyOf(record), record.id);
    this.#placeOf.set(record.id, keyOf(record));
  }

  forget(id: string): void {
    this.#forgetPlace(id);
  }

  /** The oldest first; one that starts anew keeps its turn. */
  queued(): readonly string[] {
    return [...this.#queued].sort((a, b) => a[1] - b[1]).map(([id]) => id);
  }

  heldAt(place: RecordPlace): string | null {
    const { topic, offset } = place;
    // A row of an earlier version says only where its record stood.
    return this.#held.get(keyOf(place)) ?? this.#held.get(keyOf({ topic, offset })) ?? null;
  }

  #forgetPlace(id: string): void {
    const place = this.#placeOf.get(id);
    if (place !== undefined && this.#held.get(place) === id) this.#held.delete(place);
    this.#placeOf.delete(id);
  }
}

const keyOf = ({ topic, offset, digest = '' }: RecordPlace): string => `${topic}/${offset}/${digest}`;
