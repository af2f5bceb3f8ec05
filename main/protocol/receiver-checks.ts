import type { TransferReason } from '../../shared/transfer.ts';
import type { Acknowledgement } from './acknowledgement.ts';
import { DAY, MAX_DOCUMENT_BYTES } from './limits.ts';
import { ackType, dataType } from './message-type.ts';
import { parseTime } from './time.ts';
import { type TransferMetadata, transferHash } from './transfer-metadata.ts';

/** The checks of a receiver that need nothing but the message and its record. */

/** Section 8, row 3: why the metadata does not belong here, or null. */
export function checkMetadataRecord(
  metadata: TransferMetadata,
  record: {
    readonly messageType: string;
    /** The inbox's destination. */
    readonly inbox: string;
    readonly kid: string;
    /** kid of the certificate that `recipientCertificate` names, expired or not; null where it is not ours. */
    readonly keyOfRecipientCertificate: string | null;
  },
): TransferReason | null {
  if (dataType(metadata.transferId) !== record.messageType) return 'unreadable';
  if (metadata.recipient !== record.inbox) return 'not-for-this-address';
  if (record.keyOfRecipientCertificate !== record.kid) return 'not-for-this-address';
  if (transferHash(metadata) !== metadata.transferHash) return 'unreadable';
  return null;
}

/** Section 8, row 7: the window of the timestamp and the size limit. */
export function checkPolicy(
  metadata: Pick<TransferMetadata, 'timestamp' | 'documentSize'>,
  brokerTime: number,
  mostBytes = MAX_DOCUMENT_BYTES,
): boolean {
  const signedAt = parseTime(metadata.timestamp);
  if (signedAt === null || metadata.documentSize > mostBytes) return false;
  return signedAt >= brokerTime - 7 * DAY && signedAt <= brokerTime + DAY;
}

/** Section 6.3, all but keys, certificate and signature: why it is not accepted, or null. */
export function checkAcknowledgement(
  acknowledgement: Acknowledgement,
  context: {
    readonly messageType: string;
    readonly brokerTime: number;
    /** R of the sender's own inbox. */
    readonly retention: number;
    /** The sender's own record of the transfer. */
    readonly sent: TransferMetadata;
  },
): string | null {
  const { sent, brokerTime } = context;
  if (ackType(acknowledgement.transferId) !== context.messageType) return 'another record';
  if (acknowledgement.transferId !== sent.transferId) return 'another transfer';
  if (acknowledgement.transferHash !== sent.transferHash) return 'transferHash';
  if (acknowledgement.transferTimestamp !== sent.timestamp) return 'transferTimestamp';
  if (acknowledgement.recipient !== sent.recipient) return 'recipient';
  const at = parseTime(acknowledgement.acknowledgedAt);
  if (at === null || at < brokerTime - context.retention || at > brokerTime + DAY) return 'acknowledgedAt';
  return null;
}
