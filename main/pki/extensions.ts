import { checkDer } from './check-der.ts';
import {
  BadDer,
  boolean,
  checkArcs,
  children,
  type Der,
  expect,
  integer,
  namedBits,
  oid,
  readDer,
  tags,
} from './der.ts';
import { readIa5 } from './text.ts';

export type Extension = { readonly critical: boolean; readonly value: Buffer };
export type Extensions = ReadonlyMap<string, Extension>;

/** Extensions by their identifier: one at least, and none twice. */
export function extensions(list: Der): Extensions {
  const found = new Map<string, Extension>();
  for (const item of children(expect(list, tags.sequence))) {
    const parts = children(expect(item, tags.sequence));
    const id = oid(parts[0]);
    const critical = parts.length === 3;
    // FALSE is the default, which DER leaves out.
    if (parts.length < 2 || parts.length > 3 || (critical && !boolean(parts[1])) || found.has(id))
      throw new BadDer('extension');
    found.set(id, { critical, value: expect(parts.at(-1), tags.octetString).content });
  }
  if (found.size === 0) throw new BadDer('no extensions');
  return found;
}

export type BasicConstraints = {
  readonly critical: boolean;
  readonly ca: boolean;
  readonly pathLen: number | null;
};

export function basicConstraintsOf(extension: Extension | undefined): BasicConstraints | null {
  if (!extension) return null;
  const parts = [...children(sequenceIn(extension))];
  const ca = parts[0]?.tag === tags.boolean;
  if (ca && !boolean(parts.shift())) throw new BadDer('cA FALSE is the default');
  const pathLen = parts.length > 0 ? Number(integer(parts.shift())) : null;
  if (parts.length > 0 || (pathLen !== null && !ca)) throw new BadDer('basicConstraints');
  return { critical: extension.critical, ca, pathLen };
}

/** In the order of their bits (RFC 5280 4.2.1.3). */
const keyUsages = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;
export type KeyUsage = (typeof keyUsages)[number] | 'unknown';
export type KeyUsages = { readonly critical: boolean; readonly usages: ReadonlySet<KeyUsage> };

export function keyUsageOf(extension: Extension | undefined): KeyUsages | null {
  if (!extension) return null;
  const bits = [...namedBits(readDer(extension.value))];
  return { critical: extension.critical, usages: new Set(bits.map((bit) => keyUsages[bit] ?? 'unknown')) };
}

const rfc822Name = 0x81;
const uri = 0x86;
const ipAddress = 0x87;
const registeredId = 0x88;
/** Each kind of GeneralName (RFC 5280 4.2.1.6), and what its value must be; the others are looked at by checkDer. */
const generalNames: ReadonlyMap<number, (content: Buffer) => void> = new Map([
  [0xa0, () => {}],
  [rfc822Name, readIa5],
  [0x82, readIa5],
  [0xa3, () => {}],
  [0xa4, () => {}],
  [0xa5, () => {}],
  [uri, readIa5],
  [ipAddress, checkAddress],
  [registeredId, checkArcs],
]);

/** The names of a subjectAltName: the rfc822Names, and how many others stand beside them. */
export type AltNames = { readonly emails: readonly string[]; readonly others: number };

export function altNamesOf(extension: Extension | undefined): AltNames {
  if (!extension) return { emails: [], others: 0 };
  const names = children(sequenceIn(extension));
  if (names.length === 0) throw new BadDer('subjectAltName is empty');
  for (const { tag, content } of names) {
    const check = generalNames.get(tag);
    if (!check) throw new BadDer('name of an unknown kind');
    check(content);
  }
  const emails = names
    .filter(({ tag }) => tag === rfc822Name)
    .map(({ content }) => content.toString('latin1'));
  return { emails, others: names.length - emails.length };
}

function checkAddress({ length }: Buffer): void {
  if (length !== 4 && length !== 16) throw new BadDer('iPAddress');
}

/** What it allows is not judged, only that it is one. */
export function checkExtendedKeyUsage(extension: Extension | undefined): void {
  if (!extension) return;
  const purposes = children(sequenceIn(extension));
  if (purposes.length === 0) throw new BadDer('extendedKeyUsage is empty');
  for (const purpose of purposes) expect(purpose, tags.objectIdentifier);
}

function sequenceIn({ value }: Extension): Der {
  const element = expect(readDer(value), tags.sequence);
  checkDer(element);
  return element;
}
