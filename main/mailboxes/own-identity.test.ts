import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { KeychainFault } from '../../shared/identity.ts';
import { openSecurity } from '../../shared/server-access.ts';
import { KeyRing } from '../keys/key-ring.ts';
import { type Keychain, KeychainUnavailable } from '../keys/keychain.ts';
import type { StoredSettings } from '../storage/stored-settings.ts';
import { temporaryFolders } from '../storage/test-support.ts';
import { ConnectionLost, PublishRefused } from '../transfers/ports.ts';
import { OwnIdentity } from './own-identity.ts';

const folder = temporaryFolders();

const open: Keychain = {
  backend: () => 'test',
  available: () => true,
  protect: (secret) => Buffer.from(secret),
  reveal: (blob) => blob.toString(),
};

function someone(keychain = open) {
  const stored: Partial<StoredSettings> = {
    organisation: {
      organisation: 'acme',
      brokers: ['nobody:9092'],
      rootCertificate: '',
      security: openSecurity,
    },
    identity: { destination: 'dora@acme', label: 'Dora' },
  };
  const settings = {
    get: <K extends keyof StoredSettings>(key: K) => (stored[key] ?? null) as StoredSettings[K],
    set: <K extends keyof StoredSettings>(key: K, value: StoredSettings[K]) => {
      stored[key] = value;
    },
  };
  const dir = folder();
  const keyRing = new KeyRing(dir, keychain, () => stored.identity?.destination ?? null);
  const identity = new OwnIdentity(settings, keychain, keyRing);
  identity.unlock();
  return { identity, keyRing, settings, dir };
}

const kafka = (publishPlain: () => Promise<void>, connected = true) => ({
  bus: {
    state: () =>
      connected
        ? { kind: 'connected' as const, lastContact: 0, trouble: null }
        : { kind: 'connecting' as const, lastContact: null },
    publishPlain: vi.fn(async () => {
      await publishPlain();
      return { brokerTime: null };
    }),
  },
  registry: {
    newest: () => ({ kind: 'cannot-be-judged' as const, why: 'unknown' }),
    knowsKey: () => false,
  },
});

test('the code is shown once there is a key, without a connection; the request is sent later', async () => {
  const { identity } = someone();
  expect(identity.status(null)).toMatchObject({ requestCode: '', request: 'not-sent' });
  const [kid, same] = await Promise.all([identity.makeKey('dora@acme'), identity.makeKey('dora@acme')]);
  expect(same).toBe(kid);
  expect(identity.status(null)).toMatchObject({ kind: 'waiting-for-certificate', request: 'not-sent' });
  expect((identity.status(null) as { requestCode: string }).requestCode).toMatch(/^(\d{5} ?){12}$/);
  const offline = kafka(async () => {}, false);
  await identity.request(offline);
  expect(offline.bus.publishPlain).not.toHaveBeenCalled();
  const online = kafka(async () => {});
  await Promise.all([identity.request(online), identity.request(online)]);
  expect(online.bus.publishPlain).toHaveBeenCalledTimes(1);
  expect(identity.status(online)).toMatchObject({ request: 'sent' });
});

test.each([
  [new PublishRefused('not-allowed'), 'not-allowed'],
  [new PublishRefused('no-inbox'), 'not-taken'],
  [new ConnectionLost('gone'), 'not-sent'],
])('a request that fails says how far it came, and can be sent again', async (error, request) => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const { identity } = someone();
  await identity.request(kafka(() => Promise.reject(error)));
  expect(identity.status(null)).toMatchObject({ request });
  await identity.request(kafka(async () => {}));
  expect(identity.status(null)).toMatchObject({ request: 'sent' });
});

test('set-up that is started again keeps the key and forgets the address and its request', async () => {
  const { identity, keyRing, settings } = someone();
  const online = kafka(async () => {});
  await identity.request(online);
  const kids = keyRing.kidsOf('dora@acme');
  identity.forget();
  expect(identity.status(online)).toEqual({ kind: 'not-set-up', organisation: 'acme' });
  settings.set('identity', { destination: 'dora.novak@acme', label: 'Dora' });
  expect(identity.status(online)).toMatchObject({ request: 'not-sent' });
  await identity.request(online);
  expect(keyRing.kidsOf('dora.novak@acme')).toEqual(kids);
  expect(online.bus.publishPlain).toHaveBeenCalledTimes(2);
});

test('an engine that did not start is said, and not "waiting for your certificate"', () => {
  expect(someone().identity.status(null, true)).toEqual({
    kind: 'not-started',
    destination: 'dora@acme',
    label: 'Dora',
  });
});

test('a keyring that is missing before set-up is told apart from one that is locked after it', () => {
  const missing = { ...open, available: () => false, protect: () => fail(), reveal: () => fail() };
  const { identity } = someone(missing);
  expect(identity.status(null)).toMatchObject({ kind: 'keychain-unavailable', setUp: true });
  identity.forget();
  expect(identity.status(null)).toMatchObject({ kind: 'keychain-unavailable', setUp: false });
});

test('a keyring that cannot open the key is told apart from one that is locked', async () => {
  const { identity, keyRing, dir } = someone();
  await identity.makeKey('dora@acme');
  const another = { ...open, reveal: () => fail('another') };
  const later = new KeyRing(dir, another, () => 'dora@acme');
  const settings = { get: () => ({ destination: 'dora@acme', label: 'Dora' }) as never, set: () => {} };
  const again = new OwnIdentity(settings, another, later);
  again.unlock();
  expect(again.status(null)).toMatchObject({ kind: 'keychain-unavailable', why: 'another', setUp: true });
  // The key is still the only one: none was made in its place.
  expect([later.kidsOf('dora@acme'), keyRing.kidsOf('dora@acme').length]).toEqual([[], 1]);
});

function fail(why: KeychainFault = 'locked'): never {
  throw new KeychainUnavailable('test', why);
}

test('the key of a profile of an earlier version, which names no address, is used for the next one', async () => {
  const { identity, keyRing, dir } = someone();
  const kid = await identity.makeKey('dora@acme');
  renameSync(join(dir, `dora@acme.${kid}.key`), join(dir, `${kid}.key`));
  const stored: { identity: { destination: string } | null } = { identity: { destination: 'dora@acme' } };
  const later = new KeyRing(dir, open, () => stored.identity?.destination ?? null);
  later.unlock();
  expect([later.kidsOf('dora@acme'), later.unusedKids()]).toEqual([[kid], []]);
  stored.identity = null;
  expect([later.kidsOf('dora.novak@acme'), later.unusedKids()]).toEqual([[], [kid]]);
  later.give(kid, 'dora.novak@acme');
  stored.identity = { destination: 'dora.novak@acme' };
  expect([later.kidsOf('dora.novak@acme'), later.unusedKids()]).toEqual([[kid], []]);
  expect(keyRing.kidsOf('dora@acme')).toEqual([kid]);
});
