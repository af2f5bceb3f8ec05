/**
 * A small strict DER reader: definite, minimal lengths, low tag numbers. Anything else throws BadDer:
 * certificates come from strangers and are checked before they are believed. What is inside an element is
 * looked at by checkDer.
 */
export class BadDer extends Error {
  override readonly name = 'BadDer';
}

/** What `read` returns, or null where it throws BadDer. */
export function unlessBad<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadDer) return null;
    throw error;
  }
}

/** An element: its tag, and where it stands. What it holds is cut out when it is asked for. */
export class Der {
  readonly tag: number;
  readonly bytes: Buffer;
  /** Where its tag, its content, and what comes after it begin. */
  readonly start: number;
  readonly inside: number;
  readonly end: number;

  constructor(tag: number, bytes: Buffer, start: number, inside: number, end: number) {
    this.tag = tag;
    this.bytes = bytes;
    this.start = start;
    this.inside = inside;
    this.end = end;
  }

  /** Tag, length and content. */
  get raw(): Buffer {
    return this.bytes.subarray(this.start, this.end);
  }

  get content(): Buffer {
    return this.bytes.subarray(this.inside, this.end);
  }
}

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  enumerated: 0x0a,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The one element that fills `bytes`. */
export function readDer(bytes: Buffer): Der {
  const [element] = elementsBetween(bytes, 0, bytes.length, 1);
  if (!element) throw new BadDer('nothing');
  if (element.end !== bytes.length) throw new BadDer('trailing bytes');
  return element;
}

/** The elements inside a constructed one. */
export const children = ({ bytes, inside, end }: Der): readonly Der[] => elementsBetween(bytes, inside, end);

export function expect(element: Der | undefined, tag: number): Der {
  if (element?.tag !== tag) throw new BadDer(`tag ${tag} expected`);
  return element;
}

/** The elements that fill the bytes from `start` to `end`, of which no more than `most` are wanted. */
function elementsBetween(bytes: Buffer, start: number, end: number, most = Infinity): readonly Der[] {
  const elements: Der[] = [];
  for (let at = start; at < end && elements.length < most; ) {
    const [tag, first] = [bytes[at], bytes[at + 1]];
    if (tag === undefined || first === undefined || at + 2 > end) throw new BadDer('cut off');
    if ((tag & 0x1f) === 0x1f) throw new BadDer('high tag number');
    const size = first < 0x80 ? 0 : first - 0x80;
    const inside = at + 2 + size;
    const after = inside + (first < 0x80 ? first : longLength(bytes, at + 2, size, end));
    if (after > end) throw new BadDer('cut off');
    elements.push(new Der(tag, bytes, at, inside, after));
    at = after;
  }
  return elements;
}

/** A length in `size` bytes: definite, and no shorter form would do. */
function longLength(bytes: Buffer, at: number, size: number, end: number): number {
  if (size < 1 || size > 4 || at + size > end) throw new BadDer('length');
  const length = bytes.readUIntBE(at, size);
  if (length < 0x80 || (size > 1 && bytes[at] === 0)) throw new BadDer('length not minimal');
  return length;
}

/** No identifier in use is longer; one of 128 bits (2.25) has 20. */
const mostIdentifierBytes = 64;

/** Dotted decimal. */
export function oid(element: Der | undefined): string {
  const { content } = expect(element, tags.objectIdentifier);
  checkArcs(content);
  if (content.length > mostIdentifierBytes) throw new BadDer('object identifier');
  const arcs: bigint[] = [];
  let value = 0n;
  for (const byte of content) {
    value = value * 128n + BigInt(byte & 0x7f);
    if (byte & 0x80) continue;
    arcs.push(value);
    value = 0n;
  }
  const [first = 0n, ...rest] = arcs;
  const top = first < 80n ? first / 40n : 2n;
  return [top, first - top * 40n, ...rest].join('.');
}

/** Each arc in as few bytes as it needs, and the last one at its end. */
export function checkArcs(content: Buffer): void {
  let isFirst = true;
  for (const byte of content) {
    if (isFirst && byte === 0x80) throw new BadDer('object identifier');
    isFirst = (byte & 0x80) === 0;
  }
  if (content.length === 0 || !isFirst) throw new BadDer('object identifier');
}

export function boolean(element: Der | undefined): boolean {
  const { content } = expect(element, tags.boolean);
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) throw new BadDer('boolean');
  return content[0] === 0xff;
}

/** Two's complement in as few bytes as it needs. */
export function checkMinimal(content: Buffer): void {
  const [first, second] = content;
  const isPadded =
    (first === 0 && !((second ?? 0x80) & 0x80)) || (first === 0xff && ((second ?? 0) & 0x80) !== 0);
  if (first === undefined || isPadded) throw new BadDer('integer');
}

/** A non-negative integer. */
export function integer(element: Der | undefined): bigint {
  const { content } = expect(element, tags.integer);
  checkMinimal(content);
  if ((content[0] ?? 0) & 0x80) throw new BadDer('negative integer');
  return BigInt(`0x${content.toString('hex')}`);
}

/** A leading zero counts (RFC 5280 4.1.2.2 and 5.2.3). */
const mostSerialBytes = 20;

/** A serial, or the number of a CRL: not negative, of at most 20 bytes. */
export function shortInteger(element: Der | undefined): bigint {
  if (expect(element, tags.integer).content.length > mostSerialBytes) throw new BadDer('integer too long');
  return integer(element);
}

/** The bits of a BIT STRING as bytes. */
export const bitString = (element: Der | undefined): Buffer =>
  bitsIn(expect(element, tags.bitString).content);

/** The bits in the content of a BIT STRING, as bytes; unused ones are zero (X.690 11.2.1). */
export function bitsIn(content: Buffer): Buffer {
  const unused = content[0] ?? 8;
  const bits = content.subarray(1);
  if (unused > 7 || (bits.length === 0 && unused > 0)) throw new BadDer('bit string');
  if ((bits.at(-1) ?? 0) & ((1 << unused) - 1)) throw new BadDer('unused bits');
  return bits;
}

/** The bits that are set in a list of named ones, which ends with a set bit (X.690 11.2.2). */
export function namedBits(element: Der | undefined): ReadonlySet<number> {
  const bits = bitString(element);
  const unused = element?.content[0] ?? 0;
  if (bits.length > 0 && !((bits.at(-1) ?? 0) & (1 << unused))) throw new BadDer('bits not minimal');
  const set = Array.from({ length: bits.length * 8 }, (_, bit) => bit);
  return new Set(set.filter((bit) => ((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0));
}

/** The bytes of a BIT STRING that holds whole bytes, as a signature does. */
export function bitStringOfBytes(element: Der | undefined): Buffer {
  if (element?.content[0] !== 0) throw new BadDer('not whole bytes');
  return bitString(element);
}

/** Milliseconds since 1970 from UTCTime or GeneralizedTime, as RFC 5280 4.1.2.5 writes them. */
export function time(element: Der | undefined): number {
  const text = element?.content.toString('latin1') ?? '';
  const short = element?.tag === tags.utcTime && /^\d{12}Z$/.test(text);
  const long = element?.tag === tags.generalizedTime && /^\d{14}Z$/.test(text);
  if (!short && !long) throw new BadDer('time');
  const full = long ? text : `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}`;
  const iso = full.replace(/^(....)(..)(..)(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6.000Z');
  const milliseconds = Date.parse(iso);
  if (!Number.isFinite(milliseconds) || new Date(milliseconds).toISOString() !== iso)
    throw new BadDer('time');
  return milliseconds;
}
