import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayName, nameForSending, safeDocumentName, withoutClash } from './document-name.ts';

const device = /^(?:con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³]) *$/i;

function expectSafe(name: string): void {
  expect(Buffer.byteLength(name)).toBeGreaterThan(0);
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
  expect(name).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}<>:"|?*/\\]/u);
  expect(name).not.toMatch(/[. ]$/);
  expect(name.split('.')[0]).not.toMatch(device);
}

/** What hostile names are made of. */
const piece = fc.oneof(
  fc.constantFrom(
    'CON',
    'nul',
    'COM¹',
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

  it.each([
    ['only spaces are left after shortening', `${' '.repeat(300)}x`, 'document'],
    ['only dots are left after shortening', `${'.'.repeat(250)}${'x'.repeat(25)}`, 'document'],
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

  it('show controls and bidi marks', () => {
    expect(displayName('invoice\u202efdp.exe\n')).toBe('invoice‹U+202E›fdp.exe‹U+000A›');
  });
});
