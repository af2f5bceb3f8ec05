import { createHash, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';

/** K and what is derived from keys (protocol.md sections 1 and 3). */
export type SubkeyUse = 'shards' | 'metadata' | 'acknowledgement';

const keyBytes = 32;

/** K: 32 random bytes, fresh for each transfer and each acknowledgement; never written to disk. */
export const newKey = (): Buffer => randomBytes(keyBytes);

export const subkey = (key: Uint8Array, use: SubkeyUse): Buffer =>
  hkdfSha256(key, Buffer.alloc(0), `sealpost/v1/${use}`, keyBytes);

/** HKDF with SHA-256 (RFC 5869). */
export const hkdfSha256 = (
  ikm: Uint8Array,
  salt: Uint8Array,
  info: string | Uint8Array,
  bytes: number,
): Buffer => Buffer.from(hkdfSync('sha256', ikm, salt, info, bytes));

/** The first 32 hex digits of SHA-256 over the SubjectPublicKeyInfo. @param spki DER, or the public key itself */
export function kidOf(spki: KeyObject | Uint8Array): string {
  const der = spki instanceof Uint8Array ? spki : spki.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex').slice(0, 32);
}

/** SHA-256 over a certificate's DER, hex. */
export const fingerprintOf = (certificate: Uint8Array): string =>
  createHash('sha256').update(certificate).digest('hex');
