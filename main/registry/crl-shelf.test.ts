import { createPublicKey, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Certificate, readCertificate } from '../pki/certificate.ts';
import { type Issuer, issueCertificate, issueCrl, newKey } from '../registrar/certificates.ts';
import { CrlShelf } from './crl-shelf.ts';
import { UncheckedCrls } from './unchecked-crls.ts';

const now = Date.now();
const key = await newKey();
const plan = { publicKey: createPublicKey(key), issuer: null, now, days: 10, pathLen: 0, email: null };
const issuer: Issuer = { certificate: issueCertificate({ commonName: 'issuer', ...plan }, key), key };
const certificate = readCertificate(issuer.certificate) as Certificate;
const list = (number: number): Buffer =>
  issueCrl(issuer, { number: BigInt(number), now, until: now + 86_400_000, revoked: [] });

describe('the CRLs of one issuer', () => {
  it('keeps the highest number, whatever came before and after', () => {
    const shelf = new CrlShelf(certificate);
    for (let number = 1; number <= 20; number++) shelf.add(list(number), now);
    const [before] = shelf.lists;
    const newest = list(100);
    expect(shelf.add(newest, now)).toEqual({ isKept: true, replaced: [before] });
    const unchanged = { isKept: false, replaced: [] };
    expect(shelf.add(newest, now)).toEqual(unchanged);
    expect(shelf.add(list(99), now)).toEqual(unchanged);
    expect(shelf.add(randomBytes(500), now)).toEqual(unchanged);
    expect(shelf.lists).toEqual([newest]);
  });

  it('keeps a list that counts only later beside the one that counts now', () => {
    const shelf = new CrlShelf(certificate);
    const current = list(1);
    const later = list(2);
    shelf.add(later, now - 3_600_000);
    shelf.add(current, now);
    expect(shelf.lists).toContainEqual(later);
  });
});

describe('lists of issuers that nobody knows yet', () => {
  it('are kept, the newest of them, until the issuer is known', () => {
    const unchecked = new UncheckedCrls();
    const good = list(7);
    for (let i = 0; i < 22_000; i++) unchecked.add(`junk ${i}`, Buffer.from(`junk ${i}`));
    unchecked.add(certificate.kid, good);
    unchecked.add(certificate.kid, good);
    expect(unchecked.size).toBe(256);
    expect(unchecked.take(certificate.kid)).toEqual([good]);
    expect([unchecked.size, unchecked.take(certificate.kid)]).toEqual([255, []]);
  });

  it('take a bounded number of bytes', () => {
    const unchecked = new UncheckedCrls();
    for (let i = 0; i < 40; i++) unchecked.add(`junk ${i}`, randomBytes(1024 * 1024));
    expect(unchecked.size).toBe(16);
  });
});
