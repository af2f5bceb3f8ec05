import { formatSize } from '../../shared/format-size.ts';
import { isolated } from '../../shared/isolated.ts';
import type { Transfer } from '../../shared/transfer.ts';
import { formatRowTime, formatTimeLeft } from './format.ts';
import { rowSince, rowWord } from './leg-text.ts';
import { spokenTime } from './status-text.ts';

/** What stands in the name's place; an unproven name is never there. */
export function rowName(transfer: Transfer): string {
  if (transfer.documentName !== null) return transfer.documentName;
  return transfer.status === 'refused' || transfer.status === 'incomplete'
    ? 'Refused document'
    : 'Incoming document';
}

/** The person of a row, without a size. */
export function rowPerson(transfer: Transfer): string {
  if (!transfer.peer) return 'Sender not known yet';
  return transfer.peerVerified ? transfer.peer.label : `Claims to be from ${isolated(transfer.peer.label)}`;
}

export function rowSize(transfer: Transfer, unitDisplay: 'short' | 'long' = 'short'): string | null {
  if (transfer.documentSize !== null) return formatSize(transfer.documentSize, unitDisplay);
  return transfer.bytesMoved > 0 ? `${formatSize(transfer.bytesMoved, unitDisplay)} so far` : null;
}

/** The time that matters: what is left while it moves, since when it waits, else when it began. */
export const rowTime = (transfer: Transfer, now: number): string =>
  transfer.timeLeft === null
    ? (rowSince(transfer, now) ?? formatRowTime(transfer.createdAt, now))
    : formatTimeLeft(transfer.timeLeft);

/** "Unread, Q3 report.pdf, from Alice Martin, 2.4 megabytes, today 10:42, Received". */
export function rowLabel(transfer: Transfer, now: number): string {
  const proven = transfer.peer !== null && transfer.peerVerified;
  const person = proven
    ? `${transfer.direction === 'sent' ? 'to' : 'from'} ${isolated(rowPerson(transfer))}`
    : rowPerson(transfer);
  const parts = [
    transfer.unread ? 'Unread' : null,
    isolated(rowName(transfer)),
    person,
    rowSize(transfer, 'long'),
    spokenTime(transfer.createdAt, now),
    rowWord(transfer, now),
    rowSince(transfer, now),
    transfer.timeLeft === null ? null : formatTimeLeft(transfer.timeLeft),
  ];
  return parts.filter((part) => part !== null).join(', ');
}
