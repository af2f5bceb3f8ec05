import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readDer } from './der.ts';
import { readPublicKey } from './public-key.ts';
import { bits, der, nothing, oid, sequence, whole } from './test-support.ts';

/** An odd number of so many bits, as a modulus is. No prime is looked for. */
function modulus(size: number): Buffer {
  const bytes = Buffer.alloc(Math.ceil(size / 8), 0xa5);
  bytes[0] = (0xff >> (bytes.length * 8 - size)) & 0xff;
  return bytes;
}
/** With the zero octet that keeps it positive. */
const positive = (bytes: Buffer): Buffer =>
  der(0x02, (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes);
const rsaId = sequence(oid('1.2.840.113549.1.1.1'), nothing);
const rsaSpki = (key: Buffer, algorithm = rsaId, unused = 0): Buffer =>
  sequence(algorithm, bits(key, unused));
const n = modulus(2048);
const numbers = (...values: readonly Buffer[]): Buffer => rsaSpki(sequence(...values));
const e = whole(65_537);
const withExponent = (exponent: Buffer): Buffer => numbers(positive(n), exponent);
const ofSize = (size: number): Buffer => numbers(positive(modulus(size)), e);

const pointOf = (namedCurve: string): Buffer => {
  const jwk = generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'jwk' });
  return Buffer.concat([
    Buffer.from([4]),
    Buffer.from(`${jwk.x}`, 'base64url'),
    Buffer.from(`${jwk.y}`, 'base64url'),
  ]);
};
const p256 = oid('1.2.840.10045.3.1.7');
const p384 = oid('1.3.132.0.34');
const ecId = oid('1.2.840.10045.2.1');
const ecSpki = (point: Buffer, ...curve: readonly Buffer[]): Buffer =>
  sequence(sequence(ecId, ...curve), bits(point));
