import type { HistoryQuery } from '../../shared/history.ts';
import type { Transfer, TransferDirection } from '../../shared/transfer.ts';
import { api } from '../api.ts';
import { PagedList } from './paged-list.ts';
import type { ListName } from './view.ts';

export const directionOf: Readonly<Record<ListName, TransferDirection>> = { inbox: 'received', sent: 'sent' };

/** The list that a transfer is on. */
export const listOf = ({ direction }: Pick<Transfer, 'direction'>): ListName =>
  direction === 'sent' ? 'sent' : 'inbox';

const everything = { filter: 'all', search: '', person: null } as const;

/** A list as it is when its place is opened. */
export const wholeList = (list: ListName): HistoryQuery => ({ direction: directionOf[list], ...everything });

export const historyWith = (person: string): HistoryQuery => ({ direction: null, ...everything, person });

/** The lists of the page. The one with a person is short and never continued. */
export const lists = {
  inbox: new PagedList(wholeList('inbox'), 100),
  sent: new PagedList(wholeList('sent'), 100),
  person: new PagedList({ direction: null, ...everything }, 20),
} as const;

const all: readonly PagedList[] = Object.values(lists);

/** A list whose direction an event names asks again. */
export function followLists(): void {
  api.on('transfers.changed', ({ lists: directions }) => {
    for (const list of all) {
      const { direction } = list.state.getState().query;
      if (direction === null ? directions.length > 0 : directions.includes(direction)) list.again();
    }
  });
  api.on('transfers.removed', (ids) => {
    for (const list of all) list.forget(ids);
  });
}

/** The row that gets the keyboard when these leave, of which one had it. */
export function rowBeside(list: ListName, current: string, leaving: readonly string[]): string | null {
  const { rows } = lists[list].state.getState();
  const at = rows.findIndex(({ id }) => id === current);
  const gone = new Set(leaving);
  const stays = ({ id }: { readonly id: string }): boolean => !gone.has(id);
  return (rows.slice(at + 1).find(stays) ?? rows.slice(0, Math.max(at, 0)).findLast(stays))?.id ?? null;
}
