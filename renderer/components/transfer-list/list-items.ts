import type { ListedRow } from '../../stores/list-range.ts';
import { type Day, dayOf } from '../../text/format.ts';

export type ListItem =
  | { readonly kind: 'group'; readonly day: Day }
  | { readonly kind: 'row'; readonly id: string };

/** The rows of a list, with a head wherever the day changes. */
export function listItems(rows: readonly ListedRow[], now: number): readonly ListItem[] {
  const items: ListItem[] = [];
  let day: Day | null = null;
  for (const { id, createdAt } of rows) {
    const its = dayOf(createdAt, now);
    if (its !== day) items.push({ kind: 'group', day: its });
    day = its;
    items.push({ kind: 'row', id });
  }
  return items;
}

/** Index of the next row from `from` in the direction of `by`, over group heads; null at the end. */
export function nextRow(items: readonly ListItem[], from: number, by: number): number | null {
  const step = by < 0 ? -1 : 1;
  let left = Math.abs(by);
  let found: number | null = null;
  for (let at = from + step; at >= 0 && at < items.length && left > 0; at += step) {
    if (items[at]?.kind !== 'row') continue;
    found = at;
    left -= 1;
  }
  return found;
}
