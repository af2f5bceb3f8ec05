import { encodeCanonical } from './canonical-json.ts';
import { decodeFields, is, isAddress, isBase64, isHash, isId, isTime, type Schema } from './fields.ts';

export type AcknowledgementReason = '' | 'hash-mismatch' | 'incomplete' | 'policy' | 'storage';

/** The recipient's signed verdict (protocol.md 6.1). */
export type Acknowledgement = {
  readonly acknowledgedAt: string;
  /** "" exactly when received; never a cryptographic detail. */
  readonly reason: AcknowledgementReason;
  readonly recipient: string;
  /** Fingerprint of the certificate whose key signs this acknowledgement, hex. */
  readonly recipientCertificate: string;
  /** Base64. */
  readonly signature: string;
  readonly status: 'received' | 'failed';
  readonly transferHash: string;
  readonly transferId: string;
  readonly transferTimestamp: string;
  readonly v: 1;
};

const schema: Schema = {
  acknowledgedAt: isTime,
  reason: is('', 'hash-mismatch', 'incomplete', 'policy', 'storage'),
  recipient: isAddress,
  recipientCertificate: isHash,
  signature: isBase64,
  status: is('received', 'failed'),
  transferHash: isHash,
  transferId: isId,
  transferTimestamp: isTime,
  v: is(1),
};

/** The signed text (protocol.md 6.2): the verdict, its reason and its time are inside the signature. */
export function acknowledgementStatement(acknowledgement: Omit<Acknowledgement, 'signature'>): string {
  const { signature: _, ...unsigned } = acknowledgement as Acknowledgement;
  return `sealpost/v1/acknowledgement\n${acknowledgement.transferHash}\n${encodeCanonical(unsigned)}`;
}

export const encodeAcknowledgement = (acknowledgement: Acknowledgement): Buffer =>
  encodeCanonical(acknowledgement);

/** The acknowledgement, or null where it is not canonical, closed and in bounds. */
export function decodeAcknowledgement(bytes: Uint8Array): Acknowledgement | null {
  const fields = decodeFields(bytes, schema) as Acknowledgement | null;
  return fields && (fields.reason === '') === (fields.status === 'received') ? fields : null;
}
