import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCertificate } from './certificate.ts';
import {
  at,
  type Bent,
  destination,
  ec,
  issuingCrl,
  issuingPlan,
  judge,
  leafPlan,
  rootCrl,
  rootPlan,
  rsa,
  why,
} from './chain.test-support.ts';
import { readCrl } from './crl.ts';
import {
  bits,
  type CrlPlan,
  caExtensions,
  certificate,
  der,
  type Entry,
  extension,
  keyUsage,
  leafExtensions,
  octets,
  reason,
  sequence,
} from './test-support.ts';
import { judgeCertificate, newestValid, type Verdict } from './validator.ts';

const p521 = ec('P-521');

const keyId = (byte: number): Buffer => Buffer.alloc(20, byte);
const authority = (byte: number): Buffer => extension('2.5.29.35', sequence(der(0x80, keyId(byte))));
const subjectId = (byte: number): Buffer => extension('2.5.29.14', octets(keyId(byte)));
const withIds = (issuer: number | null, leaf: number | null): Bent => ({
  issuing: { extensions: [...caExtensions(0), ...(issuer === null ? [] : [subjectId(issuer)])] },
  leaf: { extensions: [...leafExtensions(destination), ...(leaf === null ? [] : [authority(leaf)])] },
});

describe('valid certificates (protocol.md 7.3)', () => {
  it('P-256 and P-384 issuers are accepted', () => {
    expect(why(judge())).toBe('valid');
    expect(why(judge({ leaf: { hash: 'sha384' } }))).toBe('valid');
  });

  it('key identifiers must match where both are there', () => {
    expect(why(judge(withIds(1, 1)))).toBe('valid');
    expect(why(judge(withIds(1, null)))).toBe('valid');
    expect(why(judge(withIds(null, 2)))).toBe('valid');
    expect(why(judge(withIds(1, 2)))).toBe('key identifiers do not chain');
  });

  const refused: Readonly<Record<string, readonly [Bent, string]>> = {
    'an issuer on P-521': [{ issuing: { key: p521 }, leaf: { signer: p521 } }, 'not a certificate'],
    'SHA-1': [{ leaf: { hash: 'sha1' } }, 'signature of a certificate'],
    'two signature algorithms': [{ leaf: { innerHash: 'sha384' } }, 'not a certificate'],
    'RSA of 1024 bits': [{ leaf: { key: rsa(1024) } }, 'not a certificate'],
    'RSA with e = 3': [{ leaf: { key: rsa(2048, 3) } }, 'not a certificate'],
    'a destination key that is EC': [{ leaf: { key: ec('P-256') } }, 'key of the certificate'],
    'keyUsage not critical': [
      { leaf: { extensions: [keyUsage(0xa0, 5, false), ...leafExtensions(destination).slice(1)] } },
      'keyUsage',
    ],
    'keyUsage only in unused bits': [
      { leaf: { extensions: [keyUsage(0xa0, 6), ...leafExtensions(destination).slice(1)] } },
      'not a certificate',
    ],
    'an extension twice': [
      { leaf: { extensions: [...leafExtensions(destination), keyUsage(0xa0, 5)] } },
      'not a certificate',
    ],
    'pathLen 0 above an issuer': [{ root: { extensions: caExtensions(0) } }, 'pathLen'],
    'bytes after the certificate': [
      { leafDer: Buffer.concat([certificate(leafPlan), Buffer.alloc(1)]) },
      'not a certificate',
    ],
    'more than 16 KiB': [
      {
        leaf: {
          extensions: [...leafExtensions(destination), extension('1.2.3', octets(Buffer.alloc(16_384)))],
        },
      },
      'not a certificate',
    ],
    'a root past its end': [{ root: { notBefore: '2026-07-01T00:00:00' } }, 'not valid at that time'],
  };
  it.each(Object.entries(refused))('refuses %s', (_, [bent, expected]) => {
    const verdict = judge(bent);
    expect([verdict.verdict, why(verdict)]).toEqual(['invalid', expected]);
  });

  it('refuses a chain of four', () => {
    const verdict = judgeCertificate({
      destination,
      certificates: [leafPlan, issuingPlan, issuingPlan].map(certificate),
      at: [at],
      now: at,
      roots: new Map([['acme', certificate(rootPlan)]]),
      crls: [],
    });
    expect(why(verdict)).toBe('length of the chain');
  });

  it('a changed byte is never valid', () => {
    const good = certificate(leafPlan);
    for (let place = 0; place < good.length; place++) {
      const leafDer = Buffer.from(good);
      leafDer[place] = (leafDer[place] as number) ^ (place % 2 ? 0x80 : 0x01);
      expect([place, judge({ leafDer }).verdict]).toEqual([place, 'invalid']);
    }
  });

  it('the newest is the latest notBefore, then the higher serial', () => {
    const later = judge({ leaf: { notBefore: '2026-02-01T00:00:00', serial: 2 } });
    const higher = judge({ leaf: { notBefore: '2026-02-01T00:00:00', serial: 3 } });
    const invalid: Verdict = { verdict: 'invalid', why: '' };
    expect(newestValid([judge(), later, invalid])?.serial).toBe(2n);
    expect(newestValid([higher, later, judge()])?.serial).toBe(3n);
    expect(newestValid([invalid])).toBeNull();
  });
});

