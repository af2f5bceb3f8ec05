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

export type Der = {
  readonly tag: number;
  /** Tag, length and content. */
  readonly raw: Buffer;
  readonly content: Buffer;
};

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
  const element = readAt(bytes, 0);
  if (element.raw.length !== bytes.length) throw new BadDer('trailing bytes');
  return element;
}

/** The elements inside a constructed one. */
export function children(parent: Der): readonly Der[] {
  const elements: Der[] = [];
  for (let at = 0; at < parent.content.length; ) {
    const element = readAt(parent.content, at);
    elements.push(element);
    at += element.raw.length;
  }
  return elements;
}

export function expect(element: Der | undefined, tag: number): Der {
  if (element?.tag !== tag) throw new BadDer(`tag ${tag} expected`);
  return element;
}

function readAt(bytes: Buffer, start: number): Der {
  const tag = bytes[start];
  const first = bytes[start + 1];
  if (tag === undefined || first === undefined) throw new BadDer('cut off');
  if ((tag & 0x1f) === 0x1f) throw new BadDer('high tag number');
  let length = first;
  let head = 2;
  if (first >= 0x80) {
    const size = first & 0x7f;
    if (size < 1 || size > 4 || start + 2 + size > bytes.length) throw new BadDer('length');
    length = bytes.readUIntBE(start + 2, size);
    head += size;
    if (length < 0x80 || (size > 1 && bytes[start + 2] === 0)) throw new BadDer('length not minimal');
  }
  const end = start + head + length;
  if (end > bytes.length) throw new BadDer('cut off');
  return { tag, raw: bytes.subarray(start, end), content: bytes.subarray(start + head, end) };
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

/** The bits of a BIT STRING as bytes; unused ones are zero (X.690 11.2.1). */
export function bitString(element: Der | undefined): Buffer {
  const { content } = expect(element, tags.bitString);
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
