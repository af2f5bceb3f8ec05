import { createPublicKey, type KeyObject } from 'node:crypto';
import { MAX_KEY_BITS, MIN_KEY_BITS } from '../protocol/limits.ts';
import { BadDer, bitStringOfBytes, checkMinimal, children, type Der, expect, readDer, tags } from './der.ts';

/** AlgorithmIdentifiers, whole: with another form of the same the library would choose what it reads. */
const rsa = '300d06092a864886f70d0101010500';
const curves: Readonly<Record<string, { readonly size: number; readonly prime: bigint }>> = {
  // P-256 and P-384, each by its name (FIPS 186-4 D.1.2).
  '301306072a8648ce3d020106082a8648ce3d030107': {
    size: 32,
    prime: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
  },
  '301006072a8648ce3d020106052b81040022': {
    size: 48,
    prime: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
  },
};
const publicExponent = Buffer.from([1, 0, 1]);

/**
 * The key of a SubjectPublicKeyInfo: RSA of 2048 to 4096 bits with e = 65537, or an uncompressed point of P-256 or
 * P-384 (protocol.md 7.3). Its bytes are looked at here before any library reads them: libraries take other
 * forms of the same key, and one aborts the process at a point at infinity.
 * @throws BadDer, which says what the key is not
 */
export function readPublicKey(spki: Der): KeyObject {
  const parts = children(expect(spki, tags.sequence));
  const algorithm = parts[0]?.raw.toString('hex') ?? '';
  if (parts.length !== 2) throw new BadDer('the public key has another form');
  const key = bitStringOfBytes(parts[1]);
  if (algorithm === rsa) checkRsa(key);
  else checkPoint(key, curves[algorithm]);
  try {
    return createPublicKey({ key: spki.raw, format: 'der', type: 'spki' });
  } catch {
    // A point that is not on its curve, for instance.
    throw new BadDer('the public key is not one');
  }
}

function checkRsa(key: Buffer): void {
  const numbers = children(expect(readDer(key), tags.sequence));
  const [modulus, exponent] = numbers.map(positive);
  if (numbers.length !== 2 || !modulus || !exponent) throw new BadDer('the RSA key has another form');
  const bits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
  if (bits < MIN_KEY_BITS || bits > MAX_KEY_BITS)
    throw new BadDer(`the RSA key has ${bits} bits and not ${MIN_KEY_BITS} to ${MAX_KEY_BITS}`);
  if (((modulus.at(-1) ?? 0) & 1) === 0) throw new BadDer('the modulus of the RSA key is even');
  if (!exponent.equals(publicExponent)) throw new BadDer('the exponent of the RSA key is not 65537');
}

/** The bytes of a positive, minimal INTEGER without its sign byte. */
function positive(element: Der): Buffer {
  const { content } = expect(element, tags.integer);
  checkMinimal(content);
  const [first = 0] = content;
  if (first & 0x80 || (first === 0 && content.length === 1)) throw new BadDer('a number of the RSA key');
  return first === 0 ? content.subarray(1) : content;
}

const uncompressed = 0x04;

function checkPoint(key: Buffer, curve: { readonly size: number; readonly prime: bigint } | undefined): void {
  if (!curve) throw new BadDer('the key is not RSA, nor P-256 or P-384 by name');
  const { size, prime } = curve;
  const coordinates = [key.subarray(1, 1 + size), key.subarray(1 + size)];
  const isPoint = key.length === 1 + 2 * size && key[0] === uncompressed;
  if (!isPoint || coordinates.some((bytes) => BigInt(`0x${bytes.toString('hex')}`) >= prime))
    throw new BadDer('the elliptic key is not an uncompressed point of its curve');
}
