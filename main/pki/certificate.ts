import type { KeyObject } from 'node:crypto';
import { fingerprintOf, kidOf } from '../protocol/keys.ts';
import {
  BadDer,
  bitsIn,
  children,
  type Der,
  expect,
  integer,
  readDer,
  shortInteger,
  tags,
  time,
  unlessBad,
} from './der.ts';
import {
  altNamesOf,
  type BasicConstraints,
  basicConstraintsOf,
  checkExtendedKeyUsage,
  type Extension,
  type Extensions,
  extensions,
  type KeyUsages,
  keyUsageOf,
} from './extensions.ts';
import { commonNamesOf } from './name.ts';
import { oncePerBuffer } from './once.ts';
import { readPublicKey } from './public-key.ts';
import { readSigned, type SignedObject } from './signed-object.ts';
import { isText, readText } from './text.ts';

const mostBytes = 16 * 1024;

const ids = {
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  extendedKeyUsage: '2.5.29.37',
  nameConstraints: '2.5.29.30',
  subjectKeyIdentifier: '2.5.29.14',
  authorityKeyIdentifier: '2.5.29.35',
} as const;

/** What protocol.md 7.3 needs of a certificate. Names are raw DER; times milliseconds since 1970. */
export type Certificate = {
  readonly signed: SignedObject;
  readonly fingerprint: string;
  readonly kid: string;
  readonly serial: bigint;
  readonly issuer: Buffer;
  readonly subject: Buffer;
  /** A subject of no parts, as a CA must not have. */
  readonly isSubjectEmpty: boolean;
  /** The subject's last CN; "" where it has none. */
  readonly commonName: string;
  readonly notBefore: number;
  readonly notAfter: number;
  /** RSA of 2048 to 4096 bits with e = 65537, P-256 or P-384. */
  readonly publicKey: KeyObject;
  readonly basicConstraints: BasicConstraints | null;
  readonly keyUsage: KeyUsages | null;
  /** The rfc822Names of the subjectAltName. */
  readonly emails: readonly string[];
  /** subjectKeyIdentifier, and keyIdentifier of the authorityKeyIdentifier; null where there is none. */
  readonly subjectKeyId: Buffer | null;
  readonly authorityKeyId: Buffer | null;
  /** A critical extension that the profile does not know, or nameConstraints. */
  readonly hasForbiddenExtension: boolean;
};

/** The certificate, or null where its bytes are not one, or one of a key that the profile does not know. */
export const readCertificate: (der: Buffer) => Certificate | null = oncePerBuffer((der) =>
  unlessBad(() => read(der)),
);

function read(der: Buffer): Certificate {
  if (der.length > mostBytes) throw new BadDer('too large');
  const signed = readSigned(der);
  const [version, serialNumber, algorithm, issuer, validity, subject, spki, ...optional] = children(
    signed.toBeSigned,
  );
  if (version?.tag !== 0xa0 || integer(readDer(version.content)) !== 2n) throw new BadDer('version');
  if (!algorithm?.raw.equals(signed.algorithm)) throw new BadDer('two signature algorithms');
  if (!issuer || !subject || !spki) throw new BadDer('certificate');
  const [notBefore, notAfter, ...more] = children(expect(validity, tags.sequence));
  if (more.length > 0) throw new BadDer('validity');
  const serial = shortInteger(serialNumber);
  if (serial === 0n) throw new BadDer('serial 0');
  commonNamesOf(issuer);
  const commonName = commonNamesOf(subject).at(-1);
  const found = extensionsAmong(optional);
  checkExtendedKeyUsage(found.get(ids.extendedKeyUsage));
  return {
    signed,
    fingerprint: fingerprintOf(der),
    kid: kidOf(spki.raw),
    serial,
    issuer: issuer.raw,
    subject: subject.raw,
    isSubjectEmpty: subject.content.length === 0,
    commonName: commonName && isText(commonName) ? readText(commonName) : '',
    notBefore: time(notBefore),
    notAfter: time(notAfter),
    publicKey: readPublicKey(spki),
    basicConstraints: basicConstraintsOf(found.get(ids.basicConstraints)),
    keyUsage: keyUsageOf(found.get(ids.keyUsage)),
    emails: altNamesOf(found.get(ids.subjectAltName)).emails,
    subjectKeyId: subjectKeyIdOf(found.get(ids.subjectKeyIdentifier)),
    authorityKeyId: authorityKeyIdOf(found.get(ids.authorityKeyIdentifier)),
    hasForbiddenExtension: hasForbidden(found),
  };
}

const uniqueIds: readonly number[] = [0x81, 0x82];
const extensionsTag = 0xa3;

/** The two unique identifiers, then the extensions: each at most once and in this order (RFC 5280 4.1). */
function extensionsAmong(optional: readonly Der[]): Extensions {
  const order = [...uniqueIds, extensionsTag];
  const places = optional.map(({ tag }) => order.indexOf(tag));
  if (places.some((place, i) => place < 0 || (i > 0 && place <= (places[i - 1] ?? 0))))
    throw new BadDer('TBS');
  for (const one of optional) if (uniqueIds.includes(one.tag)) bitsIn(one.content);
  const list = optional.find(({ tag }) => tag === extensionsTag);
  return list ? extensions(readDer(list.content)) : new Map();
}

/** Only the four named extensions are read strictly (protocol.md 7.3): a key identifier of another form is none. */
const subjectKeyIdOf = (extension: Extension | undefined): Buffer | null =>
  unlessBad(() => extension && expect(readDer(extension.value), tags.octetString).content) ?? null;

const keyIdentifier = 0x80;
const authorityKeyIdOf = (extension: Extension | undefined): Buffer | null =>
  unlessBad(
    () =>
      extension &&
      children(expect(readDer(extension.value), tags.sequence)).find(({ tag }) => tag === keyIdentifier),
  )?.content ?? null;

const known: ReadonlySet<string> = new Set([
  ids.basicConstraints,
  ids.keyUsage,
  ids.subjectAltName,
  ids.extendedKeyUsage,
]);
const hasForbidden = (found: Extensions): boolean =>
  found.has(ids.nameConstraints) || [...found].some(([id, { critical }]) => critical && !known.has(id));
