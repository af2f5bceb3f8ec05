import { inboxTopic } from '../../protocol/destination.ts';
import { sealEnvelope } from '../../protocol/envelope.ts';
import { dataType } from '../../protocol/message-type.ts';
import { formatTime } from '../../protocol/time.ts';
import {
  encodeMetadata,
  SUITE,
  type TransferMetadata,
  transferHash,
  transferStatement,
} from '../../protocol/transfer-metadata.ts';
import type { OutgoingRecord } from '../log/transfer-record.ts';
import type { Identity, Leaf, OutboundRecord, SealOutcome } from '../ports.ts';

export type Sealed = Extract<SealOutcome, { kind: 'sealed' }>;

/** The signed metadata of a document whose shards Kafka has (protocol.md 5.1 and 5.2). @param at time of signing */
export function signTransfer(
  { transferId, documentName }: Pick<OutgoingRecord, 'transferId' | 'documentName'>,
  sealed: Sealed,
  own: Leaf,
  recipient: Leaf,
  at: number,
  identity: Identity,
): TransferMetadata {
  const named = {
    sender: own.destination,
    recipient: recipient.destination,
    documentHash: sealed.documentHash,
    timestamp: formatTime(at),
  };
  const unsigned: Omit<TransferMetadata, 'signature'> = {
    ...named,
    compression: 'gzip',
    documentName,
    documentSize: sealed.documentSize,
    recipientCertificate: recipient.fingerprint,
    senderCertificate: own.fingerprint,
    shardCount: sealed.shardCount,
    suite: SUITE,
    transferHash: transferHash(named),
    transferId,
    v: 1,
  };
  const signature = identity.sign(own.kid, transferStatement(unsigned)).toString('base64');
  return { ...unsigned, signature };
}

/** `data-`: the key K and the metadata, for the recipient alone (protocol.md 5.3). */
export function sealMetadata(metadata: TransferMetadata, recipient: Leaf, key: Buffer): OutboundRecord {
  const messageType = dataType(metadata.transferId);
  const body = sealEnvelope(recipient.publicKey, messageType, 'metadata', encodeMetadata(metadata), key);
  return { topic: inboxTopic(recipient.destination), messageType, kid: recipient.kid, body };
}
