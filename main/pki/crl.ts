import type { KeyObject } from 'node:crypto';
import {
  BadDer,
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
import { type Extension, type Extensions, extensions } from './extensions.ts';
import { commonNamesOf } from './name.ts';
import { oncePerBuffer } from './once.ts';
import { isSignedBy, readFrame, readSigned, type SignedObject } from './signed-object.ts';

const mostBytes = 1024 * 1024;
const ids = {
  crlNumber: '2.5.29.20',
  reasonCode: '2.5.29.21',
  deltaCrlIndicator: '2.5.29.27',
  issuingDistributionPoint: '2.5.29.28',
  certificateIssuer: '2.5.29.29',
} as const;

/** They make a list cover less, or another issuer; refused also where they are not marked critical. */
const partial: readonly string[] = [
  ids.deltaCrlIndicator,
  ids.issuingDistributionPoint,
  ids.certificateIssuer,
];

export type Revocation = {
  readonly revokedAt: number;
  /** keyCompromise or cACompromise: invalid always, not only from the date on. */
  readonly compromised: boolean;
};

/** A certificate revocation list (RFC 5280 section 5). Times are milliseconds since 1970. */
export type Crl = {
  readonly signed: SignedObject;
  readonly issuer: Buffer;
  readonly thisUpdate: number;
  readonly nextUpdate: number | null;
  readonly number: bigint | null;
  /** A critical extension, of an entry too, or a delta, indirect or partial list: it counts as missing. */
  readonly hasForbiddenExtension: boolean;
  readonly revoked: ReadonlyMap<bigint, Revocation>;
};

/** The list, or null where its bytes are not one. */
export const readCrl: (der: Buffer) => Crl | null = oncePerBuffer((der) => unlessBad(() => read(der)));

/** Whether this key signed the list, whatever it lists: a stranger's list of 1 MiB costs no reading. */
export const isCrlSignedBy = (der: Buffer, key: KeyObject): boolean =>
  der.length <= mostBytes && unlessBad(() => isSignedBy(readFrame(der), key)) === true;

function read(der: Buffer): Crl {
  if (der.length > mostBytes) throw new BadDer('too large');
  const signed = readSigned(der);
  const parts = [...children(signed.toBeSigned)];
  // Only version 2 has a cRLNumber, without which a list counts as missing.
  if (integer(parts.shift()) !== 1n) throw new BadDer('version');
  const algorithm = parts.shift();
  const issuer = parts.shift();
  const thisUpdate = time(parts.shift());
  const nextUpdate = isTime(parts[0]) ? time(parts.shift()) : null;
  const entries = parts[0]?.tag === tags.sequence ? children(parts.shift() as Der) : [];
  const list = parts.shift();
  if (!algorithm?.raw.equals(signed.algorithm) || !issuer || parts.length > 0) throw new BadDer('CRL');
  commonNamesOf(issuer);
  const found = list ? extensions(readDer(expect(list, 0xa0).content)) : new Map<string, Extension>();
  const revoked = new Map<bigint, Revocation>();
  let forbidden = hasForbidden(found);
  for (const entry of entries) {
    const one = readEntry(entry);
    forbidden ||= one.forbidden;
    revoked.set(one.serial, stricter(revoked.get(one.serial), one.revocation));
  }
  const number = found.get(ids.crlNumber);
  return {
    signed,
    issuer: issuer.raw,
    thisUpdate,
    nextUpdate,
    number: number ? shortInteger(readDer(number.value)) : null,
    hasForbiddenExtension: forbidden,
    revoked,
  };
}

const isTime = (element: Der | undefined): boolean =>
  element?.tag === tags.utcTime || element?.tag === tags.generalizedTime;

const hasForbidden = (found: Extensions): boolean =>
  [...found].some(([id, { critical }]) => critical || partial.includes(id));

/** A serial that is listed twice: what one entry says, the other does not take back. */
const stricter = (before: Revocation | undefined, one: Revocation): Revocation => ({
  revokedAt: Math.min(before?.revokedAt ?? one.revokedAt, one.revokedAt),
  compromised: before?.compromised === true || one.compromised,
});

const keyCompromise = 1;
const cACompromise = 2;

function readEntry(entry: Der): { serial: bigint; revocation: Revocation; forbidden: boolean } {
  const parts = children(expect(entry, tags.sequence));
  const [serial, date, list] = parts;
  if (parts.length > 3) throw new BadDer('entry');
  const found = list ? extensions(list) : new Map<string, Extension>();
  const code = reasonOf(found.get(ids.reasonCode));
  return {
    serial: shortInteger(serial),
    revocation: { revokedAt: time(date), compromised: code === keyCompromise || code === cACompromise },
    forbidden: hasForbidden(found),
  };
}

function reasonOf(extension: Extension | undefined): number | undefined {
  if (!extension) return undefined;
  const { content } = expect(readDer(extension.value), tags.enumerated);
  if (content.length !== 1) throw new BadDer('reason');
  return content[0];
}
