import { type KeyObject, verify } from 'node:crypto';
import { checkDer } from './check-der.ts';
import { BadDer, bitStringOfBytes, children, type Der, expect, oid, readDer, tags } from './der.ts';

/** The frame that certificates, CRLs and requests share: `SEQUENCE { toBeSigned, algorithm, signature }`. */
export type SignedObject = {
  readonly toBeSigned: Der;
  /** AlgorithmIdentifier, raw: the inner one must be the same. */
  readonly algorithm: Buffer;
  readonly signature: Buffer;
};

/**
 * AlgorithmIdentifiers of signatures with SHA-256 or better (protocol.md 7.3), whole, so that nothing but their
 * exact form is one: RSASSA-PKCS1-v1_5 with NULL, ECDSA without parameters.
 */
const algorithms: Readonly<Record<string, { readonly hash: string; readonly type: 'rsa' | 'ec' }>> = {
  '300d06092a864886f70d01010b0500': { hash: 'sha256', type: 'rsa' },
  '300d06092a864886f70d01010c0500': { hash: 'sha384', type: 'rsa' },
  '300d06092a864886f70d01010d0500': { hash: 'sha512', type: 'rsa' },
  '300a06082a8648ce3d040302': { hash: 'sha256', type: 'ec' },
  '300a06082a8648ce3d040303': { hash: 'sha384', type: 'ec' },
  '300a06082a8648ce3d040304': { hash: 'sha512', type: 'ec' },
};

/** The object, of which every element is DER to the letter. @throws BadDer */
export function readSigned(bytes: Buffer): SignedObject {
  checkDer(readDer(bytes));
  return readFrame(bytes);
}

/** The frame alone, before anything in it is looked at. @throws BadDer */
export function readFrame(bytes: Buffer): SignedObject {
  const parts = children(expect(readDer(bytes), tags.sequence));
  const [toBeSigned, algorithm, signature] = parts;
  if (parts.length !== 3 || !toBeSigned || !algorithm) throw new BadDer('signed object');
  expect(toBeSigned, tags.sequence);
  oid(children(expect(algorithm, tags.sequence))[0]);
  return { toBeSigned, algorithm: algorithm.raw, signature: bitStringOfBytes(signature) };
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

function check({ toBeSigned, algorithm, signature }: SignedObject, key: KeyObject): boolean {
  const known = algorithms[algorithm.toString('hex')];
  if (!known || key.asymmetricKeyType !== known.type) return false;
  try {
    return verify(known.hash, toBeSigned.raw, key, signature);
  } catch {
    // BoringSSL throws at a signature that it cannot read.
    return false;
  }
}
