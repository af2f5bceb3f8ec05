import { createPublicKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { issuingCrl, judge, keys, rootCrl, rsaKey } from './chain.test-support.ts';
import { isCrlSignedBy, readCrl } from './crl.ts';
import {
  algorithmOf,
  type CrlPlan,
  der,
  extension,
  no,
  nothing,
  octets,
  oid,
  pssAlgorithm,
  sequence,
  whole,
} from './test-support.ts';

const before = '2026-05-31T00:00:00';
const judged = (...plans: readonly Partial<CrlPlan>[]): string =>
  judge({ crls: [rootCrl, ...plans.map((plan) => issuingCrl(plan))] }).verdict;
const byRsa = (plan: Partial<CrlPlan>): string =>
  judge({ issuing: { key: rsaKey }, crls: [rootCrl, issuingCrl({ signer: rsaKey, ...plan })] }).verdict;
const listed = { entries: [{ serial: 7, at: before }] };
const twenty = Buffer.alloc(20, 0x11);
const entry = (extra: Buffer): Partial<CrlPlan> => ({
  entries: [{ serial: 9, at: before, extensions: [extra] }],
});

const counts: Readonly<Record<string, Partial<CrlPlan>>> = {
  'with nothing of its own': {},
  'with a number of 20 octets': { number: der(0x02, twenty) },
  'with number 0': { number: 0 },
  'with an unknown extension': { extensions: [extension('1.2.3', octets())] },
  'with an unknown extension of an entry': entry(extension('1.2.3', octets())),
  'with a serial of 20 octets': { entries: [{ serial: der(0x02, twenty), at: before }] },
};

const missing: Readonly<Record<string, Partial<CrlPlan>>> = {
  'without a number': { number: null },
  'without any extension': { number: null, extensions: [] },
  'with a negative number': { number: der(0x02, Buffer.from([0x80])) },
  'with a number that is not minimal': { number: der(0x02, Buffer.from([0, 1])) },
  'with a number of 21 octets': { number: der(0x02, Buffer.from([1]), twenty) },
  'with a critical extension': { extensions: [extension('1.2.3', octets(), true)] },
  'with a critical extension of an entry': entry(extension('1.2.3', octets(), true)),
  'with a critical reasonCode': entry(extension('2.5.29.21', der(0x0a, Buffer.from([1])), true)),
  'with an extension that says critical FALSE': { extensions: [sequence(oid('1.2.3'), no, octets())] },
  'with an extension twice': { extensions: [extension('2.5.29.20', whole(1))] },
  'with a thisUpdate in the future': { thisUpdate: '2026-06-01T00:00:01' },
  'signed by another key of the same name': { signer: keys.root },
  'of another name': { issuer: 'other' },
  'of another algorithm inside': { innerAlgorithm: algorithmOf(keys.issuing, 'sha512') },
  'of ECDSA with NULL': { algorithm: sequence(oid('1.2.840.10045.4.3.2'), nothing) },
  'of version 1': { version: whole(0) },
  'of version 3': { version: whole(2) },
  'without a version': { version: Buffer.alloc(0) },
  'with something after the extensions': { after: nothing },
  'with a negative serial in an entry': { entries: [{ serial: der(0x02, Buffer.from([0x80])), at: before }] },
  'with a serial of 21 octets in an entry': {
    entries: [{ serial: der(0x02, Buffer.from([1]), twenty), at: before }],
  },
};

describe('each sentence of protocol.md 7.3 on CRLs', () => {
  it.each(Object.entries(counts))('one %s counts', (_, plan) => {
    expect(judged(plan)).toBe('valid');
  });

  it.each(Object.entries(missing))(
    'one %s counts as missing, and an older good one beside it counts',
    (_, plan) => {
      expect(judged(plan)).toBe('cannot-be-judged');
      // Beside it a good one with a lower number, and one that revokes.
      expect(judged({ number: 5, ...plan }, { number: 0 })).toBe('valid');
      expect(judged({ number: 5, ...plan }, { number: 0, ...listed })).toBe('invalid');
    },
  );

  it('RSA: PKCS #1 v1.5 with NULL counts, PSS and another form count as missing', () => {
    expect(byRsa({})).toBe('valid');
    expect(byRsa({ algorithm: pssAlgorithm })).toBe('cannot-be-judged');
    expect(byRsa({ algorithm: sequence(oid('1.2.840.113549.1.1.11')) })).toBe('cannot-be-judged');
  });

  it('the highest number counts, then the later thisUpdate, in any order', () => {
    const later = { thisUpdate: '2026-05-02T00:00:00' };
    for (const order of [(list: object[]) => list, (list: object[]) => list.toReversed()]) {
      expect(judged(...order([{ number: 2 }, { number: 1, ...listed }]))).toBe('valid');
      expect(judged(...order([{ number: 1 }, { number: 2, ...listed }]))).toBe('invalid');
      expect(
        judged(
          ...order([
            { number: 2, ...later },
            { number: 2, ...listed },
          ]),
        ),
      ).toBe('valid');
      expect(judged(...order([{ number: 2 }, { number: 2, ...later, ...listed }]))).toBe('invalid');
    }
  });

  it('every issuer needs one, the root too, and what the root revokes is invalid', () => {
    expect(judge({ crls: [issuingCrl()] }).verdict).toBe('cannot-be-judged');
    expect(judge({ crls: [rootCrl] }).verdict).toBe('cannot-be-judged');
    const ofRoot = issuingCrl({ issuer: 'root', signer: keys.root, entries: [{ serial: 1, at: before }] });
    expect(judge({ crls: [ofRoot] }).verdict).toBe('invalid');
  });

  it('has at most 1 MiB', () => {
    // RSA: its signatures are of one length.
    const make = (filler: number): Buffer =>
      issuingCrl({ signer: rsaKey, number: 100, extensions: [extension('1.2.3', Buffer.alloc(filler))] });
    const frame = make(1_000_000).length - 1_000_000;
    const ofSize = (size: number): Buffer => make(size - frame);
    const key = createPublicKey(rsaKey);
    const verdict = (...lists: readonly Buffer[]): string =>
      judge({ issuing: { key: rsaKey }, crls: [rootCrl, ...lists] }).verdict;
    const [most, more] = [ofSize(1_048_576), ofSize(1_048_577)];
    expect([most.length, more.length]).toEqual([1_048_576, 1_048_577]);
    expect([readCrl(most) !== null, isCrlSignedBy(most, key)]).toEqual([true, true]);
    expect([readCrl(more), isCrlSignedBy(more, key)]).toEqual([null, false]);
    expect(verdict(most)).toBe('valid');
    expect(verdict(more)).toBe('cannot-be-judged');
    expect(verdict(more, issuingCrl({ signer: rsaKey }))).toBe('valid');
  });
});
