import type {
  ReceivedStatus,
  SentStatus,
  Transfer,
  TransferDetails,
  TransferStatus,
} from '../../../shared/transfer.ts';
import { displayName } from '../../protocol/document-name.ts';
import { formatTime } from '../../protocol/time.ts';
import { arrivingTimeline, timelineOf } from './timeline.ts';
import { lastOf, obstacleOf } from './transfer-event.ts';
import type { IncomingRecord, OutgoingRecord, TransferRecord } from './transfer-record.ts';
import {
  type IncomingState,
  isCancellable,
  isRemovable,
  nextOutgoing,
  type OutgoingState,
} from './transfer-state.ts';

const sentStatus: Readonly<Record<OutgoingState, SentStatus>> = {
  queued: 'waiting-for-connection',
  sealing: 'sending',
  dispatching: 'sending',
  sent: 'sent',
  delivered: 'delivered',
  refused: 'refused',
  failed: 'failed',
  cancelled: 'cancelled',
};

const receivedStatus: Readonly<Record<IncomingState, ReceivedStatus>> = {
  held: 'checking',
  collecting: 'checking',
  assembling: 'checking',
  saving: 'checking',
  confirming: 'confirmation-pending',
  received: 'received',
  refusing: 'refused',
  refused: 'refused',
  quarantined: 'refused',
};

type Movement = Pick<Transfer, 'bytesMoved' | 'progress' | 'timeLeft' | 'overdue' | 'leg'> & {
  readonly isConnected: boolean;
  /** Nothing is signed until the clock is right. */
  readonly clockBlocks: boolean;
};

/** The row that the page shows for a record of the log. */
export const toRow = (record: TransferRecord, movement: Movement): Transfer =>
  record.direction === 'sent' ? sentRow(record, movement) : receivedRow(record, movement);

function sentRow(record: OutgoingRecord, { isConnected, clockBlocks, ...movement }: Movement): Transfer {
  return {
    ...common(record),
    ...movement,
    status: sentStatusOf(record, { isConnected, clockBlocks, bytesMoved: movement.bytesMoved }),
    waitingFor: null,
    peer: { destination: record.recipient, label: displayName(record.peerLabel ?? record.recipient) },
    peerVerified: true,
    documentName: displayName(record.documentName),
    documentSize: record.documentSize,
    cancellable: isCancellable(record.state),
    retryable: isRetryable(record, movement.overdue),
    path: record.path,
  };
}

function sentStatusOf(
  { state }: OutgoingRecord,
  { isConnected, clockBlocks, bytesMoved }: Pick<Movement, 'isConnected' | 'clockBlocks' | 'bytesMoved'>,
): SentStatus {
  if (state === 'queued' && clockBlocks) return 'waiting-for-clock';
  if (state === 'queued') return isConnected ? 'preparing' : 'waiting-for-connection';
  // Half way it waits where it stands.
  if ((state === 'sealing' || state === 'dispatching') && !isConnected) return 'waiting-for-connection';
  return state === 'sealing' && bytesMoved === 0 ? 'preparing' : sentStatus[state];
}

/** The status of a record, without what only the moment tells: whether there is a connection, what moves. */
export function statusOf(record: TransferRecord): TransferStatus {
  if (record.direction === 'sent') return sentStatus[record.state];
  if (obstacleOf(record.events)) return 'cannot-save';
  const incomplete = record.state === 'refused' && record.reason === 'incomplete';
  return incomplete ? 'incomplete' : receivedStatus[record.state];
}

/** Sending it again has a meaning: in its own row, or as another transfer. */
export const isRetryable = (record: OutgoingRecord, overdue: boolean): boolean =>
  (record.metadata === null && nextOutgoing(record.state, 'retry') !== null) ||
  isWorthAnother(record, overdue);

/** Refused, failed or not confirmed in time: what was signed stays as it is, and another transfer may be made once. */
export const isWorthAnother = ({ state, sentAgain, metadata }: OutgoingRecord, overdue: boolean): boolean =>
  !sentAgain &&
  (state === 'refused' || (state === 'failed' && metadata !== null) || (state === 'sent' && overdue));

