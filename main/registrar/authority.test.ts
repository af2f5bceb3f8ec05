import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { certificateRequest } from '../keys/certificate-request.ts';
import { PasswordKeychain } from '../keys/password-keychain.ts';
import { testKeychain } from '../keys/test-support.ts';
import { readCertificate } from '../pki/certificate.ts';
import { readCrl } from '../pki/crl.ts';
import { noSmallDrive, smallDrives, temporaryFolders } from '../storage/test-support.ts';
import { Authority } from './authority.ts';
import { newKey } from './certificates.ts';
import { readRequest } from './request.ts';
import { sharedKey, testClock } from './test-support.ts';

const folder = temporaryFolders();
const drive = smallDrives();
const key = await newKey();
const request = readRequest(certificateRequest(key, 'dora@acme', 'Dora'));
const how = { by: 'person', compared: 'phone' } as const;
const clock = testClock();

it('gives a key the certificate that it has, also when it is opened again, and numbers its lists on', async () => {
  const dir = join(folder(), 'acme');
  const keychain = testKeychain();
  const first = await Authority.found(dir, 'acme', keychain, clock, sharedKey);
  const { kid, certificates } = first.issue(request, 'dora@acme', how);
  expect(readCertificate(certificates[0] as Buffer)).toMatchObject({ kid, emails: ['dora@acme'] });
  expect(readCrl(first.makePeopleList(null))?.number).toBe(1n);
  const again = Authority.open(dir, keychain, clock);
  expect(again.issue(request, 'dora@acme', how).certificates).toEqual(certificates);
  expect(readCrl(again.makePeopleList(null))?.number).toBe(2n);
});

it('names keys by identifiers, and lets no list be older than what it lists', async () => {
  const authority = await Authority.found(folder(), 'acme', testKeychain(), clock, sharedKey);
  const [leaf, issuing, root] = [
    authority.issue(request, 'dora@acme', how).certificates[0] as Buffer,
    authority.issuing,
    authority.root,
  ].map(readCertificate);
  expect(leaf?.subjectKeyId).toHaveLength(20);
  expect([leaf?.authorityKeyId, issuing?.authorityKeyId, root?.authorityKeyId]).toEqual([
    issuing?.subjectKeyId,
    root?.subjectKeyId,
    root?.subjectKeyId,
  ]);
  const issuers = readCrl(authority.lastList('issuers') as Buffer);
  expect(issuers?.thisUpdate).toBeGreaterThanOrEqual(issuing?.notBefore ?? Number.POSITIVE_INFINITY);
});

it('refuses another organisation`s address, a folder that is taken, and a name that is none', async () => {
  const dir = folder();
  const authority = await Authority.found(dir, 'acme', testKeychain(), clock, sharedKey);
  expect(() => authority.issue(request, 'dora@other', how)).toThrow('dora@other is no address of acme');
  expect(() => authority.issue(request, 'dave@acme', how)).toThrow('asks for dora@acme');
  await expect(Authority.found(dir, 'acme', testKeychain(), clock, sharedKey)).rejects.toThrow(
    'holds an organisation',
  );
  await expect(Authority.found(folder(), 'A c', testKeychain(), clock, sharedKey)).rejects.toThrow(
    'no organisation name',
  );
});

it('has no key in clear on the disk, and opens with its password alone', async () => {
  const dir = folder();
  const keychain = new PasswordKeychain(dir);
  await keychain.choose('a password of the office');
  await Authority.found(dir, 'acme', keychain, clock, sharedKey);
  for (const name of readdirSync(dir)) {
    expect([
      name,
      /PRIVATE|MII[A-Za-z0-9+/]{60}.*password/s.test(readFileSync(join(dir, name), 'latin1')),
    ]).toEqual([name, false]);
    if (process.platform !== 'win32') expect(statSync(join(dir, name)).mode & 0o077).toBe(0);
  }
  const later = new PasswordKeychain(dir);
  expect(() => Authority.open(dir, later, clock)).toThrow('password');
  expect(await later.unlock('another')).toBe(false);
  expect(() => Authority.open(dir, later, clock)).toThrow('wrong-password');
  expect(await later.unlock('a password of the office')).toBe(true);
  expect(Authority.open(dir, later, clock).name).toBe('acme');
});

it.skipIf(noSmallDrive)(
  'keeps its ledger on a full drive, and issues nothing that is not in it',
  async () => {
    const dir = drive(128);
    const keychain = testKeychain();
    const authority = await Authority.found(dir, 'acme', keychain, clock, sharedKey);
    authority.makePeopleList(null);
    const before = readFileSync(join(dir, 'ledger.jsonl'), 'utf8');
    try {
      writeFileSync(join(dir, 'filler'), Buffer.alloc(4 * 1024 * 1024));
    } catch {
      // It is full now.
    }
    const full = expect.objectContaining({ code: 'ENOSPC' }) as Error;
    const fill = (): void => {
      for (let i = 0; i < 100; i++) authority.refuse('dora@acme', String(i), 'x'.repeat(400));
    };
    expect(fill).toThrow(full);
    expect(() => authority.issue(request, 'dora@acme', how)).toThrow(full);
    const lines = readFileSync(join(dir, 'ledger.jsonl'), 'utf8');
    expect(lines.startsWith(before)).toBe(true);
    expect(lines.endsWith('\n')).toBe(true);
    expect(Authority.open(dir, keychain, clock).ledger.issued.size).toBe(0);
  },
);
