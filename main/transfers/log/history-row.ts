import { listGroupOf } from '../../../shared/history.ts';
import type { TransferReason } from '../../../shared/transfer.ts';
import type { HistoryRow } from '../ports.ts';
import { searchText } from './search-text.ts';
import type { TransferRecord } from './transfer-record.ts';
import { isFinished } from './transfer-state.ts';
import { isRetryable, statusOf } from './transfer-view.ts';

export function historyRow(record: TransferRecord): HistoryRow {
  const group = listGroupOf(statusOf(record));
  const common = {
    finished: isFinished(record.state),
    listed: !record.removed,
    group,
    unread: record.direction === 'received' && record.unread,
  };
  const { transferId, peerLabel, metadata } = record;
  if (record.direction === 'sent') {
    const { documentName, recipient } = record;
    return {
      ...common,
      sender: record.ownDestination,
      verified: true,
      saved: false,
      retried: group === 'failed' && isRetryable(record, false) && isWorthAll(record.reason),
      person: recipient,
      text: searchText([documentName, peerLabel, recipient, transferId, metadata?.documentHash]),
    };
  }
  const { sender, documentName, documentHash } = record.metadata;
  return {
    ...common,
    sender,
    verified: record.verified,
    saved: record.state === 'confirming' || record.state === 'received',
    retried: false,
    person: record.verified ? sender : null,
    // Of what is only claimed the document's name is not shown, nor found.
    text: searchText(
      record.verified
        ? [documentName, peerLabel, sender, transferId, documentHash]
        : [peerLabel, sender, transferId],
    ),
  };
}

/** What the other computer saves by itself, when it can, is not sent twice by one click for all. */
const isWorthAll = (reason: TransferReason | null): boolean => reason !== 'storage';
