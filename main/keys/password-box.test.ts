import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { NoPasswordBox, openWithPassword, sealWithPassword } from './password-box.ts';
import { PasswordKeychain } from './password-keychain.ts';

const dir = mkdtempSync(join(tmpdir(), 'sealpost-test-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const plain = Buffer.from('a secret');

it('opens with its password and its purpose alone, and with no byte changed', async () => {
  const box = await sealWithPassword(plain, 'pässword', 'a');
  expect(box.toString('latin1')).not.toContain('secret');
  expect(await openWithPassword(box, 'pässword'.normalize('NFD'), 'a')).toEqual(plain);
  expect(await openWithPassword(box, 'password', 'a')).toBeNull();
  expect(await openWithPassword(box, 'pässword', 'b')).toBeNull();
  for (const at of [8, 30, box.length - 1]) {
    const changed = Buffer.from(box);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect([at, await openWithPassword(changed, 'pässword', 'a')]).toEqual([at, null]);
  }
});

it('is refused where it is none, or would cost more memory than one may take', async () => {
  const box = await sealWithPassword(plain, 'x', 'a');
  await expect(openWithPassword(Buffer.from('something else'), 'x', 'a')).rejects.toThrow(NoPasswordBox);
  box[4] = 30;
  await expect(openWithPassword(box, 'x', 'a')).rejects.toThrow(NoPasswordBox);
});

it('a keychain of a password protects until it is unlocked, and knows what another one made', async () => {
  const chain = new PasswordKeychain(dir);
  expect([chain.isChosen, chain.available()]).toEqual([false, false]);
  expect(() => chain.protect('x')).toThrow('password');
  await chain.choose('long enough');
  const blob = chain.protect('a private key');
  expect(blob.toString('latin1')).not.toContain('private');
  const later = new PasswordKeychain(dir);
  expect(later.isChosen).toBe(true);
  expect(() => later.reveal(blob)).toThrow('password');
  expect(await later.unlock('wrong')).toBe(false);
  expect(() => later.reveal(blob)).toThrow('wrong-password');
  expect(await later.unlock('long enough')).toBe(true);
  expect(later.reveal(blob)).toBe('a private key');
  expect(() => later.reveal(Buffer.from('of another keychain, and long'))).toThrow('another');
  const file = join(dir, 'password.box');
  writeFileSync(file, readFileSync(file).subarray(0, 40));
  expect(await new PasswordKeychain(dir).unlock('long enough')).toBe(false);
});
