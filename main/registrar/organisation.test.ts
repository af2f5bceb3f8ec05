import { createPublicKey } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { certificateRequest } from '../keys/certificate-request.ts';
import { readCertificate } from '../pki/certificate.ts';
import { kidOf } from '../protocol/keys.ts';
import { noSmallDrive, smallDrives, temporaryFolders } from '../storage/test-support.ts';
import { newKey } from './certificates.ts';
import { Organisation } from './organisation.ts';

const folder = temporaryFolders();
const drive = smallDrives();
const key = newKey();
const kid = kidOf(createPublicKey(key));
const request = certificateRequest(key, 'dora@acme', 'Dora');

it('gives a key the certificate that it has, also when it is opened again, and numbers its lists on', () => {
  const dir = join(folder(), 'acme');
  const first = Organisation.create(dir, 'acme', systemClock);
  const { certificates } = first.issue(request, 'dora@acme');
  expect(readCertificate(certificates[0] as Buffer)).toMatchObject({ kid, emails: ['dora@acme'] });
  first.crls();
  const again = Organisation.openOrCreate(dir, 'acme', systemClock);
  expect([again.hasIssued(kid), again.issue(request, 'dora@acme').certificates]).toEqual([
    true,
    certificates,
  ]);
  again.crls();
  expect(JSON.parse(readFileSync(join(dir, 'ledger.json'), 'utf8'))).toMatchObject({ crlNumber: 2 });
  if (process.platform !== 'win32') expect(statSync(join(dir, 'root.key')).mode & 0o777).toBe(0o600);
});

it('refuses another organisation`s address, and a folder of another name', () => {
  const dir = folder();
  const organisation = Organisation.create(dir, 'acme', systemClock);
  expect(() => organisation.issue(request, 'dora@other')).toThrow('dora@other is no address of acme');
  expect(() => organisation.issue(request, 'dave@acme')).toThrow('asks for dora@acme');
  expect(() => Organisation.openOrCreate(dir, 'other', systemClock)).toThrow('holds the organisation acme');
});

it.skipIf(noSmallDrive)('keeps its ledger on a full drive, and issues nothing that is not in it', () => {
  const dir = drive(128);
  const organisation = Organisation.create(dir, 'acme', systemClock);
  const before = readFileSync(join(dir, 'ledger.json'), 'utf8');
  try {
    writeFileSync(join(dir, 'filler'), Buffer.alloc(4 * 1024 * 1024));
  } catch {
    // It is full now.
  }
  const full = expect.objectContaining({ code: 'ENOSPC' }) as Error;
  expect(() => organisation.issue(request, 'dora@acme')).toThrow(full);
  expect(() => organisation.crls()).toThrow(full);
  expect(readFileSync(join(dir, 'ledger.json'), 'utf8')).toBe(before);
  expect(organisation.hasIssued(kid)).toBe(false);
  expect(Organisation.open(dir, systemClock).hasIssued(kid)).toBe(false);
});
