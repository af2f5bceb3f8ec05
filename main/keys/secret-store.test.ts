import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolders } from '../storage/test-support.ts';
import { KeychainUnavailable } from './keychain.ts';
import { SecretStore } from './secret-store.ts';
import { keepServerSecrets, readServerSecrets } from './server-secrets.ts';
import { testKeychain } from './test-support.ts';

const folder = temporaryFolders();

it('keeps a secret only under the keychain, and forgets it', () => {
  const [dir, chain] = [join(folder(), 'secrets'), testKeychain()];
  const store = new SecretStore(dir, chain);
  expect(readServerSecrets(store)).toEqual({});
  const secrets = { password: 'pa55word-äöü', proxyPassword: 'other' };
  keepServerSecrets(store, secrets);
  expect(readdirSync(dir)).toEqual(['server.secret']);
  expect(readFileSync(join(dir, 'server.secret'), 'latin1')).not.toContain('pa55word');
  if (process.platform !== 'win32') expect(statSync(join(dir, 'server.secret')).mode & 0o777).toBe(0o600);
  expect(readServerSecrets(new SecretStore(dir, chain))).toEqual(secrets);
  keepServerSecrets(store, {});
  expect(readdirSync(dir)).toEqual([]);
  keepServerSecrets(store, {});
});

it('says that the keychain does not give or take a secret, and keeps the earlier one', () => {
  const [dir, chain] = [join(folder(), 'secrets'), testKeychain()];
  const store = new SecretStore(dir, chain);
  store.set('server', 'first');
  chain.locked = true;
  expect(() => store.get('server')).toThrow(KeychainUnavailable);
  expect(() => store.set('server', 'second')).toThrow(KeychainUnavailable);
  chain.locked = false;
  expect(store.get('server')).toBe('first');
  expect(() => store.get('../keys/a')).toThrow('no name of a secret');
});
