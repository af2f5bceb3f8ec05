import { children, Der, readDer, tags, unlessBad } from './der.ts';
import { der } from './test-support.ts';

/** Numbers from 0 up to `below`, the same for the same seed (mulberry32). TESTS ONLY. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Random = (below: number) => number;

/** One of the samples, changed in one to three places; its form stays right in half of the cases. */
export function mutated(samples: readonly Buffer[], random: Random): Buffer {
  let bytes: Buffer = Buffer.from(samples[random(samples.length)] as Buffer);
  for (let left = 1 + random(3); left > 0; left--) {
    const kind = changes[random(changes.length)] as (typeof changes)[number];
    bytes = random(2) === 0 ? rebuilt(bytes, random) : kind(bytes, random, samples);
  }
  return bytes;
}

type Change = (bytes: Buffer, random: Random, samples: readonly Buffer[]) => Buffer;

const written = (bytes: Buffer, at: number, value: number): Buffer => {
  if (bytes.length > 0) bytes[at] = value;
  return bytes;
};
/** Where an element begins: somewhere in the first levels, found as a reader finds it. */
function someHead(bytes: Buffer, random: Random): number {
  let found = unlessBad(() => readDer(bytes));
  for (let depth = random(6); found && depth > 0; depth--) {
    const elements: readonly Der[] = unlessBad(() => (found ? children(found) : [])) ?? [];
    found = elements[random(elements.length || 1)] ?? found;
  }
  return found?.start ?? 0;
}

const changes: readonly Change[] = [
  // Bits, whole bytes.
  (bytes, random) => {
    const at = random(bytes.length || 1);
    return written(bytes, at, (bytes[at] ?? 0) ^ (1 << random(8)));
  },
  (bytes, random) => written(bytes, random(bytes.length || 1), random(256)),
  // A tag, and a length.
  (bytes, random) => written(bytes, someHead(bytes, random), random(256)),
  (bytes, random) =>
    written(bytes, Math.min(someHead(bytes, random) + 1 + random(3), bytes.length - 1), random(256)),
  // Cut off, something behind, something out of the middle.
  (bytes, random) => bytes.subarray(0, random(bytes.length + 1)),
  (bytes, random) => Buffer.concat([bytes, Buffer.alloc(1 + random(4), random(256))]),
  (bytes, random) => {
    const at = random(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random(8))]);
  },
  // The begin of one and the end of another.
  (bytes, random, samples) => {
    const other = samples[random(samples.length)] as Buffer;
    return Buffer.concat([bytes.subarray(0, random(bytes.length + 1)), other.subarray(random(other.length))]);
  },
];

type Tree = { tag: number; content: Buffer | Tree[]; readonly unused: boolean };

/** The tree of elements, into OCTET STRINGs and BIT STRINGs too, with one of them changed and every length right. */
function rebuilt(bytes: Buffer, random: Random): Buffer {
  const root = unlessBad(() => treeOf(readDer(bytes), 0));
  if (!root) return bytes;
  const all: Tree[] = [];
  const collect = (one: Tree): void => {
    all.push(one);
    if (Array.isArray(one.content)) one.content.forEach(collect);
  };
  collect(root);
  const one = all[random(all.length)] as Tree;
  const inner = one.content;
  const kind = random(4);
  if (kind === 0) one.tag = random(256);
  else if (!Array.isArray(inner)) one.content = changedContent(inner, random);
  else if (inner.length > 0) {
    const at = random(inner.length);
    const some = inner[at] as Tree;
    if (kind === 1) inner.splice(at, 1);
    else if (kind === 2) inner.splice(at, 0, some);
    else inner.splice(random(inner.length), 1, some);
  }
  return encoded(root);
}

function changedContent(content: Buffer, random: Random): Buffer {
  const at = random(content.length || 1);
  const forms = [
    () => Buffer.concat([Buffer.alloc(1 + random(2)), content]),
    () => Buffer.concat([Buffer.from([random(2) ? 0x80 : 0xff]), content]),
    () => Buffer.concat([content, Buffer.alloc(1 + random(3), random(256))]),
    () => content.subarray(random(content.length + 1)),
    () => Buffer.alloc(0),
    () => written(Buffer.from(content), at, random(256)),
    () => Buffer.concat([content.subarray(0, at), Buffer.from([0x80]), content.subarray(at)]),
  ];
  return (forms[random(forms.length)] as () => Buffer)();
}

const deepest = 24;

function treeOf({ tag, content }: Der, depth: number): Tree {
  const isBits = tag === tags.bitString;
  const holds = isBits || tag === tags.octetString;
  const inside = isBits ? content.subarray(1) : content;
  const within =
    depth > deepest
      ? null
      : (tag & 0x20) !== 0
        ? content
        : holds && inside[0] === tags.sequence
          ? inside
          : null;
  const elements =
    within &&
    unlessBad(() => children(new Der(tag, within, 0, 0, within.length)).map((one) => treeOf(one, depth + 1)));
  return elements ? { tag, content: elements, unused: isBits } : { tag, content, unused: false };
}

function encoded({ tag, content, unused }: Tree): Buffer {
  if (!Array.isArray(content)) return der(tag, content);
  return der(tag, ...(unused ? [Buffer.alloc(1)] : []), ...content.map(encoded));
}
