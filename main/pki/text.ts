import { BadDer, type Der } from './der.ts';

/** The types of ASN.1 that hold text, by their tag. */
export const textTags = {
  utf8: 0x0c,
  numeric: 0x12,
  printable: 0x13,
  teletex: 0x14,
  ia5: 0x16,
  visible: 0x1a,
  universal: 0x1c,
  bmp: 0x1e,
} as const;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const readers: ReadonlyMap<number, (content: Buffer) => string> = new Map([
  [textTags.utf8, readUtf8],
  [textTags.numeric, only(/^[0-9 ]*$/)],
  [textTags.printable, only(/^[A-Za-z0-9 '()+,\-./:=?]*$/)],
  // T.61 was never settled between programs: whatever it holds, it is not judged.
  [textTags.teletex, (content) => content.toString('latin1')],
  [textTags.ia5, readIa5],
  [textTags.visible, only(/^[ -~]*$/)],
  [textTags.universal, (content) => readUnits(content, 4)],
  [textTags.bmp, (content) => readUnits(content, 2)],
]);

export const isText = ({ tag }: Der): boolean => readers.has(tag);

/** The text of a string type, read strictly. @throws BadDer */
export function readText(element: Der): string {
  const read = readers.get(element.tag);
  if (!read) throw new BadDer('no text');
  return read(element.content);
}

/** Seven bits a character, as IA5String has. @throws BadDer */
export function readIa5(content: Buffer): string {
  if (content.some((byte) => byte > 0x7f)) throw new BadDer('IA5String');
  return content.toString('latin1');
}

function readUtf8(content: Buffer): string {
  try {
    return utf8.decode(content);
  } catch {
    throw new BadDer('UTF8String');
  }
}

function only(allowed: RegExp): (content: Buffer) => string {
  return (content) => {
    const text = content.toString('latin1');
    if (!allowed.test(text)) throw new BadDer('characters of a string');
    return text;
  };
}

/** One character in `size` bytes each, never half of a surrogate pair. */
function readUnits(content: Buffer, size: 2 | 4): string {
  if (content.length % size !== 0) throw new BadDer('characters of a string');
  const points = Array.from({ length: content.length / size }, (_, i) => content.readUIntBE(i * size, size));
  if (points.some((point) => point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)))
    throw new BadDer('characters of a string');
  return points.map((point) => String.fromCodePoint(point)).join('');
}
