import type { Transfer } from '../../../shared/transfer.ts';
import { type Day, dayOf, formatRowTime, formatSize, formatTimeLeft, formatWhen } from '../../text/format.ts';
import { peerLabel, statusWord } from '../../text/status-text.ts';

/** What the list shows, worked out without a page: filters, search, groups, spoken names. */
export type Filter = { readonly name: string; readonly test: (transfer: Transfer) => boolean };

const failedOnes: ReadonlySet<string> = new Set(['refused', 'failed', 'incomplete']);
export const isFailed = ({ status }: Transfer): boolean => failedOnes.has(status);

export const filters: Readonly<Record<'inbox' | 'sent', readonly Filter[]>> = {
  inbox: [
    { name: 'All', test: () => true },
    { name: 'Unread', test: ({ unread }) => unread },
    { name: 'Failed', test: isFailed },
    { name: 'Incoming', test: ({ status }) => status === 'incoming' || status === 'checking' },
  ],
  sent: [
    { name: 'All', test: () => true },
    { name: 'In progress', test: ({ status }) => status === 'preparing' || status === 'sending' || status === 'waiting-for-connection' },
    { name: 'Not confirmed', test: ({ status }) => status === 'sent' },
    { name: 'Failed', test: isFailed },
  ],
};

/** Name, person, address or transfer ID. */
export function matches(transfer: Transfer, search: string): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const text = [transfer.documentName, transfer.peer?.label, transfer.peer?.destination, transfer.transferId].join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}

export type Item = { readonly kind: 'group'; readonly day: Day } | { readonly kind: 'row'; readonly transfer: Transfer };

export function itemsOf(transfers: readonly Transfer[], now: number): readonly Item[] {
  const items: Item[] = [];
  let day: Day | null = null;
  for (const transfer of transfers) {
    const own = dayOf(transfer.createdAt, now);
    if (own !== day) items.push({ kind: 'group', day: own });
    day = own;
    items.push({ kind: 'row', transfer });
  }
  return items;
}

/** An unproven name is never in the name position. */
export function rowTitle(transfer: Transfer): string {
  if (transfer.documentName !== null) return transfer.documentName;
  return transfer.status === 'refused' ? 'Refused document' : 'Incoming document';
}

export function rowPerson(transfer: Transfer): string {
  if (!transfer.peer) return 'Sender not known yet';
  return transfer.peerVerified ? transfer.peer.label : `Claims to be from ${transfer.peer.label}`;
}

export function rowSize(transfer: Transfer): string {
  return transfer.documentSize === null ? `${formatSize(transfer.bytesMoved)} so far` : formatSize(transfer.documentSize);
}

export const rowTime = (transfer: Transfer, now: number): string =>
  transfer.timeLeft === null ? formatRowTime(transfer.createdAt, now) : formatTimeLeft(transfer.timeLeft);

/** "Unread, Received, Q3 report.pdf, from Alice Martin, 2.4 megabytes, today 10:42". */
export function spokenRow(transfer: Transfer, now: number): string {
  const person = transfer.peerVerified && transfer.peer ? `${transfer.direction === 'sent' ? 'to' : 'from'} ${peerLabel(transfer)}` : rowPerson(transfer);
  const size = transfer.documentSize === null ? `${formatSize(transfer.bytesMoved, 'long')} so far` : formatSize(transfer.documentSize, 'long');
  const when = formatWhen(transfer.createdAt, now).replace(' at ', ' ').replace(/^on /, '');
  const left = transfer.timeLeft === null ? [] : [formatTimeLeft(transfer.timeLeft)];
  return [...(transfer.unread ? ['Unread'] : []), statusWord(transfer), rowTitle(transfer), person, size, when, ...left].join(', ');
}
