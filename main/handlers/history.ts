import {
  type HistoryCounts,
  type HistoryPage,
  type HistoryQuery,
  isShownBy,
  listGroupOf,
} from '../../shared/history.ts';
import type { Transfer } from '../../shared/transfer.ts';

/** A page of the rows of a list. @param rows all rows, in any order */
export function pageOf(
  rows: readonly Transfer[],
  { direction, filter, search, person }: HistoryQuery,
  cursor: string | null,
  limit: number,
): HistoryPage {
  const words = fold(search).split(/\s+/).filter(Boolean);
  const shown = rows
    .filter((row) => direction === null || row.direction === direction)
    .filter((row) => isShownBy(filter, row))
    .filter((row) => person === null || (row.peerVerified && row.peer?.destination === person))
    .filter((row) => words.every((word) => textOf(row).includes(word)))
    .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
  const from = cursor === null ? 0 : shown.findIndex(({ id }) => id === cursor) + 1;
  const page = shown.slice(from, from + limit);
  return { rows: page, next: from + limit < shown.length ? (page.at(-1)?.id ?? null) : null };
}

export const countsOf = (rows: readonly Transfer[]): HistoryCounts => ({
  sent: rows.filter(({ direction }) => direction === 'sent').length,
  received: rows.filter(({ direction }) => direction === 'received').length,
  unread: rows.filter(({ direction, unread }) => direction === 'received' && unread).length,
  inProgress: rows.filter((row) => row.direction === 'sent' && listGroupOf(row.status) === 'in-progress')
    .length,
  retryable: rows.filter(isRetriedWithAll).length,
});

/** What the other computer saves by itself, when it can, is not sent twice by one click for all. */
export const isRetriedWithAll = (row: Transfer): boolean =>
  row.direction === 'sent' &&
  row.retryable &&
  listGroupOf(row.status) === 'failed' &&
  row.reason !== 'storage';

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const textOf = ({ documentName, peer, transferId }: Transfer): string =>
  fold([documentName, peer?.label, peer?.destination, transferId].filter(Boolean).join(' '));
