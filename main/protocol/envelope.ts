import { constants, type KeyObject, publicEncrypt, webcrypto } from 'node:crypto';
import { openAead, sealAead } from './aead.ts';
import { subkey } from './keys.ts';
import { MAX_SEALED_JSON_BYTES, TAG_BYTES } from './limits.ts';

/** The body of `data-` and `ack-`: encrypted key ‖ sealed JSON (protocol.md sections 3, 5.3 and 6.2). */
export type EnvelopeUse = 'metadata' | 'acknowledgement';

const keyBytes = 32;
/** The key encrypts once, so the fixed nonce is safe (section 5.3). */
const nonce = Buffer.alloc(12);

/** ceil(modulus bits / 8). @throws for a key that is not RSA */
export function encryptedKeyBytes(key: KeyObject): number {
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (key.asymmetricKeyType !== 'rsa' || !bits) throw new TypeError('not an RSA key');
  return Math.ceil(bits / 8);
}

const oaep = (key: KeyObject, label: Uint8Array) => ({
  key,
  padding: constants.RSA_PKCS1_OAEP_PADDING,
  oaepHash: 'sha256',
  oaepLabel: label,
});

/** RSAES-OAEP (SHA-256, MGF1-SHA-256) of K. @param label the record's `messageType` as bytes */
export const wrapKey = (publicKey: KeyObject, label: Uint8Array, key: Uint8Array): Buffer =>
  publicEncrypt(oaep(publicKey, label), key);

/** Each key in the form that the web's interface takes, made once. */
const webKeys = new WeakMap<KeyObject, Promise<webcrypto.CryptoKey>>();

function webKeyOf(privateKey: KeyObject): Promise<webcrypto.CryptoKey> {
  const known = webKeys.get(privateKey);
  if (known !== undefined) return known;
  const der = privateKey.export({ type: 'pkcs8', format: 'der' });
  const algorithm = { name: 'RSA-OAEP', hash: 'SHA-256' };
  const made = webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['decrypt']);
  webKeys.set(privateKey, made);
  return made;
}

/**
 * What RSAES-OAEP opens to, or null. It runs beside the main thread: whoever knows an address decides
 * how many letters there are to open, and each takes milliseconds.
 */
export async function openOaep(
  privateKey: KeyObject,
  label: Uint8Array,
  encrypted: Uint8Array,
): Promise<Buffer | null> {
  if (encrypted.length !== encryptedKeyBytes(privateKey)) return null;
  const key = await webKeyOf(privateKey);
  try {
    return Buffer.from(await webcrypto.subtle.decrypt({ name: 'RSA-OAEP', label }, key, encrypted));
  } catch {
    return null;
  }
}

/** K, or null: what opens to anything but 32 bytes is refused. */
export async function unwrapKey(
  privateKey: KeyObject,
  messageType: string,
  encrypted: Uint8Array,
): Promise<Buffer | null> {
  const key = await openOaep(privateKey, Buffer.from(messageType), encrypted);
  return key?.length === keyBytes ? key : null;
}

export const sealWithKey = (
  key: Uint8Array,
  messageType: string,
  use: EnvelopeUse,
  plain: Uint8Array,
): Buffer => sealAead(subkey(key, use), nonce, Buffer.from(messageType), plain);

export const openWithKey = (
  key: Uint8Array,
  messageType: string,
  use: EnvelopeUse,
  sealed: Uint8Array,
): Buffer | null => openAead(subkey(key, use), nonce, Buffer.from(messageType), sealed);

export function sealEnvelope(
  publicKey: KeyObject,
  messageType: string,
  use: EnvelopeUse,
  plain: Uint8Array,
  key: Uint8Array,
): Buffer {
  const wrapped = wrapKey(publicKey, Buffer.from(messageType), key);
  return Buffer.concat([wrapped, sealWithKey(key, messageType, use, plain)]);
}

/** K and the plain JSON, or null where anything does not open. */
export async function openEnvelope(
  privateKey: KeyObject,
  messageType: string,
  use: EnvelopeUse,
  body: Buffer,
): Promise<{ readonly key: Buffer; readonly plain: Buffer } | null> {
  const split = encryptedKeyBytes(privateKey);
  const sealed = body.subarray(split);
  if (sealed.length < TAG_BYTES || sealed.length > MAX_SEALED_JSON_BYTES) return null;
  const key = await unwrapKey(privateKey, messageType, body.subarray(0, split));
  const plain = key && openWithKey(key, messageType, use, sealed);
  return key && plain ? { key, plain } : null;
}
