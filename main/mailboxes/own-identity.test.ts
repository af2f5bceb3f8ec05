import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { KeychainFault } from '../../shared/identity.ts';
import { openSecurity } from '../../shared/server-access.ts';
import { KeyRing } from '../keys/key-ring.ts';
import { type Keychain, KeychainUnavailable } from '../keys/keychain.ts';
import { decodeRequest, type RequestRecord, renewalStatement } from '../protocol/registry-record.ts';
import { verifyStatement } from '../protocol/signature.ts';
import type { StoredSettings } from '../storage/stored-settings.ts';
import { temporaryFolders } from '../storage/test-support.ts';
import { ConnectionLost, type Leaf, PublishRefused } from '../transfers/ports.ts';
import { type Connected, OwnIdentity } from './own-identity.ts';
import type { AddressRegistry } from './standing.ts';

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
  const identity = new OwnIdentity({ settings, keychain, keyRing, clock, isFounder: () => false });
  identity.unlock();
  return { identity, keyRing, settings, dir, stored };
}

let time = Date.UTC(2026, 10, 26);
const clock = { now: () => time };

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
  registry: empty,
});
const empty: AddressRegistry = {
  newest: () => ({ kind: 'cannot-be-judged' as const, why: 'unknown' }),
  certificatesOf: () => [],
  listOf: () => null,
  refusalOf: () => null,
};

test('the code is shown once there is a key, without a connection; the request is sent later', async () => {
  const { identity } = someone();
  expect(identity.status(null)).toMatchObject({ requestCode: '', request: 'not-sent' });
  const [kid, same] = await Promise.all([identity.makeKey('dora@acme'), identity.makeKey('dora@acme')]);
  expect(same).toBe(kid);
  expect(identity.status(null)).toMatchObject({ kind: 'waiting-for-certificate', request: 'not-sent' });
  expect((identity.status(null) as { requestCode: string }).requestCode).toMatch(/^(\d{5} ?){12}$/);
  const offline = kafka(async () => {}, false);
  await identity.tend(offline);
  expect(offline.bus.publishPlain).not.toHaveBeenCalled();
  const online = kafka(async () => {});
  await Promise.all([identity.tend(online), identity.tend(online)]);
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
  await identity.tend(kafka(() => Promise.reject(error)));
  expect(identity.status(null)).toMatchObject({ request });
  await identity.tend(kafka(async () => {}));
  expect(identity.status(null)).toMatchObject({ request: 'sent' });
});

