import { type KeyObject, verify } from 'node:crypto';
import { BadDer, bitStringOfBytes, children, type Der, expect, oid, readDer, tags } from './der.ts';

/** The frame that certificates, CRLs and requests share: `SEQUENCE { toBeSigned, algorithm, signature }`. */
export type SignedObject = {
  readonly toBeSigned: Der;
  /** AlgorithmIdentifier, raw: the inner one must be the same. */
  readonly algorithm: Buffer;
  readonly algorithmOid: string;
  readonly signature: Buffer;
};

/** Signatures with SHA-256 or better (protocol.md 7.3). */
const algorithms: Readonly<Record<string, { readonly hash: string; readonly type: 'rsa' | 'ec' }>> = {
  '1.2.840.113549.1.1.11': { hash: 'sha256', type: 'rsa' },
  '1.2.840.113549.1.1.12': { hash: 'sha384', type: 'rsa' },
  '1.2.840.113549.1.1.13': { hash: 'sha512', type: 'rsa' },
  '1.2.840.10045.4.3.2': { hash: 'sha256', type: 'ec' },
  '1.2.840.10045.4.3.3': { hash: 'sha384', type: 'ec' },
  '1.2.840.10045.4.3.4': { hash: 'sha512', type: 'ec' },
};

/** @throws BadDer */
export function readSigned(bytes: Buffer): SignedObject {
  const parts = children(expect(readDer(bytes), tags.sequence));
  const [toBeSigned, algorithm, signature] = parts;
  if (parts.length !== 3 || !toBeSigned || !algorithm) throw new BadDer('signed object');
  expect(toBeSigned, tags.sequence);
  const algorithmOid = oid(children(expect(algorithm, tags.sequence))[0]);
  return { toBeSigned, algorithm: algorithm.raw, algorithmOid, signature: bitStringOfBytes(signature) };
}

/** An object is asked about again for each person and at each change: what was found stays with it. */
const checked = new WeakMap<SignedObject, WeakMap<KeyObject, boolean>>();

/** Whether `key` signed it, with an algorithm that the profile knows. */
export function isSignedBy(object: SignedObject, key: KeyObject): boolean {
  const byKey = checked.get(object) ?? new WeakMap<KeyObject, boolean>();
  checked.set(object, byKey);
  const before = byKey.get(key);
  if (before !== undefined) return before;
  const isSigned = check(object, key);
  byKey.set(key, isSigned);
  return isSigned;
}

function check({ toBeSigned, algorithmOid, signature }: SignedObject, key: KeyObject): boolean {
  const algorithm = algorithms[algorithmOid];
  if (!algorithm || key.asymmetricKeyType !== algorithm.type) return false;
  try {
    return verify(algorithm.hash, toBeSigned.raw, key, signature);
  } catch {
    return false;
  }
}
