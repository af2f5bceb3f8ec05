import { createPublicKey, type KeyObject } from 'node:crypto';
import { fingerprintOf, kidOf } from '../protocol/keys.ts';
import {
  BadDer,
  bitString,
  boolean,
  children,
  type Der,
  type Extension,
  expect,
  extensions,
  integer,
  oid,
  readDer,
  tags,
  time,
} from './der.ts';
import { oncePerBuffer } from './once.ts';
import { readSigned, type SignedObject } from './signed-object.ts';

const mostBytes = 16 * 1024;

const ids = {
  commonName: '2.5.4.3',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  extendedKeyUsage: '2.5.29.37',
  nameConstraints: '2.5.29.30',
  subjectKeyIdentifier: '2.5.29.14',
  authorityKeyIdentifier: '2.5.29.35',
} as const;

export type KeyUsage = 'digitalSignature' | 'keyEncipherment' | 'keyCertSign' | 'cRLSign';
const keyUsageBits: Readonly<Record<KeyUsage, number>> = {
  digitalSignature: 0,
  keyEncipherment: 2,
  keyCertSign: 5,
  cRLSign: 6,
};

/** What protocol.md 7.3 needs of a certificate. Names are raw DER; times milliseconds since 1970. */
export type Certificate = {
  readonly signed: SignedObject;
  readonly fingerprint: string;
  readonly kid: string;
  readonly serial: bigint;
  readonly issuer: Buffer;
  readonly subject: Buffer;
  /** The subject's last CN; "" where it has none. */
  readonly commonName: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKey: KeyObject;
  readonly basicConstraints: {
    readonly critical: boolean;
    readonly ca: boolean;
    readonly pathLen: number | null;
  } | null;
  readonly keyUsage: { readonly critical: boolean; readonly has: (usage: KeyUsage) => boolean } | null;
  /** The rfc822Names of the subjectAltName. */
  readonly emails: readonly string[];
  /** subjectKeyIdentifier, and keyIdentifier of the authorityKeyIdentifier; null where there is none. */
  readonly subjectKeyId: Buffer | null;
  readonly authorityKeyId: Buffer | null;
  /** A critical extension that the profile does not know, or nameConstraints. */
  readonly hasForbiddenExtension: boolean;
};

/** The certificate, or null where its bytes are not one. */
export const readCertificate: (der: Buffer) => Certificate | null = oncePerBuffer((der) => {
  try {
    return read(der);
  } catch {
    // BadDer, or a key that node:crypto does not accept.
    return null;
  }
});

function read(der: Buffer): Certificate {
  if (der.length > mostBytes) throw new BadDer('too large');
  const signed = readSigned(der);
  const parts = [...children(signed.toBeSigned)];
  const version = parts[0]?.tag === 0xa0 ? integer(children(parts.shift() as never)[0]) : 0n;
  const [serial, algorithm, issuer, validity, subject, spki, ...optional] = parts;
  if (version !== 2n || !algorithm || !issuer || !subject || !spki) throw new BadDer('certificate');
  if (!algorithm.raw.equals(signed.algorithm)) throw new BadDer('two signature algorithms');
  const [notBefore, notAfter, ...more] = children(expect(validity, tags.sequence));
  const list = extensionsAmong(optional);
  if (more.length > 0) throw new BadDer('validity');
  const found = list ? extensions(readDer(list.content)) : new Map<string, Extension>();
  return {
    signed,
    fingerprint: fingerprintOf(der),
    kid: kidOf(spki.raw),
    serial: integer(serial),
    issuer: issuer.raw,
    subject: subject.raw,
    commonName: commonNameOf(subject.raw),
    notBefore: time(notBefore),
    notAfter: time(notAfter),
    publicKey: createPublicKey({ key: spki.raw, format: 'der', type: 'spki' }),
    basicConstraints: basicConstraintsOf(found.get(ids.basicConstraints)),
    keyUsage: keyUsageOf(found.get(ids.keyUsage)),
    emails: emailsOf(found.get(ids.subjectAltName)),
    subjectKeyId: subjectKeyIdOf(found.get(ids.subjectKeyIdentifier)),
    authorityKeyId: authorityKeyIdOf(found.get(ids.authorityKeyIdentifier)),
    hasForbiddenExtension: hasForbidden(found),
  };
}

/** The two unique identifiers, then the extensions: each at most once and in this order (RFC 5280 4.1). */
function extensionsAmong(optional: readonly Der[]): Der | undefined {
  const places = optional.map((one) => [0x81, 0x82, 0xa3].indexOf(one.tag));
  if (places.some((place, i) => place < 0 || (i > 0 && place <= (places[i - 1] ?? 0))))
    throw new BadDer('TBS');
  return optional.find((one) => one.tag === 0xa3);
}

function commonNameOf(name: Buffer): string {
  let found = '';
  for (const set of children(readDer(name))) {
    for (const pair of children(expect(set, tags.set))) {
      const [type, value] = children(expect(pair, tags.sequence));
      if (oid(type) === ids.commonName && value) found = textOf(value.tag, value.content);
    }
  }
  return found;
}

const bmpString = 0x1e;
const textOf = (tag: number, content: Buffer): string =>
  tag === bmpString ? Buffer.from(content).swap16().toString('utf16le') : content.toString('utf8');

function basicConstraintsOf(extension: Extension | undefined): Certificate['basicConstraints'] {
  if (!extension) return null;
  const parts = [...children(expect(readDer(extension.value), tags.sequence))];
  const ca = parts[0]?.tag === tags.boolean ? boolean(parts.shift()) : false;
  const pathLen = parts.length > 0 ? Number(integer(parts.shift())) : null;
  if (parts.length > 0) throw new BadDer('basicConstraints');
  return { critical: extension.critical, ca, pathLen };
}

function keyUsageOf(extension: Extension | undefined): Certificate['keyUsage'] {
  if (!extension) return null;
  const bits = bitString(readDer(extension.value));
  const has = (usage: KeyUsage): boolean => {
    const bit = keyUsageBits[usage];
    return ((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0;
  };
  return { critical: extension.critical, has };
}

const subjectKeyIdOf = (extension: Extension | undefined): Buffer | null =>
  extension ? expect(readDer(extension.value), tags.octetString).content : null;

const keyIdentifier = 0x80;
function authorityKeyIdOf(extension: Extension | undefined): Buffer | null {
  if (!extension) return null;
  const parts = children(expect(readDer(extension.value), tags.sequence));
  return parts.find((one) => one.tag === keyIdentifier)?.content ?? null;
}

const rfc822Name = 0x81;
function emailsOf(extension: Extension | undefined): readonly string[] {
  if (!extension) return [];
  return children(expect(readDer(extension.value), tags.sequence))
    .filter((name) => name.tag === rfc822Name)
    .map((name) => name.content.toString('latin1'));
}

const known: ReadonlySet<string> = new Set([
  ids.basicConstraints,
  ids.keyUsage,
  ids.subjectAltName,
  ids.extendedKeyUsage,
]);
const hasForbidden = (found: ReadonlyMap<string, Extension>): boolean =>
  found.has(ids.nameConstraints) || [...found].some(([id, { critical }]) => critical && !known.has(id));
