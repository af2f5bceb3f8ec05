import type { Transfer } from '../../../shared/transfer.ts';
import { hasFailed, isInProgress } from '../../stores/transfers.ts';
import type { ListName } from '../../stores/view.ts';
import { type Day, dayOf } from '../../text/format.ts';

export type FilterName = 'all' | 'unread' | 'failed' | 'incoming' | 'in-progress' | 'not-confirmed';
export type Filter = { readonly name: FilterName; readonly label: string };

export const filtersOf: Readonly<Record<ListName, readonly Filter[]>> = {
  inbox: [
    { name: 'all', label: 'All' },
    { name: 'unread', label: 'Unread' },
    { name: 'failed', label: 'Failed' },
    { name: 'incoming', label: 'Incoming' },
  ],
  sent: [
    { name: 'all', label: 'All' },
    { name: 'in-progress', label: 'In progress' },
    { name: 'not-confirmed', label: 'Not confirmed' },
    { name: 'failed', label: 'Failed' },
  ],
};

const keeps: Readonly<Record<FilterName, (transfer: Transfer) => boolean>> = {
  all: () => true,
  unread: ({ unread }) => unread,
  failed: hasFailed,
  incoming: ({ status }) => status === 'incoming' || status === 'checking',
  'in-progress': isInProgress,
  'not-confirmed': ({ status }) => status === 'sent',
};

export type ListItem =
  | { readonly kind: 'group'; readonly day: Day }
  | { readonly kind: 'row'; readonly id: string };

/** The rows that stay after search and filter, with a head wherever the day changes. */
export function listItems(
  transfers: readonly Transfer[],
  filter: FilterName,
  query: string,
  now: number,
): readonly ListItem[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  const items: ListItem[] = [];
  let day: Day | null = null;
  for (const transfer of transfers) {
    if (!keeps[filter](transfer)) continue;
    if (words.length > 0 && !words.every((word) => haystack(transfer).includes(word))) continue;
    const its = dayOf(transfer.createdAt, now);
    if (its !== day) items.push({ kind: 'group', day: its });
    day = its;
    items.push({ kind: 'row', id: transfer.id });
  }
  return items;
}

/** "Wojcik" finds "Wójcik": letters count, their marks do not. */
const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

// Folding 10,000 rows at every key would be felt; a row that changed is another object.
const folded = new WeakMap<Transfer, string>();
function haystack(transfer: Transfer): string {
  const known = folded.get(transfer);
  if (known !== undefined) return known;
  const { documentName, peer, transferId } = transfer;
  const text = fold([documentName, peer?.label, peer?.destination, transferId].filter(Boolean).join(' '));
  folded.set(transfer, text);
  return text;
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
