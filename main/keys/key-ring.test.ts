import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { sealEnvelope } from '../protocol/envelope.ts';
import { kidOf } from '../protocol/keys.ts';
import { requestCode } from '../protocol/request-code.ts';
import { verifyStatement } from '../protocol/signature.ts';
import { readRequest } from '../registrar/request.ts';
import { certificateRequest } from './certificate-request.ts';
import { KeyRing } from './key-ring.ts';
import { testKeychain } from './test-support.ts';

const dirs: string[] = [];
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});
const folder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'sealpost-test-'));
  dirs.push(dir);
  return join(dir, 'keys');
};

it('a key is on disk only as the keychain`s blob, and comes back after a restart', async () => {
  const [dir, chain] = [folder(), testKeychain()];
  const first = new KeyRing(dir, chain, () => 'alice@acme');
  first.unlock();
  const kid = await first.create('dora@acme');
  expect(readdirSync(dir)).toEqual([`dora@acme.${kid}.key`]);
  expect(readFileSync(join(dir, `dora@acme.${kid}.key`)).length).toBe(32);
  if (process.platform !== 'win32')
    expect(statSync(join(dir, `dora@acme.${kid}.key`)).mode & 0o777).toBe(0o600);

  const second = new KeyRing(dir, chain, () => 'alice@acme');
  second.unlock();
  expect(second.kidsOf('dora@acme')).toEqual([kid]);
  const publicKey = first.publicKey(kid);
  expect(publicKey.asymmetricKeyDetails).toMatchObject({ modulusLength: 3072, publicExponent: 65_537n });
  expect(kidOf(publicKey)).toBe(kid);
  expect(verifyStatement(publicKey, 'statement', second.sign(kid, 'statement'))).toBe(true);
  const sealed = sealEnvelope(publicKey, 'data-x', 'metadata', Buffer.from('plain'), randomBytes(32));
  expect((await second.open(kid, 'data-x', 'metadata', sealed))?.plain.toString()).toBe('plain');
  expect(await second.open(kid, 'data-y', 'metadata', sealed)).toBeNull();

  const request = readRequest(
    second.withPrivateKey(kid, (key) => certificateRequest(key, 'alice@acme', 'Älice Martin')),
  );
  expect(request).toMatchObject({ commonName: 'Älice Martin', emails: ['alice@acme'] });
  expect(kidOf(request.publicKey)).toBe(kid);
  expect(requestCode(publicKey)).toMatch(/^(\d{5} ){11}\d{5}$/);
});

it('without a keychain no key is made, and there is no other way', async () => {
  const [dir, chain] = [folder(), testKeychain()];
  chain.locked = true;
  const ring = new KeyRing(dir, chain, () => 'alice@acme');
  expect(() => ring.unlock()).toThrow('locked');
  expect([ring.isUnlocked, ring.addresses()]).toEqual([false, []]);
  await expect(ring.create('dora@acme')).rejects.toThrow('locked');
  expect([readdirSync(dir), ring.kidsOf('dora@acme')]).toEqual([[], []]);
});

it('a key that the keychain does not give back is not replaced by another', async () => {
  const dir = folder();
  const first = new KeyRing(dir, testKeychain(), () => 'alice@acme');
  first.unlock();
  await first.create('dora@acme');
  const other = new KeyRing(dir, testKeychain(), () => 'alice@acme');
  expect(() => other.unlock()).toThrow('locked');
  expect([other.isUnlocked, readdirSync(dir).length]).toEqual([false, 1]);
  expect(() => other.sign('nothing', 'statement')).toThrow('not held');
});

it('a key that did not get to the disk is none', async () => {
  const dir = folder();
  const ring = new KeyRing(dir, testKeychain(), () => 'alice@acme');
  ring.unlock();
  rmSync(dir, { recursive: true });
  await expect(ring.create('dora@acme')).rejects.toThrow('ENOENT');
  expect(ring.kidsOf('dora@acme')).toEqual([]);
});
