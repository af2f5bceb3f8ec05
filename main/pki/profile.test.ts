import { describe, expect, it } from 'vitest';
import {
  address,
  altName,
  at,
  type Bent,
  basic,
  cn,
  constraints,
  destination,
  ec,
  email,
  issuingCrl,
  issuingPlan,
  judge,
  keys,
  leafPlan,
  rootCrl,
  rootPlan,
  rsaKey,
  serialOf,
  subject,
  surname,
  twenty,
  usage,
  why,
  withIssuer,
  withLeaf,
  withMore,
} from './chain.test-support.ts';
import {
  caExtensions,
  certificate,
  crl,
  der,
  extension,
  keyUsage,
  name,
  octets,
  oid,
  pssAlgorithm,
  sequence,
} from './test-support.ts';
import { judgeCertificate, type Verdict } from './validator.ts';

const valid: Readonly<Record<string, Bent>> = {
  'a chain of three': {},
  'RSA issuers': { root: { key: rsaKey }, issuing: { key: rsaKey } },
  'ECDSA with SHA-384': { leaf: { hash: 'sha384' } },
  'ECDSA with SHA-512': { issuing: { hash: 'sha512' } },
  'RSA with SHA-384': { issuing: { key: rsaKey }, leaf: { hash: 'sha384' } },
  'RSA with SHA-512': { issuing: { key: rsaKey }, leaf: { hash: 'sha512' } },
  'a root that another key signed': { root: { signer: keys.leaf } },
  'a root signed with SHA-1': { root: { hash: 'sha1' } },
  'a root signed with RSASSA-PSS': { root: { key: rsaKey, algorithm: pssAlgorithm } },
  'keyUsage of an issuer not critical': withIssuer(constraints, keyUsage(0x06, 1, false)),
  'an issuer that may sign letters too': withIssuer(constraints, keyUsage(0x86, 1)),
  'an issuer without pathLen': withIssuer(...caExtensions()),
  'nonRepudiation beside the two': withLeaf(keyUsage(0xe0, 5), address),
  'no basicConstraints, or empty ones': withMore(basic()),
  'other names beside the address': withLeaf(
    usage,
    altName(
      der(0x82, Buffer.from('acme.example')),
      email(destination),
      der(0x86, Buffer.from('urn:a')),
      der(0x87, Buffer.alloc(4)),
      der(0x88, Buffer.from([0x2a, 3])),
      der(0xa4, name('Alice')),
      der(0xa0, oid('1.2.3'), der(0xa0, octets())),
    ),
  ),
  'a subjectAltName that is critical': withLeaf(
    usage,
    extension('2.5.29.17', sequence(email(destination)), true),
  ),
  'extendedKeyUsage for anything': withMore(extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.3')), true)),
  'key identifiers of another form': withMore(
    extension('2.5.29.14', Buffer.from([1])),
    extension('2.5.29.35', Buffer.from([0x30, 0x80])),
  ),
  'an unknown extension that is not critical': withMore(extension('1.2.3', Buffer.from([0xff]))),
  'an extension whose identifier has an arc of 128 bits': withMore(
    sequence(der(0x06, Buffer.from([0x69, ...Array.from({ length: 18 }, () => 0xff), 0x7f])), octets()),
  ),
  'an empty subject of a destination': subject(sequence()),
  'parts of a name, and a set of them in order': subject(
    sequence(der(0x31, surname, cn), der(0x31, surname)),
  ),
  'a serial of 20 octets': serialOf(...twenty),
  'a serial with the zero that its sign needs': serialOf(0, 0x80),
  'unique identifiers': {
    leaf: {
      parts: { unique: Buffer.concat([der(0x81, Buffer.from([0, 1])), der(0x82, Buffer.from([4, 0xf0]))]) },
    },
  },
};

describe('each sentence of protocol.md 7.3', () => {
  it.each(Object.entries(valid))('accepts %s', (_, bent) => {
    expect(why(judge(bent))).toBe('valid');
  });
});

describe('roots', () => {
  const top = certificate(rootPlan);
  const otherKey = ec('P-256');
  const other = certificate({ ...rootPlan, key: otherKey, signer: otherKey });
  const chain = [certificate(leafPlan), certificate(issuingPlan)];
  const crls = [rootCrl, issuingCrl()];
  const ask = (roots: ReadonlyMap<string, Buffer>, certificates = chain, who = destination): Verdict =>
    judgeCertificate({ destination: who, certificates, at: [at], now: at, roots, crls });

  it('count for their own organisation only', () => {
    expect(
      why(
        ask(
          new Map([
            ['acme', top],
            ['other', other],
          ]),
        ),
      ),
    ).toBe('valid');
    expect(
      why(
        ask(
          new Map([
            ['acme', other],
            ['other', top],
          ]),
        ),
      ),
    ).toBe('signature of a certificate');
    expect(why(ask(new Map([['other', top]])))).toBe('no root is pinned for this organisation');
  });

  it('may sign a destination themselves', () => {
    const direct = [certificate({ ...leafPlan, issuer: 'root', signer: keys.root })];
    expect(why(ask(new Map([['acme', top]]), direct))).toBe('valid');
  });

  it('are no part of the chain, nor a chain by themselves', () => {
    const roots = new Map([['acme', top]]);
    expect(why(ask(roots, [...chain, top]))).toBe('the chain contains a root');
    expect(why(ask(roots, []))).not.toBe('valid');
  });
});

it('judges the reader by its own clock, and every t', () => {
  const certificates = [certificate(leafPlan), certificate(issuingPlan)];
  const roots = new Map([['acme', certificate(rootPlan)]]);
  const crls = [rootCrl, issuingCrl(), crl({ issuer: 'issuing', signer: keys.root, number: 9 })];
  const ask = (times: readonly number[], now = at): string =>
    why(judgeCertificate({ destination, certificates, at: times, now, roots, crls }));
  expect(ask([at, at + 86_400_000])).toBe('valid');
  expect(ask([at, Date.parse('2027-01-01T00:00:01Z')])).toBe('not valid at that time');
  expect(ask([Date.parse('2025-12-31T23:59:59Z'), at])).toBe('not valid at that time');
  expect(ask([at], Date.parse('2026-12-02T00:00:00Z'))).toBe('a CRL is past its nextUpdate');
});
