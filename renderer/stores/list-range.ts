import type { Transfer } from '../../shared/transfer.ts';

export type ListedRow = Pick<Transfer, 'id' | 'createdAt'>;

/** The part of a list that the page holds: from the newest row on, without a gap. */
export type ListRange = {
  readonly rows: readonly ListedRow[];
  /** Where the next page begins; null where these rows are all. */
  readonly next: string | null;
};

/** With the next page at its end. */
export const joinedNext = (held: ListRange, page: ListRange): ListRange => ({
  rows: [...held.rows, ...without(held.rows, page.rows)],
  next: page.next,
});

/**
 * With the rows from the top that were asked for again. What is held below them goes where it is not needed,
 * and where it no longer follows without a gap.
 * @param isEnough whether the person looks at nothing below the head
 */
export function joinedAgain(held: ListRange, head: ListRange, isEnough: boolean): ListRange {
  if (head.next === null || isEnough) return head;
  const index = new Map(held.rows.map(({ id }, at) => [id, at]));
  const overlap = head.rows.findLast(({ id }) => index.has(id));
  const below = overlap === undefined ? [] : held.rows.slice((index.get(overlap.id) ?? 0) + 1);
  if (below.length === 0) return head;
  return { rows: [...head.rows, ...without(head.rows, below)], next: held.next };
}

function without(known: readonly ListedRow[], rows: readonly ListedRow[]): readonly ListedRow[] {
  const ids = new Set(known.map(({ id }) => id));
  return rows.filter(({ id }) => !ids.has(id));
}
