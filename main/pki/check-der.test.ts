import { describe, expect, it } from 'vitest';
import { checkDer } from './check-der.ts';
import { BadDer, children, oid, readDer } from './der.ts';
import { sequence } from './test-support.ts';

const check = (hex: string): void => checkDer(readDer(Buffer.from(hex, 'hex')));
const nested = (depth: number): Buffer => {
  let value = sequence();
  for (let i = 0; i < depth; i++) value = sequence(value);
  return value;
};

/** Each with what is right and what is not, in hex (X.690 8 to 11). */
const rules: Readonly<Record<string, { readonly good: readonly string[]; readonly bad: readonly string[] }>> =
  {
    lengths: {
      good: ['0400', `047f${'00'.repeat(127)}`, `048180${'00'.repeat(128)}`],
      bad: [
        '3080',
        '30800000',
        `04817f${'00'.repeat(127)}`,
        `04820080${'00'.repeat(128)}`,
        '0401',
        '04',
        '04020000ff',
        '0485000000000100',
      ],
    },
    tags: {
      good: ['3000', '8100', 'a000'],
      bad: ['1f8100', '0000', '0800', '0900', '0d0100', '2400', '2c00', '1000', '1100'],
    },
    booleans: { good: ['0101ff', '010100'], bad: ['010101', '0100', '0102ffff', '2103010100'] },
    integers: {
      good: ['020100', '02017f', '02020080', '0201ff', '0202ff7f'],
      bad: ['0200', '02020001', '0202ffff', '0202ff80'],
    },
    enumerated: { good: ['0a0101'], bad: ['0a00', '0a020001'] },
    'bit strings': {
      good: ['030100', '03020780', '030200ff'],
      bad: ['0300', '030101', '0302087f', '03020781', '2303030100'],
    },
    NULL: { good: ['0500'], bad: ['050100', '2500'] },
    'object identifiers': {
      good: ['0603550411', '06028837'],
      bad: ['0600', '060455048011', '0602802a', '060280', '060188'],
    },
    sets: { good: ['3100', '3106020101020102'], bad: ['3106020102020101', '3106020101020101'] },
    times: {
      good: ['170d3236303630313030303030305a', '180f32303236303630313030303030305a'],
      bad: [
        '170b323630363031303030305a',
        '170d3236313330313030303030305a',
        '170d3236303633313030303030305a',
        '17133236303630313030303030302b30303030',
        '181132303236303630313030303030302e355a',
        '170d3236303630313234303030305a',
      ],
    },
    text: {
      good: ['0c02c3a4', '130141', '160140', '1e0200e4', '1c04000000e4', '1401ff', '120131', '1a017e'],
      bad: [
        '0c01ff',
        '0c02c080',
        '0c03eda080',
        '130140',
        '1601e4',
        '1e01e4',
        '1e02d800',
        '1c0400110000',
        '1c0300e400',
        '120141',
        '1a010a',
      ],
    },
  };

describe.each(Object.entries(rules))('DER to the letter: %s', (_, { good, bad }) => {
  it.each(good)('%s is right', (hex) => {
    expect(() => check(hex)).not.toThrow();
    // Also within something that says nothing of its own.
    expect(() => checkDer(readDer(sequence(Buffer.from(hex, 'hex'))))).not.toThrow();
  });
  it.each(bad)('%s is not', (hex) => {
    expect(() => check(hex)).toThrow(BadDer);
    expect(() => checkDer(readDer(sequence(Buffer.from(hex, 'hex'))))).toThrow(BadDer);
  });
});

it('is deep, but never deeper than the stack', () => {
  expect(() => checkDer(readDer(nested(32)))).not.toThrow();
  expect(() => checkDer(readDer(nested(33)))).toThrow('too deep');
  expect(() => checkDer(readDer(nested(5000)))).toThrow('too deep');
});

it('identifiers are read whole, however large their arcs', () => {
  const read = (hex: string): string => oid(children(readDer(sequence(Buffer.from(hex, 'hex'))))[0]);
  expect(read('0603550411')).toBe('2.5.4.17');
  expect(read('060127')).toBe('0.39');
  expect(read('06028837')).toBe('2.999');
  expect(read(`06146983${'ff'.repeat(17)}7f`)).toBe(`2.25.${2n ** 128n - 1n}`);
  expect(() => read(`0641${'81'.repeat(64)}01`)).toThrow(BadDer);
});
