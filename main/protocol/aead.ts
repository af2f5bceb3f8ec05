import { createCipheriv, createDecipheriv } from 'node:crypto';
import { TAG_BYTES } from './limits.ts';

/** AES-256-GCM with a 96-bit nonce and a 128-bit tag, the one cipher of the protocol. */
const cipher = 'aes-256-gcm';

/**
 * @param into takes the sealed bytes: so many as are sealed, and 16
 * @returns ciphertext ‖ tag
 */
export function sealAead(
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array,
  plain: Uint8Array,
  into: Buffer = Buffer.allocUnsafeSlow(plain.length + TAG_BYTES),
): Buffer {
  const aes = createCipheriv(cipher, key, nonce, { authTagLength: TAG_BYTES });
  aes.setAAD(aad);
  aes.update(plain).copy(into);
  aes.final();
  aes.getAuthTag().copy(into, plain.length);
  return into.subarray(0, plain.length + TAG_BYTES);
}

/** The plain bytes, or null where anything was changed. */
export function openAead(
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array,
  sealed: Uint8Array,
): Buffer | null {
  if (sealed.length < TAG_BYTES) return null;
  const end = sealed.length - TAG_BYTES;
  const aes = createDecipheriv(cipher, key, nonce, { authTagLength: TAG_BYTES });
  aes.setAAD(aad);
  aes.setAuthTag(sealed.subarray(end));
  const plain = aes.update(sealed.subarray(0, end));
  try {
    aes.final();
  } catch {
    return null;
  }
  return plain;
}
