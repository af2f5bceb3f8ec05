import {
  BadDer,
  bitString,
  boolean,
  checkArcs,
  checkMinimal,
  children,
  type Der,
  tags,
  time,
} from './der.ts';
import { isText, readText } from './text.ts';

/** A certificate needs ten levels. */
const deepest = 32;

/** What each type of ASN.1 may hold (X.690 sections 8 to 11); a type that is not here has no place in X.509. */
const rules: ReadonlyMap<number, (element: Der) => unknown> = new Map<number, (element: Der) => unknown>([
  [tags.boolean, boolean],
  [tags.integer, ({ content }) => checkMinimal(content)],
  [tags.bitString, bitString],
  [tags.octetString, () => {}],
  [tags.null, ({ inside, end }) => refuse(end > inside, 'NULL')],
  [tags.objectIdentifier, ({ content }) => checkArcs(content)],
  [tags.enumerated, ({ content }) => checkMinimal(content)],
  [tags.utcTime, time],
  [tags.generalizedTime, time],
  [tags.sequence, () => {}],
  [tags.set, (element) => checkSorted(children(element))],
]);

/**
 * Whether an element and all that stands in it is DER to the letter, whatever it means. What an OCTET STRING or
 * BIT STRING holds is not looked into. @throws BadDer
 */
export function checkDer(element: Der, depth = 0): void {
  refuse(depth > deepest, 'too deep');
  if (element.tag < 0x40) {
    if (isText(element)) readText(element);
    else (rules.get(element.tag) ?? unknown)(element);
  }
  if (isConstructed(element)) for (const one of children(element)) checkDer(one, depth + 1);
}

const isConstructed = ({ tag }: Der): boolean => (tag & 0x20) !== 0;

/** The elements of a SET OF stand in ascending order (X.690 11.6), and none stands there twice. */
export function checkSorted(elements: readonly Der[]): void {
  let before: Buffer | null = null;
  for (const { raw } of elements) {
    refuse(before !== null && Buffer.compare(before, raw) >= 0, 'SET not sorted');
    before = raw;
  }
}

function refuse(isBad: boolean, why: string): void {
  if (isBad) throw new BadDer(why);
}

function unknown({ tag }: Der): never {
  throw new BadDer(`tag ${tag}`);
}
