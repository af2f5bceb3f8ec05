import { type HistoryQuery, longestPage } from '../../shared/history.ts';
import type { Transfer } from '../../shared/transfer.ts';
import { api } from '../api.ts';
import { createStore } from './store.ts';
import { hold, keep, upToDate } from './transfers.ts';

type Marked = { readonly ids: ReadonlySet<string> };

const none: ReadonlySet<string> = new Set();

/** The rows of the list on the screen that are marked for one action together. */
export const useMarked = createStore<Marked>({ ids: none });

let release = (): void => {};

/** Marked rows are held, wherever the list is scrolled to. */
export function mark(change: (ids: ReadonlySet<string>) => ReadonlySet<string>): void {
  const ids = change(useMarked.getState().ids);
  const before = release;
  release = hold([...ids]);
  useMarked.setState({ ids });
  before();
}

export const unmark = (): void => mark(() => none);

export function toggleMark(id: string): void {
  mark((ids) => {
    const next = new Set(ids);
    if (!next.delete(id)) next.add(id);
    return next;
  });
}

/** As many as one call to main takes. */
const mostMarked = 10_000;

/** Marks every row of a list, also those that were not scrolled to. */
export async function markAll(query: HistoryQuery, held: readonly string[]): Promise<void> {
  mark(() => new Set(held.slice(0, mostMarked)));
  const { ids } = useMarked.getState();
  const { rows } = await upToDate(() => rowsOf(query));
  // The person went on meanwhile.
  if (useMarked.getState().ids !== ids) return;
  mark(() => new Set(rows.map(({ id }) => id)));
  keep(rows);
}

async function rowsOf(query: HistoryQuery): Promise<{ readonly rows: readonly Transfer[] }> {
  const rows: Transfer[] = [];
  let cursor: string | null = null;
  do {
    const limit = Math.min(longestPage, mostMarked - rows.length);
    const page = await pageOf(query, cursor, limit);
    rows.push(...page.rows);
    cursor = page.next;
  } while (cursor !== null && rows.length < mostMarked);
  return { rows };
}

const pageOf = (query: HistoryQuery, cursor: string | null, limit: number) =>
  api.call('transfers.page', { query, cursor, limit });
