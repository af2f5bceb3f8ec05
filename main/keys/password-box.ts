import { randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { openAead, sealAead } from '../protocol/aead.ts';

/**
 * Bytes under a password: for keys where there is no keychain, for the root copy, and for the sign-in inside an
 * invitation. scrypt (RFC 7914) with N = 2^17, r = 8, p = 1 takes 128 MiB and about half a second for each try.
 *
 * Layout: `SPB1` ‖ log2 N (1) ‖ r (1) ‖ p (1) ‖ salt (16) ‖ AES-256-GCM, whose nonce is zero as each salt makes
 * a key of its own, and whose additional data is all that stands before it and the purpose.
 */
const magic = Buffer.from('SPB1', 'latin1');
const saltBytes = 16;
const headBytes = magic.length + 3 + saltBytes;
const cost = { log2N: 17, r: 8, p: 1 };
const nonce = Buffer.alloc(12);

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);

/** The key of a password and a box's head. Letters that look the same count as the same (NFC). */
async function keyOf(password: string, head: Buffer): Promise<Buffer> {
  const [log2N = 0, r = 0, p = 0] = head.subarray(magic.length);
  const N = 2 ** log2N;
  const salt = head.subarray(magic.length + 3);
  return derive(password.normalize('NFC'), salt, 32, { N, r, p, maxmem: 256 * N * r });
}

/** The head of a new box, and the key that belongs to it. */
export async function newPasswordKey(
  password: string,
): Promise<{ readonly head: Buffer; readonly key: Buffer }> {
  const head = Buffer.concat([magic, Buffer.from([cost.log2N, cost.r, cost.p]), randomBytes(saltBytes)]);
  return { head, key: await keyOf(password, head) };
}

/** @param purpose what the bytes are: a box of one kind never opens as another */
export async function sealWithPassword(plain: Buffer, password: string, purpose: string): Promise<Buffer> {
  const { head, key } = await newPasswordKey(password);
  return Buffer.concat([head, sealAead(key, nonce, aadOf(head, purpose), plain)]);
}

/** The bytes; null where the password is another one or a byte was changed. @throws NoPasswordBox */
export async function openWithPassword(
  box: Buffer,
  password: string,
  purpose: string,
): Promise<Buffer | null> {
  const head = headOf(box);
  return openAead(await keyOf(password, head), nonce, aadOf(head, purpose), box.subarray(headBytes));
}

/** The bytes are no box, or one of another version. */
export class NoPasswordBox extends Error {
  override readonly name = 'NoPasswordBox';
}

/** What a box says of its own cost is bounded: a stranger's box must not take the memory of the computer. */
function headOf(box: Buffer): Buffer {
  const head = box.subarray(0, headBytes);
  const [log2N = 0, r = 0, p = 0] = head.subarray(magic.length);
  const isBounded = log2N >= 10 && log2N <= cost.log2N && r >= 1 && r <= cost.r && p >= 1 && p <= cost.p;
  if (head.length < headBytes || !head.subarray(0, magic.length).equals(magic) || !isBounded)
    throw new NoPasswordBox('no box of Sealpost');
  return head;
}

const aadOf = (head: Buffer, purpose: string): Buffer => Buffer.concat([head, Buffer.from(purpose)]);
