import {
  BadDer,
  children,
  type Der,
  type Extension,
  expect,
  extensions,
  integer,
  readDer,
  tags,
  time,
} from './der.ts';
import { readSigned, type SignedObject } from './signed-object.ts';

const mostBytes = 1024 * 1024;
const ids = { crlNumber: '2.5.29.20', reasonCode: '2.5.29.21' } as const;

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
  /** Delta and indirect lists mark themselves so; such a list counts as missing. */
  readonly hasCriticalExtension: boolean;
  readonly revoked: ReadonlyMap<bigint, Revocation>;
};

/** The list, or null where its bytes are not one. */
export function readCrl(der: Buffer): Crl | null {
  try {
    return read(der);
  } catch (error) {
    if (error instanceof BadDer) return null;
    throw error;
  }
}

function read(der: Buffer): Crl {
  if (der.length > mostBytes) throw new BadDer('too large');
  const signed = readSigned(der);
  const parts = [...children(signed.toBeSigned)];
  if (parts[0]?.tag === tags.integer && integer(parts.shift()) !== 1n) throw new BadDer('version');
  const algorithm = parts.shift();
  const issuer = parts.shift();
  const thisUpdate = time(parts.shift());
  const nextUpdate = isTime(parts[0]) ? time(parts.shift()) : null;
  const entries = parts[0]?.tag === tags.sequence ? children(parts.shift() as Der) : [];
  const list = parts.shift();
  if (!algorithm?.raw.equals(signed.algorithm) || !issuer || parts.length > 0) throw new BadDer('CRL');
  const found = list?.tag === 0xa0 ? extensions(readDer(list.content)) : new Map<string, Extension>();
  const revoked = new Map<bigint, Revocation>();
  let critical = [...found.values()].some((one) => one.critical);
  for (const entry of entries) {
    const one = readEntry(entry);
    critical ||= one.critical;
    const before = revoked.get(one.serial);
    revoked.set(one.serial, before?.compromised ? before : one.revocation);
  }
  const number = found.get(ids.crlNumber);
  return {
    signed,
    issuer: issuer.raw,
    thisUpdate,
    nextUpdate,
    number: number ? integer(readDer(number.value)) : null,
    hasCriticalExtension: critical,
    revoked,
  };
}

const isTime = (element: Der | undefined): boolean =>
  element?.tag === tags.utcTime || element?.tag === tags.generalizedTime;

const keyCompromise = 1;
const cACompromise = 2;

function readEntry(entry: Der): { serial: bigint; revocation: Revocation; critical: boolean } {
  const [serial, date, list] = children(expect(entry, tags.sequence));
  const found = list ? extensions(list) : new Map<string, Extension>();
  const reason = found.get(ids.reasonCode);
  const code = reason ? expect(readDer(reason.value), tags.enumerated).content[0] : undefined;
  return {
    serial: integer(serial),
    revocation: { revokedAt: time(date), compromised: code === keyCompromise || code === cACompromise },
    critical: [...found.values()].some((one) => one.critical),
  };
}