function receivedRow(
  record: IncomingRecord,
  { isConnected: _, clockBlocks: __, ...movement }: Movement,
): Transfer {
  const { metadata } = record;
  return {
    ...common(record),
    ...movement,
    status: statusOf(record),
    waitingFor: obstacleOf(record.events),
    peer: { destination: metadata.sender, label: displayName(record.peerLabel ?? metadata.sender) },
    peerVerified: record.verified,
    documentName: record.verified ? displayName(metadata.documentName) : null,
    documentSize: metadata.documentSize,
    cancellable: false,
    retryable: false,
    // Before, it is only the name that is kept for it.
    path: record.state === 'confirming' || record.state === 'received' ? record.path : null,
    ...(lastOf(record.events, 'found') ? { isFound: true } : {}),
  };
}

const common = (record: TransferRecord) => ({
  id: record.id,
  transferId: record.transferId,
  direction: record.direction,
  reason: record.reason,
  ownDestination: record.ownDestination,
  createdAt: record.createdAt,
  updatedAt: record.updatedAt,
  finishedAt: record.finishedAt,
  unread: record.unread,
  removable: isRemovable(record.state),
});

/** A row for shards whose metadata has not come: sender and size are not known yet. */
export const arrivingRow = (
  transferId: string,
  ownDestination: string,
  bytes: number,
  at: number,
): Transfer => ({
  id: transferId,
  transferId,
  direction: 'received',
  status: 'incoming',
  reason: null,
  ownDestination,
  peer: null,
  peerVerified: false,
  documentName: null,
  documentSize: null,
  bytesMoved: bytes,
  progress: null,
  timeLeft: null,
  createdAt: at,
  updatedAt: at,
  finishedAt: null,
  unread: false,
  cancellable: false,
  retryable: false,
  removable: false,
  overdue: false,
  leg: { name: 'pieces', since: at, until: null },
  waitingFor: null,
  path: null,
});

/** What can be said of shards whose metadata has not come. */
export const arrivingDetails = (transfer: Transfer): TransferDetails => ({
  transfer,
  steps: arrivingTimeline(transfer.createdAt),
  heardAt: null,
  technical: {
    transferId: transfer.transferId,
    documentHash: null,
    transferHash: null,
    shardCount: null,
    compressedBytes: transfer.bytesMoved,
    senderCertificate: null,
    recipientCertificate: null,
    signature: null,
    acknowledgementSignature: null,
    timestamp: null,
    signedServerTime: null,
    acknowledgedAt: null,
    confirmedServerTime: null,
    originalName: null,
  },
});

/** @param heardAt when the other person's app was heard of last, in milliseconds since 1970; null where not known */
export function toDetails(
  record: TransferRecord,
  transfer: Transfer,
  heardAt: number | null,
): TransferDetails {
  const { metadata, acknowledgement } = record;
  // A name that nobody proved would be read as the document's own.
  const isNamed = record.direction === 'sent' || record.verified;
  const published = record.publishedBrokerTime ?? null;
  const [signed, confirmed] =
    record.direction === 'sent' ? [published, record.brokerTime] : [record.brokerTime, published];
  return {
    transfer,
    steps: timelineOf(record),
    heardAt,
    technical: {
      transferId: record.transferId,
      documentHash: metadata?.documentHash ?? null,
      transferHash: metadata?.transferHash ?? null,
      shardCount: metadata?.shardCount ?? null,
      // What stood in the folder from before did not have to come again.
      compressedBytes: lastOf(record.events, 'found') ? null : record.sealedBytes,
      senderCertificate: metadata?.senderCertificate ?? null,
      recipientCertificate: metadata?.recipientCertificate ?? null,
      signature: metadata?.signature ?? null,
      acknowledgementSignature: acknowledgement?.signature ?? null,
      timestamp: metadata?.timestamp ?? null,
      signedServerTime: signed === null ? null : formatTime(signed),
      acknowledgedAt: acknowledgement?.acknowledgedAt ?? null,
      confirmedServerTime: confirmed === null || !acknowledgement ? null : formatTime(confirmed),
      originalName: metadata && isNamed ? displayName(metadata.documentName) : null,
    },
  };
}
