import type { HistoryChange } from '../../shared/history.ts';
import type { Transfer, TransferDirection } from '../../shared/transfer.ts';
import { Calmly } from '../clock/waits.ts';
import type { Clock } from '../transfers/ports.ts';

/** Milliseconds. A small document passes half a dozen states in that time, and each telling is drawn. */
const together = 250;
/** In a pile the list is another one with each telling: it is asked for and drawn anew. */
const pile = { from: 8, together: 1_000 };

/** Gathers what changed for the page: told at once after a rest, and then at most four times a second, a pile once. */
export class ToldChanges {
  readonly #tell: (change: HistoryChange) => void;
  readonly #rows = new Map<string, Transfer>();
  readonly #lists = new Set<TransferDirection>();
  readonly #telling: Calmly;

  constructor(clock: Pick<Clock, 'after'>, tell: (change: HistoryChange) => void) {
    this.#tell = tell;
    this.#telling = new Calmly(
      clock,
      () => (this.#rows.size < pile.from ? together : pile.together),
      () => this.#tellAll(),
    );
  }

  /** Of each row the newest state is told. */
  changed({ rows, lists }: HistoryChange): void {
    for (const row of rows) {
      // What changed last is told last.
      this.#rows.delete(row.id);
      this.#rows.set(row.id, row);
    }
    for (const list of lists) this.#lists.add(list);
    if (rows.length > 0 || lists.length > 0) this.#telling.soon();
  }

  /** Tells what was gathered now, before something else is told of the same rows. */
  flush(): void {
    this.#telling.now();
  }

  #tellAll(): void {
    const change = { rows: [...this.#rows.values()], lists: [...this.#lists] };
    this.#rows.clear();
    this.#lists.clear();
    this.#tell(change);
  }
}
