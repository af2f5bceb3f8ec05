import { constants, type KeyObject, sign, verify } from 'node:crypto';

/** RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 8.2) over a statement (protocol.md section 3). */
const padding = constants.RSA_PKCS1_PADDING;

export function signStatement(privateKey: KeyObject, statement: string | Uint8Array): Buffer {
  if (privateKey.asymmetricKeyType !== 'rsa') throw new TypeError('not an RSA key');
  return sign('sha256', Buffer.from(statement as string), { key: privateKey, padding });
}

export function verifyStatement(
  publicKey: KeyObject,
  statement: string | Uint8Array,
  signature: Uint8Array,
): boolean {
  if (publicKey.asymmetricKeyType !== 'rsa') return false;
  try {
    return verify('sha256', Buffer.from(statement as string), { key: publicKey, padding }, signature);
  } catch {
    return false;
  }
}