describe('CRLs (protocol.md 7.3)', () => {
  const judged = (plan: Partial<CrlPlan>): string => judge({ crls: [rootCrl, issuingCrl(plan)] }).verdict;
  const revoked = (...entries: readonly Omit<Entry, 'serial'>[]): string =>
    judged({ entries: entries.map((entry) => ({ serial: 7, ...entry })) });
  const before = '2026-05-31T00:00:00';
  const after = '2026-07-01T00:00:00';

  it.each([
    ['deltaCRLIndicator', extension('2.5.29.27', Buffer.from([2, 1, 1]))],
    ['issuingDistributionPoint', extension('2.5.29.28', sequence())],
  ])('with a %s counts as missing, though it is not marked critical', (_, extra) => {
    expect(judged({ extensions: [extra] })).toBe('cannot-be-judged');
  });

  it('with a certificateIssuer in an entry counts as missing', () => {
    const entry = { serial: 1, at: before, extensions: [extension('2.5.29.29', sequence())] };
    expect(judged({ entries: [entry] })).toBe('cannot-be-judged');
  });

  it('without nextUpdate, or past it, decides nothing but still revokes', () => {
    expect(judged({ nextUpdate: null })).toBe('cannot-be-judged');
    expect(judged({ nextUpdate: before })).toBe('cannot-be-judged');
    expect(judged({ nextUpdate: before, entries: [{ serial: 7, at: before }] })).toBe('invalid');
  });

  it('a serial listed twice: the earlier date and a compromise stand, in either order', () => {
    const compromise = { at: after, extensions: [reason(1)] };
    expect(revoked({ at: before })).toBe('invalid');
    expect(revoked({ at: after })).toBe('valid');
    expect(revoked({ at: before }, { at: after })).toBe('invalid');
    expect(revoked({ at: after }, { at: before })).toBe('invalid');
    expect(revoked(compromise, { at: after })).toBe('invalid');
    expect(revoked({ at: after }, compromise)).toBe('invalid');
  });

  it('a reason of two bytes makes the list unreadable, not mild', () => {
    const long = extension('2.5.29.21', der(0x0a, Buffer.from([0, 1])));
    expect(revoked({ at: after, extensions: [long] })).toBe('cannot-be-judged');
  });

  it('a changed byte never leaves it valid', () => {
    const good = issuingCrl({ entries: [{ serial: 9, at: before }] });
    for (let place = 0; place < good.length; place++) {
      const bent = Buffer.from(good);
      bent[place] = (bent[place] as number) ^ 0x01;
      expect([place, judge({ crls: [rootCrl, bent] }).verdict]).toEqual([place, 'cannot-be-judged']);
    }
  });
});

describe('readers', () => {
  it('never throw, whatever the bytes', () => {
    const sample = certificate(leafPlan);
    const list = issuingCrl({ entries: [{ serial: 9, at: '2026-05-31T00:00:00' }] });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }), fc.nat(), (changes, cut) => {
        for (const [bytes, read] of [
          [sample, readCertificate],
          [list, readCrl],
        ] as const) {
          const bent = Buffer.from(
            bytes.subarray(0, bytes.length - (cut % 3 === 0 ? cut % bytes.length : 0)),
          );
          for (const [place, value] of changes) bent[place % bent.length] = value;
          expect(() => read(bent)).not.toThrow();
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('a signature of anything but whole bytes is refused', () => {
    const good = certificate(leafPlan);
    const outer = readCertificate(good)?.signed;
    if (!outer) throw new Error('does not read');
    const frame = (unused: number): Buffer =>
      sequence(outer.toBeSigned.raw, outer.algorithm, bits(outer.signature, unused));
    expect(readCertificate(frame(0))?.fingerprint).toBe(readCertificate(good)?.fingerprint);
    expect(readCertificate(frame(1))).toBeNull();
  });
});
