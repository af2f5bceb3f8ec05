import { createPublicKey, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Issuer, issueCertificate, issueCrl, newKey } from '../../scripts/organisation/certificates.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { CrlShelf } from './crl-shelf.ts';

const key = newKey();
const plan = { publicKey: createPublicKey(key), issuer: null, days: 10, pathLen: 0, email: null };
const issuer: Issuer = { certificate: issueCertificate({ commonName: 'issuer', ...plan }, key), key };
const certificate = readCertificate(issuer.certificate) as Certificate;
const now = Date.now();

describe('the CRLs of one issuer', () => {
  it('keeps the highest number, whatever came before and after', () => {
    const shelf = new CrlShelf();
    for (let number = 1; number <= 20; number++) shelf.add(issueCrl(issuer, number, 1), certificate, now);
    const newest = issueCrl(issuer, 100, 1);
    expect(shelf.add(newest, certificate, now)).toBe(true);
    expect(shelf.add(issueCrl(issuer, 99, 1), certificate, now)).toBe(false);
    expect(shelf.add(randomBytes(500), certificate, now)).toBe(false);
    expect(shelf.lists).toEqual([newest]);
  });

  it('keeps what cannot be checked yet, the newest of it, until the issuer is known', () => {
    const shelf = new CrlShelf();
    const good = issueCrl(issuer, 7, 1);
    for (let i = 0; i < 30; i++) shelf.add(randomBytes(200), null, now);
    shelf.add(good, null, now);
    expect(shelf.lists.length).toBe(16);
    shelf.check(certificate, now);
    expect(shelf.lists).toEqual([good]);
  });

  it('keeps a list that counts only later beside the one that counts now', () => {
    const shelf = new CrlShelf();
    const current = issueCrl(issuer, 1, 1);
    const later = issueCrl(issuer, 2, 1);
    shelf.add(later, certificate, now - 3_600_000);
    shelf.add(current, certificate, now);
    expect(shelf.lists).toContainEqual(later);
  });
});