const point = pointOf('P-256');
const compressed = Buffer.concat([Buffer.from([2 + ((point.at(-1) ?? 0) & 1)]), point.subarray(1, 33)]);
const hybrid = Buffer.concat([Buffer.from([6 + ((point.at(-1) ?? 0) & 1)]), point.subarray(1)]);
const prime256 = Buffer.from('ffffffff00000001000000000000000000000000ffffffffffffffffffffffff', 'hex');
/** P-256 by its numbers in place of its name (RFC 3279 2.3.5). */
const explicitParameters = sequence(
  whole(1),
  sequence(oid('1.2.840.10045.1.1'), positive(prime256)),
  sequence(
    der(0x04, Buffer.from('ffffffff00000001000000000000000000000000fffffffffffffffffffffffc', 'hex')),
    der(0x04, Buffer.from('5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b', 'hex')),
  ),
  der(
    0x04,
    Buffer.from(
      '046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
      'hex',
    ),
  ),
  positive(Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex')),
  whole(1),
);
const moved = Buffer.from(point);
moved[64] = (moved[64] ?? 0) ^ 1;
const rest = (bytes: Buffer): Buffer => bytes.subarray(1);

const accepted: Readonly<Record<string, Buffer>> = {
  ...Object.fromEntries([2048, 2049, 3072, 4095, 4096].map((size) => [`RSA of ${size} bits`, ofSize(size)])),
  'P-256 by name': ecSpki(point, p256),
  'P-384 by name': ecSpki(pointOf('P-384'), p384),
};

const refused: Readonly<Record<string, readonly [Buffer, RegExp]>> = {
  'RSA of 1024 bits': [ofSize(1024), /1024 bits/],
  'RSA of 2047 bits': [ofSize(2047), /2047 bits/],
  'RSA of 4097 bits': [ofSize(4097), /4097 bits/],
  'e = 1': [withExponent(whole(1)), /exponent/],
  'e = 3': [withExponent(whole(3)), /exponent/],
  'e = 65539': [withExponent(whole(65_539)), /exponent/],
  'e = 0': [withExponent(whole(0)), /number/],
  'a negative exponent': [withExponent(der(0x02, Buffer.from([0x81, 0, 1]))), /number/],
  'an exponent with a needless zero': [withExponent(der(0x02, Buffer.from([0, 1, 0, 1]))), /integer/],
  'a negative modulus': [numbers(der(0x02, Buffer.from([0x81]), n.subarray(1)), e), /number/],
  'a modulus with a needless zero': [numbers(der(0x02, Buffer.alloc(2), n), e), /integer/],
  'a modulus of no octets': [numbers(der(0x02), e), /integer/],
  'an even modulus': [numbers(positive(Buffer.concat([n.subarray(0, -1), Buffer.alloc(1)])), e), /even/],
  'no exponent': [numbers(positive(n)), /form/],
  'a number after the exponent': [numbers(positive(n), e, whole(1)), /form/],
  'bytes after the RSA key': [
    rsaSpki(Buffer.concat([sequence(positive(n), e), Buffer.alloc(1)])),
    /trailing/,
  ],
  'an unused bit': [rsaSpki(sequence(positive(n), e), rsaId, 1), /bytes/],
  'a length that is not minimal': [
    rsaSpki(Buffer.concat([Buffer.from('30830001', 'hex'), rest(rest(rest(sequence(positive(n), e))))])),
    /./,
  ],
  'rsaEncryption without NULL': [
    rsaSpki(sequence(positive(n), e), sequence(oid('1.2.840.113549.1.1.1'))),
    /not RSA/,
  ],
  'rsaEncryption with more than NULL': [
    rsaSpki(sequence(positive(n), e), sequence(oid('1.2.840.113549.1.1.1'), nothing, nothing)),
    /not RSA/,
  ],
  'an arc with a needless octet': [
    rsaSpki(
      sequence(positive(n), e),
      sequence(der(0x06, Buffer.from('2a864886f70d80010101', 'hex')), nothing),
    ),
    /not RSA/,
  ],
  'RSASSA-PSS': [rsaSpki(sequence(positive(n), e), sequence(oid('1.2.840.113549.1.1.10'))), /not RSA/],
  'something after the key': [sequence(rsaId, bits(sequence(positive(n), e)), nothing), /form/],
  'P-521': [
    generateKeyPairSync('ec', { namedCurve: 'P-521' }).publicKey.export({ type: 'spki', format: 'der' }),
    /not RSA/,
  ],
  Ed25519: [generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' }), /not RSA/],
  'a curve by its numbers': [ecSpki(point, explicitParameters), /not RSA/],
  'no curve': [ecSpki(point), /not RSA/],
  'NULL in place of a curve': [ecSpki(point, nothing), /not RSA/],
  'a point at infinity': [ecSpki(Buffer.alloc(1), p256), /point/],
  'a point of no octets': [ecSpki(Buffer.alloc(0), p256), /point/],
  'a compressed point': [ecSpki(compressed, p256), /point/],
  'a hybrid point': [ecSpki(hybrid, p256), /point/],
  'a point of the other curve': [ecSpki(point, p384), /point/],
  'an octet too many': [ecSpki(Buffer.concat([point, Buffer.alloc(1)]), p256), /point/],
  'an octet too few': [ecSpki(point.subarray(0, -1), p256), /point/],
  'x = p': [ecSpki(Buffer.concat([Buffer.from([4]), prime256, point.subarray(33)]), p256), /point/],
  'y = p': [ecSpki(Buffer.concat([point.subarray(0, 33), prime256]), p256), /point/],
  'a point beside the curve': [ecSpki(moved, p256), /not one/],
  'the point 0, 0': [ecSpki(Buffer.concat([Buffer.from([4]), Buffer.alloc(64)]), p256), /not one/],
};

describe('public keys (protocol.md 7.3)', () => {
  it.each(Object.entries(accepted))('accepts %s, as the library writes it too', (_, spki) => {
    const key = readPublicKey(readDer(spki));
    expect(key.export({ type: 'spki', format: 'der' }).equals(spki)).toBe(true);
    expect(key.equals(createPublicKey({ key: spki, format: 'der', type: 'spki' }))).toBe(true);
  });

  it.each(Object.entries(refused))('refuses %s', (_, [spki, why]) => {
    expect(() => readPublicKey(readDer(spki))).toThrow(why);
  });
});