test('set-up that is started again keeps the key and forgets the address and its request', async () => {
  const { identity, keyRing, settings } = someone();
  const online = kafka(async () => {});
  await identity.tend(online);
  const kids = keyRing.kidsOf('dora@acme');
  identity.forget();
  expect(identity.status(online)).toEqual({
    ...{ kind: 'not-set-up', organisation: 'acme', invited: null, founder: false },
  });
  settings.set('identity', { destination: 'dora.novak@acme', label: 'Dora' });
  expect(identity.status(online)).toMatchObject({ request: 'not-sent' });
  await identity.tend(online);
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
  const parts = { settings, keychain: another, keyRing: later, clock, isFounder: () => false };
  const again = new OwnIdentity(parts);
  again.unlock();
  expect(again.status(null)).toMatchObject({ kind: 'keys-lost', why: 'keyring-emptied' });
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

const day = 24 * 3_600_000;

/** A registry that knows certificates of these keys, each for 90 days from a time on. */
function certified(
  leaves: readonly { readonly kid: string; readonly from: number; readonly key?: Leaf['publicKey'] }[],
  change: Partial<AddressRegistry> = {},
): Pick<Connected, 'registry'> {
  const all = leaves.map(({ kid, from, key }) => ({
    chain: [],
    leaf: {
      ...{ destination: 'dora@acme', kid, label: 'Dora', issuer: 'i' },
      fingerprint: kid.repeat(2),
      publicKey: key as Leaf['publicKey'],
      ...{ notBefore: from, notAfter: from + 90 * day },
    },
  }));
  const newest: AddressRegistry['newest'] = () => {
    const valid = all.findLast(({ leaf }) => leaf.notAfter >= time);
    return valid ? { kind: 'valid', leaf: valid.leaf } : { kind: 'invalid', why: 'no certificate is valid' };
  };
  return { registry: { ...empty, certificatesOf: () => all, newest, ...change } };
}

const sent = (engine: ReturnType<typeof kafka>): readonly RequestRecord[] =>
  (engine.bus.publishPlain.mock.calls as unknown as [string, string, Buffer][]).map(
    ([, key, value]) => decodeRequest(key, value) as RequestRecord,
  );

test('a certificate is renewed by itself 30 days before its end, by a new key that the old one vouches for', async () => {
  const { identity, keyRing } = someone();
  const kid = await identity.makeKey('dora@acme');
  const from = time;
  const registry = certified([{ kid, from }]).registry;
  const online = { ...kafka(async () => {}), registry };
  await identity.tend(online);
  expect(online.bus.publishPlain).not.toHaveBeenCalled();
  expect(identity.status(online)).toMatchObject({
    kind: 'ready',
    renewal: { kind: 'not-due', from: from + 60 * day },
  });
  time = from + 60 * day;
  await identity.tend(online);
  await identity.tend(online);
  const [request, ...more] = sent(online);
  expect(more).toEqual([]);
  const [, next] = keyRing.kidsOf('dora@acme');
  expect(request).toMatchObject({ kid: next, renewal: { certificate: kid.repeat(2) } });
  const statement = renewalStatement(request?.request as Buffer);
  expect(verifyStatement(keyRing.publicKey(kid), statement, request?.renewal?.signature as Buffer)).toBe(
    true,
  );
  expect(identity.status(online)).toMatchObject({
    kind: 'ready',
    renewal: { kind: 'asked', request: 'sent' },
  });

  // The registrar answers: the new one is used, and the old key stays for what is on its way.
  const both = certified([
    { kid, from },
    { kid: next as string, from: time - day },
  ]).registry;
  expect(identity.status({ ...online, registry: both })).toMatchObject({
    fingerprint: next?.repeat(2),
    renewal: { kind: 'not-due' },
  });
  expect(keyRing.kidsOf('dora@acme')).toEqual([kid, next]);
});

test('what keeps it from sending is told: ended, revoked, a list that ended; only the first asks by itself', async () => {
  const { identity } = someone();
  const kid = await identity.makeKey('dora@acme');
  const from = time;
  time = from + 91 * day;
  const ended = { ...kafka(async () => {}), registry: certified([{ kid, from }]).registry };
  expect(identity.status(ended)).toMatchObject({
    ...{ kind: 'certificate-not-valid', why: 'ended', since: from + 90 * day },
  });
  await identity.tend(ended);
  expect(sent(ended)).toMatchObject([{ renewal: { certificate: kid.repeat(2) } }]);

  const other = someone();
  const fresh = await other.identity.makeKey('dora@acme');
  const staleRegistry = certified([{ kid: fresh, from: time }], {
    newest: () => ({ kind: 'cannot-be-judged', why: 'a CRL is past its nextUpdate' }),
  }).registry;
  const stale = { ...kafka(async () => {}), registry: staleRegistry };
  await other.identity.tend(stale);
  expect(other.identity.status(stale)).toMatchObject({ why: 'list-ended' });
  expect(sent(stale)).toEqual([]);
});

test('a refusal is shown with its reason and asks no more; asking again sends the request again', async () => {
  const { identity } = someone();
  const refusing: AddressRegistry = { ...empty, refusalOf: () => 'The code was another one.' };
  const online = { ...kafka(async () => {}), registry: refusing };
  await identity.makeKey('dora@acme');
  await identity.tend(online);
  expect(sent(online)).toEqual([]);
  expect(identity.status(online)).toMatchObject({ refusal: 'The code was another one.' });
  await identity.askAgain(online);
  expect(sent(online)).toHaveLength(1);
  expect(identity.status(online)).toMatchObject({ refusal: null, request: 'sent' });
});

test('a request that nobody answers is sent again after a day', async () => {
  const { identity } = someone();
  const online = kafka(async () => {});
  for (const wait of [0, day / 2, day / 2]) {
    time += wait;
    await identity.tend(online);
  }
  expect(sent(online)).toHaveLength(2);
});

test('lost keys are said, and nothing is made in their place until the person says so', async () => {
  const { identity, stored, dir, keyRing, settings } = someone();
  const kid = await identity.makeKey('dora@acme');
  identity.keyMade();
  expect(stored.identity).toMatchObject({ keyed: true });
  renameSync(join(dir, `dora@acme.${kid}.key`), join(dir, 'elsewhere'));
  const parts = { settings, keychain: open, clock, isFounder: () => false };
  const after = new KeyRing(dir, open, () => 'dora@acme');
  const again = new OwnIdentity({ ...parts, keyRing: after });
  again.unlock();
  const online = kafka(async () => {});
  expect(again.status(online)).toMatchObject({ kind: 'keys-lost', why: 'files-missing' });
  await again.tend(online);
  expect([after.kidsOf('dora@acme'), sent(online)]).toEqual([[], []]);
  await again.replaceLostKeys();
  await again.tend(online);
  expect(again.status(online)).toMatchObject({ kind: 'waiting-for-certificate', request: 'sent' });
  expect(keyRing.kidsOf('dora@acme')).not.toEqual(after.kidsOf('dora@acme'));
});

test('keys that another keyring protects come back with it', async () => {
  const { identity, dir, settings } = someone();
  const kid = await identity.makeKey('dora@acme');
  let isAnother = true;
  const emptied: Keychain = {
    ...open,
    reveal: (blob) =>
      isAnother && blob.toString().includes('PRIVATE') ? fail('another') : blob.toString().slice(4),
    protect: (secret) => Buffer.from(`new ${secret.replaceAll('PRIVATE', 'private')}`),
  };
  const parts = { settings, clock, isFounder: () => false };
  const keyRing = new KeyRing(dir, emptied, () => 'dora@acme');
  const again = new OwnIdentity({ ...parts, keychain: emptied, keyRing });
  again.unlock();
  expect(again.keysLost).toBe('keyring-emptied');
  await again.replaceLostKeys();
  expect(keyRing.kidsOf('dora@acme')).toHaveLength(1);
  expect(keyRing.kidsOf('dora@acme')).not.toContain(kid);
  isAnother = false;
  const back: Keychain = {
    ...open,
    reveal: (blob) => blob.toString().replace('new ', '').replaceAll('private', 'PRIVATE'),
  };
  const later = new KeyRing(dir, back, () => 'dora@acme');
  later.unlock();
  expect(later.kidsOf('dora@acme')).toEqual([kid, ...keyRing.kidsOf('dora@acme')]);
});
