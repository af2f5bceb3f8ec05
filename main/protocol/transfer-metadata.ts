import { createHash } from 'node:crypto';
import { encodeCanonical } from './canonical-json.ts';
import {
  decodeFields,
  is,
  isAddress,
  isBase64,
  isHash,
  isId,
  isIntegerIn,
  isTextOf,
  isTime,
  type Schema,
} from './fields.ts';
import { MAX_DOCUMENT_NAME_BYTES, MAX_JSON_BYTES, MAX_SHARDS } from './limits.ts';

/** Compared, never negotiated (protocol.md 5.1). */
export const SUITE = 'RSA-OAEP-256+A256GCM+RS256';

/** What the recipient learns and the sender signs (protocol.md 5.1). */
export type TransferMetadata = {
  readonly compression: 'gzip';
  /** SHA-256 of the document, hex. */
  readonly documentHash: string;
  /** 1 to 1,024 bytes, as the sender named it; never a path to trust. */
  readonly documentName: string;
  /** Bytes. */
  readonly documentSize: number;
  readonly recipient: string;
  /** Fingerprint of the certificate that K was encrypted to, hex. */
  readonly recipientCertificate: string;
  readonly sender: string;
  /** Fingerprint of the certificate whose key signed, hex. */
  readonly senderCertificate: string;
  /** 1 to 65,536. */
  readonly shardCount: number;
  /** Base64. */
  readonly signature: string;
  readonly suite: typeof SUITE;
  /** When it was signed. */
  readonly timestamp: string;
  readonly transferHash: string;
  readonly transferId: string;
  readonly v: 1;
};

const schema: Schema = {
  compression: is('gzip'),
  documentHash: isHash,
  documentName: isTextOf(1, MAX_DOCUMENT_NAME_BYTES),
  documentSize: isIntegerIn(0, Number.MAX_SAFE_INTEGER),
  recipient: isAddress,
  recipientCertificate: isHash,
  sender: isAddress,
  senderCertificate: isHash,
  shardCount: isIntegerIn(1, MAX_SHARDS),
  signature: isBase64,
  suite: is(SUITE),
  timestamp: isTime,
  transferHash: isHash,
  transferId: isId,
  v: is(1),
};

/** SHA-256 over sender ‖ recipient ‖ documentHash ‖ timestamp, hex (protocol.md 5.2). */
export const transferHash = (
  metadata: Pick<TransferMetadata, 'sender' | 'recipient' | 'documentHash' | 'timestamp'>,
): string =>
  createHash('sha256')
    .update(metadata.sender + metadata.recipient + metadata.documentHash + metadata.timestamp)
    .digest('hex');

/** The signed text (protocol.md 5.2): it covers every field but the signature itself. */
export function transferStatement(metadata: Omit<TransferMetadata, 'signature'>): string {
  const { signature: _, ...unsigned } = metadata as TransferMetadata;
  return `sealpost/v1/transfer\n${metadata.transferHash}\n${encodeCanonical(unsigned)}`;
}

/** @throws RangeError over 16 KiB */
export function encodeMetadata(metadata: TransferMetadata): Buffer {
  const bytes = encodeCanonical(metadata);
  if (bytes.length > MAX_JSON_BYTES) throw new RangeError('metadata over 16 KiB');
  return bytes;
}

/** The metadata, or null where it is not canonical, closed and in bounds (section 8, row 2). */
export const decodeMetadata = (bytes: Uint8Array): TransferMetadata | null =>
  decodeFields(bytes, schema) as TransferMetadata | null;
