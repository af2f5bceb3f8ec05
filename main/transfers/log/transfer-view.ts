import type {
  ReceivedStatus,
  ReceivedStep,
  SentStatus,
  SentStep,
  Transfer,
  TransferDetails,
  TransferStep,
  TransferStepName,
} from '../../../shared/transfer.ts';
import { displayName } from '../../protocol/document-name.ts';
import { formatTime } from '../../protocol/time.ts';
import type { IncomingRecord, OutgoingRecord, TransferRecord } from './transfer-record.ts';
import {
  type IncomingState,
  isCancellable,
  isFinished,
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

type Movement = Pick<Transfer, 'bytesMoved' | 'progress' | 'timeLeft' | 'overdue'> & {
  readonly isConnected: boolean;
  /** Nothing is signed until the clock is right. */
  readonly clockBlocks: boolean;
};

/** The row that the page shows for a record of the log. */
export const toTransfer = (record: TransferRecord, movement: Movement): Transfer =>
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
    retryable:
      (record.metadata === null && nextOutgoing(record.state, 'retry') !== null) ||
      isWorthAnother(record, movement.overdue),
    path: record.path,
  };
}

function sentStatusOf(
  { state }: OutgoingRecord,
  { isConnected, clockBlocks, bytesMoved }: Pick<Movement, 'isConnected' | 'clockBlocks' | 'bytesMoved'>,
): SentStatus {
  if (state === 'queued' && clockBlocks) return 'waiting-for-clock';
  if (state === 'queued') return isConnected ? 'preparing' : 'waiting-for-connection';
  return state === 'sealing' && bytesMoved === 0 ? 'preparing' : sentStatus[state];
}

/** Refused, failed or not confirmed in time: what was signed stays as it is, and another transfer may be made once. */
export const isWorthAnother = ({ state, sentAgain, metadata }: OutgoingRecord, overdue: boolean): boolean =>
  !sentAgain &&
  (state === 'refused' || (state === 'failed' && metadata !== null) || (state === 'sent' && overdue));

function receivedRow(
  record: IncomingRecord,
  { isConnected: _, clockBlocks: __, ...movement }: Movement,
): Transfer {
  const { metadata } = record;
  const waitingFor = record.waitingFor ?? null;
  const incomplete = record.state === 'refused' && record.reason === 'incomplete';
  const status = incomplete ? 'incomplete' : receivedStatus[record.state];
  return {
    ...common(record),
    ...movement,
    status: waitingFor ? 'cannot-save' : status,
    waitingFor,
    peer: { destination: metadata.sender, label: displayName(record.peerLabel ?? metadata.sender) },
    peerVerified: record.verified,
    documentName: record.verified ? displayName(metadata.documentName) : null,
    documentSize: metadata.documentSize,
    cancellable: false,
    retryable: false,
    // Before, it is only the name that is kept for it.
    path: record.state === 'confirming' || record.state === 'received' ? record.path : null,
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
  waitingFor: null,
  path: null,
});

const none = (names: readonly TransferStepName[]): readonly TransferStep[] =>
  names.map((name) => ({ name, state: 'not-done', at: null, proof: [] }));

/** The steps of a timeline before any of them happened, in the order in which they happen. */
export const sentSteps = (): readonly TransferStep[] =>
  none([
    'encrypted',
    'pieces-sent',
    'fingerprint-made',
    'signed',
    'dispatched',
    'confirmed',
  ] satisfies readonly SentStep[]);

export const receivedSteps = (): readonly TransferStep[] =>
  none([
    'pieces-arriving',
    'opened',
    'signature-matches',
    'complete',
    'saved',
    'confirmation-sent',
  ] satisfies readonly ReceivedStep[]);

/** What can be said of shards whose metadata has not come. */
export const arrivingDetails = (transfer: Transfer): TransferDetails => ({
  transfer,
  steps: receivedSteps().map((step) =>
    step.name === 'pieces-arriving' ? { ...step, state: 'running', at: transfer.createdAt } : step,
  ),
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

/** Nothing of what has ended is under way: a step that was running when it ended was not done. */
const atRest = (steps: readonly TransferStep[]): readonly TransferStep[] =>
  steps.map((step) => (step.state === 'running' ? { ...step, state: 'not-done', at: null } : step));

export function toDetails(record: TransferRecord, transfer: Transfer): TransferDetails {
  const { metadata, acknowledgement } = record;
  const published = record.publishedBrokerTime ?? null;
  const [signed, confirmed] =
    record.direction === 'sent' ? [published, record.brokerTime] : [record.brokerTime, published];
  return {
    transfer,
    steps: isFinished(record.state) ? atRest(record.steps) : record.steps,
    technical: {
      transferId: record.transferId,
      documentHash: metadata?.documentHash ?? null,
      transferHash: metadata?.transferHash ?? null,
      shardCount: metadata?.shardCount ?? null,
      compressedBytes: record.sealedBytes,
      senderCertificate: metadata?.senderCertificate ?? null,
      recipientCertificate: metadata?.recipientCertificate ?? null,
      signature: metadata?.signature ?? null,
      acknowledgementSignature: acknowledgement?.signature ?? null,
      timestamp: metadata?.timestamp ?? null,
      signedServerTime: signed === null ? null : formatTime(signed),
      acknowledgedAt: acknowledgement?.acknowledgedAt ?? null,
      confirmedServerTime: confirmed === null || !acknowledgement ? null : formatTime(confirmed),
      originalName: metadata ? displayName(metadata.documentName) : null,
    },
  };
}
