import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayName, nameForSending, safeDocumentName, withoutClash } from './document-name.ts';

const device = /^(?:con|conin\$|conout\$|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]) *$/i;
/** Between letters that need them they stay. */
const joiner = /(?<=[^\0-\x7f])[\u200c\u200d](?=[^\0-\x7f]|$)/gu;
type Case = { readonly input: string; readonly existing: readonly string[]; readonly expected: string };
const { documentNames }: { readonly documentNames: readonly Case[] } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'vectors/document-names.json'), 'utf8'),
);

function expectSafe(name: string): void {
  expect(Buffer.byteLength(name)).toBeGreaterThan(0);
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
  expect(name.replace(joiner, '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}<>:"|?*/\\]/u);
  expect(name).not.toMatch(/^\.|[. ]$/);
  // A dot between others is seen: only these are not.
  expect(name.replace(/[\p{Zs}\u2800\u3164\uffa0]/gu, '')).not.toBe('');
  expect(name.split('.')[0]).not.toMatch(device);
}

/** What hostile names are made of. */
const piece = fc.oneof(
  fc.constantFrom(
    'CON',
    'nul',
    'COM¹',
    'conout$',
    '\u3164',
    '\u200c',
    '\u200d',
    'م',
    'क',
    '.',
    '..',
    ' ',
    '/',
    '\\',
    ':',
    '\u0000',
    '\u202e',
    '\u200b',
    '\ud800',
    'ä',
    '📎',
    'x',
    '.txt',
  ),
  fc
    .constantFrom('.', ' ', 'x', 'ä')
    .chain((one) => fc.integer({ min: 100, max: 400 }).map((n) => one.repeat(n))),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const hostile = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));

describe('document names (protocol.md section 8)', () => {
  it('are safe whatever came in, and stay so beside names that are taken', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 0, max: 12 }), (name, taken) => {
        const safe = safeDocumentName(name);
        expectSafe(safe);
        let asked = 0;
        expectSafe(withoutClash(safe, () => asked++ < taken));
      }),
      { numRuns: 2000 },
    );
  });

  it.each(documentNames)('$input beside $existing is $expected', ({ input, existing, expected }) => {
    const taken = new Set(existing);
    expect(withoutClash(safeDocumentName(input), (name) => taken.has(name))).toBe(expected);
  });

  it.each([
    ['Persian', 'نامه\u200cها.pdf', 'نامه\u200cها.pdf'],
    ['Hindi', 'क्\u200dष.pdf', 'क्\u200dष.pdf'],
    ['emoji', '👩\u200d💻.txt', '👩\u200d💻.txt'],
    ['ASCII beside it', 'a\u200dم\u200cb.txt', 'aمb.txt'],
    ['a digit beside it', 'م\u200c۱.txt', 'م۱.txt'],
    ['at the ends', '\u200cم\u200d.txt', 'م.txt'],
    ['two of them', 'م\u200c\u200cم.txt', 'مم.txt'],
  ])('joiners stay where letters need them: %s', (_, name, expected) => {
    expect(safeDocumentName(name)).toBe(expected);
  });

  it.each([
    ['only spaces are left after shortening', `${' '.repeat(300)}x`, 'document'],
    ['only dots are left after shortening', `x${'.'.repeat(250)}${'y'.repeat(25)}`, 'x'],
    ['only spaces are left before an extension', `${' '.repeat(300)}x.txt`, 'document.txt'],
    ['dots among what is not seen', ' ...\u3164', ' ...\u3164'],
    ['a device name is left after shortening', `CON${' '.repeat(300)}x`, `_CON`],
  ])('%s', (_, name, expected) => {
    expect(safeDocumentName(name)).toBe(expected);
  });

  it('a device name with an extension, brought out by shortening, is guarded', () => {
    const safe = safeDocumentName(`NUL${' '.repeat(300)}x.txt`);
    expect(safe).toMatch(/^_NUL +\.txt$/);
    expect(Buffer.byteLength(safe)).toBe(200);
  });

  it('are normalised and bounded for sending', () => {
    expect(nameForSending('Gru\u0308ße.txt')).toBe('Grüße.txt');
    expect(nameForSending('')).toBe('document');
    fc.assert(
      fc.property(hostile, (name) => {
        const bytes = Buffer.byteLength(nameForSending(name));
        expect(bytes >= 1 && bytes <= 1024).toBe(true);
        expect(nameForSending(name).normalize('NFC')).toBe(nameForSending(name));
      }),
    );
  });

  it('show controls and bidi marks, and leave the joiners that letters need', () => {
    expect(displayName('invoice\u202efdp.exe\n')).toBe('invoice‹U+202E›fdp.exe‹U+000A›');
    expect(displayName('نامه\u200cها.pdf')).toBe('نامه\u200cها.pdf');
    expect(displayName('pay\u200dpal')).toBe('pay‹U+200D›pal');
  });
});
