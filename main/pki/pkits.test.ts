import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasTestdata, readTestdata, sayWhatIsMissing, testdataDir } from '../protocol/test-support.ts';
import { readCertificate } from './certificate.ts';
import { readCrl } from './crl.ts';
import { judgeRevocation, whyBrokenPath } from './validator.ts';

const file = 'pkits/cases.json';
const at = Date.parse('2011-04-15T00:00:00Z');
/** PKITS has chains of six; the profile's own limit of three is tested elsewhere. */
const longest = 10;

type Case = {
  readonly test: string;
  readonly title: string;
  readonly certs: readonly string[];
  readonly crls: readonly string[];
  readonly valid: boolean;
};
const cases: readonly Case[] = hasTestdata(file) ? readTestdata(file) : [];

/** Valid paths that the profile refuses on purpose: it is stricter, never laxer. */
const falseRejects: Readonly<Record<string, string>> = {
  '4.1.4': 'DSA: issuers are RSA or P-256/P-384',
  '4.1.5': 'DSA, with inherited parameters',
  '4.3.3': 'names chain byte for byte: white space is not folded',
  '4.3.4': 'names chain byte for byte: white space is not folded',
  '4.3.5': 'names chain byte for byte: capitals are not folded',
  '4.3.11': 'names chain byte for byte: capitals are not folded',
  '4.4.14': 'a negative serial number is refused (RFC 5280 4.1.2.2)',
  '4.4.19': "a CRL is signed by the issuer's own key, not by another of the same name",
  '4.6.4': 'basicConstraints of an issuer must be critical',
  '4.6.15': 'a self-issued issuer counts for pathLen too',
  '4.6.17': 'a self-issued issuer counts for pathLen too',
};

function accepts({ certs, crls }: Case): boolean {
  const read = (folder: string, name: string): Buffer =>
    readFileSync(join(testdataDir, 'pkits', folder, name));
  // The table goes from root to leaf.
  const chain = certs.toReversed().map((name) => readCertificate(read('certs', `${name}.crt`)));
  if (!chain.every((one) => one !== null)) return false;
  const lists = crls.map((name) => readCrl(read('crls', `${name}.crl`))).filter((one) => one !== null);
  return whyBrokenPath(chain, [at], longest) === null && judgeRevocation(chain, lists, [at], at) === null;
}

sayWhatIsMissing(file);

describe.skipIf(cases.length === 0)(`NIST PKITS (${file})`, () => {
  it.each(cases.filter((one) => !one.valid))('$test $title: refused', (one) => {
    expect(accepts(one)).toBe(false);
  });

  it.each(cases.filter((one) => one.valid && !falseRejects[one.test]))('$test $title: accepted', (one) => {
    expect(accepts(one)).toBe(true);
  });

  it.each(cases.filter((one) => falseRejects[one.test]))('$test $title: refused by the profile', (one) => {
    expect([one.valid, accepts(one)]).toEqual([true, false]);
  });
});
