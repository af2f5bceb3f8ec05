import { createPublicKey, type KeyObject } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { certificateRequest } from '../keys/certificate-request.ts';
import { inboxTopic, REQUESTS_TOPIC } from '../protocol/destination.ts';
import { kidOf } from '../protocol/keys.ts';
import { DAY } from '../protocol/limits.ts';
import {
  encodeRenewal,
  encodeRequest,
  renewalKey,
  renewalStatement,
  requestKey,
} from '../protocol/registry-record.ts';
import { requestCode } from '../protocol/request-code.ts';
import { signStatement } from '../protocol/signature.ts';
import { TopicIdRegistry } from '../registry/id-registry.ts';
import { temporaryFolders } from '../storage/test-support.ts';
import { PublishRefused } from '../transfers/ports.ts';
import { Authority, kidOfIssuer } from './authority.ts';
import { newKey } from './certificates.ts';
import { Registrar } from './registrar.ts';
import { openRootCopy, type RootCopy } from './root-copy.ts';
import { MemoryTopics, registrarOn, someOffice } from './test-support.ts';

const folder = temporaryFolders();
const [first, second, third] = await Promise.all([newKey(), newKey(), newKey()]);
const kidOfKey = (key: KeyObject): string => kidOf(createPublicKey(key));
const id = (key: KeyObject, destination = 'dora@acme'): string => `${destination} ${kidOfKey(key)}`;

async function ask(topics: MemoryTopics, key: KeyObject, destination = 'dora@acme', label = 'Dora Novák') {
  const request = certificateRequest(key, destination, label);
  await topics.bus.publishPlain(
    REQUESTS_TOPIC,
    requestKey(destination, kidOfKey(key)),
    encodeRequest(request),
  );
}

async function askToRenew(topics: MemoryTopics, key: KeyObject, old: KeyObject, fingerprint: string) {
  const request = certificateRequest(key, 'dora@acme', 'Somebody Else');
  const signature = signStatement(old, renewalStatement(request));
  const value = encodeRenewal(request, fingerprint, signature);
  await topics.bus.publishPlain(REQUESTS_TOPIC, renewalKey('dora@acme', kidOfKey(key)), value);
}

it('a request waits for a person, and its approval makes a certificate that everybody finds valid', async () => {
  const { registrar, topics, authority, clock } = await someOffice(folder());
  await ask(topics, first);
  await topics.bus.publishPlain(REQUESTS_TOPIC, requestKey('dora@other', kidOfKey(first)), Buffer.from('{}'));
  const { requests } = registrar.status();
  expect(requests).toMatchObject([
    {
      ...{ id: id(first), kind: 'new', destination: 'dora@acme', label: 'Dora Novák', current: null },
      code: requestCode(createPublicKey(first)),
      state: { kind: 'waiting' },
    },
  ]);
  const bob = await topics.reader(authority.root);
  expect(bob.newest('dora@acme')).toMatchObject({ kind: 'cannot-be-judged' });
  expect(await registrar.approve(id(first), 'phone', null)).toEqual({ ok: true, value: null });
  expect(bob.newest('dora@acme')).toMatchObject({
    kind: 'valid',
    leaf: { kid: kidOfKey(first), label: 'Dora Novák', notAfter: clock.now() + 90 * DAY },
  });
  expect(topics.made).toContain(inboxTopic('dora@acme'));
  expect(registrar.status()).toMatchObject({ waiting: 0, requests: [{ state: { by: 'person' } }] });
  expect(await registrar.approve(id(first), 'phone', null)).toMatchObject({
    failure: { kind: 'decided-already' },
  });
  expect(authority.ledger.issued.get(kidOfKey(first))).toMatchObject({ by: 'person', compared: 'phone' });
});

it('a refusal reaches the one who asked, in the registrar`s words; who asks again waits again', async () => {
  const { registrar, topics, authority, clock } = await someOffice(folder());
  await ask(topics, second, 'eva@acme', 'Eva');
  await registrar.approve(id(second, 'eva@acme'), 'phone', null);
  await ask(topics, first);
  const dora = await topics.reader(authority.root);
  await registrar.refuse(id(first), 'The code was another one.');
  expect(dora.refusalOf('dora@acme', kidOfKey(first))).toBe('The code was another one.');
  expect(registrar.status()).toMatchObject({ waiting: 0, requests: [{ state: { kind: 'refused' } }, {}] });
  clock.time += 1_000;
  await ask(topics, first);
  expect(registrar.status().waiting).toBe(1);
  // Another reader of the same topic does not take the old request for a new one.
  const later = await registrarOn(topics, authority, clock);
  expect(later.registrar.status().waiting).toBe(1);
});

it('a refusal that no issuer signed is none', async () => {
  const { topics, authority } = await someOffice(folder());
  const other = await someOffice(folder());
  const dora = await topics.reader(authority.root);
  await ask(other.topics, first);
  await other.registrar.refuse(id(first), 'Go away');
  const record = [...other.topics.records.values()]
    .flat()
    .find(({ key }) => String(key).startsWith('refusal:'));
  await topics.bus.publishPlain('sealpost-registry', String(record?.key), record?.value as Buffer);
  expect(dora.refusalOf('dora@acme', kidOfKey(first))).toBeNull();
});

it('a renewal that the valid old key vouches for is answered by itself; the displayed name stays', async () => {
  const { registrar, topics, authority, clock } = await someOffice(folder());
  await ask(topics, first);
  await registrar.approve(id(first), 'phone', null);
  const bob = await topics.reader(authority.root);
  const old = bob.newest('dora@acme');
  if (old.kind !== 'valid') throw new Error('not valid');
  clock.time += 60 * DAY;
  await registrar.tend();
  await askToRenew(topics, second, first, old.leaf.fingerprint);
  expect(bob.newest('dora@acme')).toMatchObject({
    kind: 'valid',
    leaf: { kid: kidOfKey(second), label: 'Dora Novák' },
  });
  expect(registrar.status().requests[0]).toMatchObject({ kind: 'renewal', state: { by: 'policy' } });
  // The old certificate goes on for what is on its way.
  expect(bob.judge('dora@acme', old.leaf.fingerprint, [clock.now()])).toMatchObject({ kind: 'valid' });
});

it('a renewal that nothing vouches for waits: a false signature, or a certificate that ended', async () => {
  const { registrar, topics, authority, clock } = await someOffice(folder());
  await ask(topics, first);
  await registrar.approve(id(first), 'phone', null);
  const bob = await topics.reader(authority.root);
  const old = bob.newest('dora@acme');
  if (old.kind !== 'valid') throw new Error('not valid');
  await askToRenew(topics, second, third, old.leaf.fingerprint);
  expect(registrar.status().requests[0]).toMatchObject({ kind: 'new-key', state: { kind: 'waiting' } });
  clock.time += 91 * DAY;
  await registrar.tend();
  await askToRenew(topics, third, first, old.leaf.fingerprint);
  expect(registrar.status().requests).toMatchObject([
    { kind: 'late-renewal', id: id(third), current: { fingerprint: old.leaf.fingerprint } },
    {},
  ]);
});

it('a new key in the place of a lost one revokes the old certificate, with all that it signed', async () => {
  const { registrar, topics, authority, clock } = await someOffice(folder());
  await ask(topics, first);
  await registrar.approve(id(first), 'in-person', null);
  const bob = await topics.reader(authority.root);
  const old = bob.newest('dora@acme');
  if (old.kind !== 'valid') throw new Error('not valid');
  clock.time += DAY;
  await ask(topics, second);
  expect(registrar.status().requests[0]).toMatchObject({ kind: 'new-key' });
  await registrar.approve(id(second), 'in-person', 'lost');
  expect(bob.newest('dora@acme')).toMatchObject({ kind: 'valid', leaf: { kid: kidOfKey(second) } });
  expect(bob.judge('dora@acme', old.leaf.fingerprint, [old.leaf.notBefore + DAY])).toMatchObject({
    kind: 'invalid',
    why: 'revoked',
  });
});

it.each([
  ['left', 'valid'],
  ['stolen', 'invalid'],
] as const)('revoked because "%s": what was signed before is %s', async (why, before) => {
  const { registrar, topics, authority, clock } = await someOffice(folder());
  await ask(topics, first);
  await registrar.approve(id(first), 'phone', null);
  const bob = await topics.reader(authority.root);
  const found = bob.newest('dora@acme');
  if (found.kind !== 'valid') throw new Error('not valid');
  const earlier = clock.now();
  clock.time += DAY;
  expect(await registrar.revoke('dora@acme', found.leaf.fingerprint, why, 'on the phone')).toMatchObject({
    ok: true,
  });
  expect(bob.newest('dora@acme')).toMatchObject({ kind: 'invalid', why: 'revoked' });
  expect(bob.judge('dora@acme', found.leaf.fingerprint, [earlier])).toMatchObject({ kind: before });
});

it('lists are renewed long before they end, and published again where the registry has none', async () => {
  const { registrar, topics, authority, clock } = await someOffice(folder());
  const kids = [authority.issuing, authority.root].map(kidOfIssuer);
  expect(topics.keysIn()).toEqual(kids.map((kid) => `crl:${kid}`));
  clock.time += 8 * DAY;
  await registrar.tend();
  expect(registrar.status().authority).toMatchObject({
    peopleList: { number: 2 },
    due: [{ kind: 'root-copy' }],
  });
  clock.time += 310 * DAY;
  await registrar.tend();
  expect(registrar.status().authority).toMatchObject({ issuersList: { until: clock.now() + 365 * DAY } });
  // Another, empty server: all of it is there at once.
  topics.records.clear();
  const { topics: fresh } = await someOffice(folder());
  fresh.records.clear();
  await registrarOn(fresh, authority, clock);
  expect(fresh.keysIn()).toEqual(kids.map((kid) => `crl:${kid}`));
});

it('what could not be published is said, and due until it is', async () => {
  const { registrar, topics, clock } = await someOffice(folder());
  topics.failure = new PublishRefused('not-allowed');
  clock.time += 20 * DAY;
  await registrar.tend();
  expect(registrar.status().authority.due).toMatchObject([{ kind: 'root-copy' }]);
  await ask({ ...topics, bus: { ...topics.bus } } as MemoryTopics, first).catch(() => {});
  topics.failure = null;
  await ask(topics, first);
  topics.failure = new PublishRefused('not-allowed');
  expect(await registrar.approve(id(first), 'phone', null)).toEqual({
    ok: false,
    failure: { kind: 'not-allowed' },
  });
  expect(registrar.status().waiting).toBe(1);
  topics.failure = null;
  expect(await registrar.approve(id(first), 'phone', null)).toMatchObject({ ok: true });
});

it('the root copy takes the root key from this computer; a second registrar works with an issuer of its own', async () => {
  const dir = folder();
  const { registrar, topics, authority, keychain, clock } = await someOffice(dir);
  const box = await authority.sealRootCopy('a long password');
  authority.rootCopySaved();
  expect(authority.hasRootKey).toBe(false);
  expect(() => authority.makeIssuersList(null, null)).toThrow('not on this computer');
  expect(await openRootCopy(box, 'another password')).toBe('wrong-password');
  expect(await openRootCopy(Buffer.from('something else'), 'a long password')).toBe('no-root-copy');
  const copy = (await openRootCopy(box, 'a long password')) as RootCopy;

  const ingrid = await Authority.join(folder(), copy, keychain, clock);
  const her = await registrarOn(topics, ingrid, clock);
  expect(await her.registrar.renewIssuers(copy, null)).toMatchObject({ ok: true });
  await ask(topics, first);
  await her.registrar.approve(id(first), 'phone', null);
  const bob = await topics.reader(authority.root);
  expect(bob.newest('dora@acme')).toMatchObject({ kind: 'valid' });
  // The first one sees that it was answered, and cannot revoke what it did not issue.
  expect(registrar.status()).toMatchObject({ waiting: 0, authority: { others: [{ revoked: false }] } });
  const leaf = bob.newest('dora@acme');
  const fingerprint = leaf.kind === 'valid' ? leaf.leaf.fingerprint : '';
  expect(await registrar.revoke('dora@acme', fingerprint, 'left', '')).toMatchObject({ ok: false });

  // Her computer is lost: the root says that her issuing certificate counts no more.
  const [issuer] = bob.issuersOf('acme').filter(({ kid }) => kid === kidOfIssuer(ingrid.issuing));
  expect(await registrar.renewIssuers(copy, issuer?.serial ?? null)).toMatchObject({ ok: true });
  expect(bob.newest('dora@acme')).toMatchObject({ kind: 'invalid', why: 'revoked' });
});

it('a ledger that was put back from an old copy takes no revocation back and no number twice', async () => {
  const dir = folder();
  const { registrar, topics, authority, keychain, clock } = await someOffice(dir);
  copyFileSync(join(dir, 'ledger.jsonl'), join(dir, 'old'));
  await ask(topics, first);
  await registrar.approve(id(first), 'phone', null);
  const bob = await topics.reader(authority.root);
  const found = bob.newest('dora@acme');
  await registrar.revoke('dora@acme', found.kind === 'valid' ? found.leaf.fingerprint : '', 'left', '');
  copyFileSync(join(dir, 'old'), join(dir, 'ledger.jsonl'));
  const again = await registrarOn(topics, Authority.open(dir, keychain, clock), clock);
  clock.time += 8 * DAY;
  await again.registrar.tend();
  expect(bob.newest('dora@acme')).toMatchObject({ kind: 'invalid', why: 'revoked' });
  expect(again.registrar.status().authority.peopleList).toMatchObject({ revoked: 1, number: 3 });
});

it('a flood of requests for one address keeps five of them', async () => {
  const { registrar, topics } = await someOffice(folder());
  const keys = await Promise.all(Array.from({ length: 7 }, () => newKey()));
  for (const key of keys) await ask(topics, key);
  await ask(topics, first, 'eva@acme', 'Eva');
  expect(registrar.status().requests.map(({ destination }) => destination)).toEqual([
    ...Array.from({ length: 5 }, () => 'dora@acme'),
    'eva@acme',
  ]);
});

it('an issuing certificate is renewed before anything that it signed could outlive it', async () => {
  const { registrar, topics, authority, clock } = await someOffice(folder());
  const copy = (await openRootCopy(
    await authority.sealRootCopy('a long password'),
    'a long password',
  )) as RootCopy;
  await ask(topics, first);
  await registrar.approve(id(first), 'phone', null);
  const before = authority.issuing;
  clock.time += 1_710 * DAY;
  await registrar.tend();
  expect(registrar.status().authority.due).toContainEqual({
    kind: 'issuing-certificate',
    until: registrar.status().authority.issuingUntil,
  });
  authority.renewIssuing(copy);
  expect(authority.issuing).not.toEqual(before);
  expect(await registrar.renewIssuers(copy, null)).toMatchObject({ ok: true });
  await ask(topics, second, 'eva@acme', 'Eva');
  await registrar.approve(id(second, 'eva@acme'), 'phone', null);
  const bob = await topics.reader(authority.root);
  expect(bob.newest('eva@acme')).toMatchObject({ kind: 'valid' });
});

it('on another, empty server all that it issued and listed is there again', async () => {
  const { registrar, topics, registry, authority, clock } = await someOffice(folder());
  await ask(topics, first);
  await registrar.approve(id(first), 'phone', null);
  // As an app knows it from its disk when its server is another one.
  const moved = new MemoryTopics(clock);
  const kept = [...(topics.records.get('sealpost-registry') ?? [])].map(({ key, value }) => ({
    key: String(key),
    value: value as Buffer,
  }));
  const store = { all: () => kept, add: () => {}, remove: () => {} };
  const fromDisk = new TopicIdRegistry(
    moved.bus,
    store,
    new Map([['acme', authority.root]]),
    clock,
    () => {},
  );
  await fromDisk.follow();
  expect(fromDisk.newest('dora@acme')).toEqual(registry.newest('dora@acme'));
  const there = new Registrar({
    ...{ authority, bus: moved.bus, registry: fromDisk, clock },
    mayApprove: () => false,
    changed: () => {},
  });
  await there.start();
  await there.tend();
  const newcomer = await moved.reader(authority.root);
  expect(newcomer.newest('dora@acme')).toMatchObject({ kind: 'valid' });
});

it('a reason of several lines and many characters reaches the person, on one line and cut', async () => {
  const { registrar, topics, authority } = await someOffice(folder());
  await ask(topics, second, 'eva@acme', 'Eva');
  await registrar.approve(id(second, 'eva@acme'), 'phone', null);
  await ask(topics, first);
  await registrar.refuse(id(first), `Please\ncall me.\t${'ö'.repeat(400)}`);
  const reason = (await topics.reader(authority.root)).refusalOf('dora@acme', kidOfKey(first));
  expect(reason).toMatch(/^Please call me\. ö+$/);
  expect(Buffer.byteLength(reason ?? '')).toBeLessThanOrEqual(500);
});

it('a key that has a certificate of another address stops nobody, and is never answered', async () => {
  const { registrar, topics, authority } = await someOffice(folder());
  await ask(topics, first);
  await registrar.approve(id(first), 'phone', null);
  await ask(topics, first, 'bob@acme', 'Bob');
  await ask(topics, second, 'eva@acme', 'Eva');
  expect(registrar.status().requests).toMatchObject([{ id: id(second, 'eva@acme') }, {}]);
  expect(await registrar.approve(id(second, 'eva@acme'), 'phone', null)).toMatchObject({ ok: true });
  expect((await topics.reader(authority.root)).newest('bob@acme')).toMatchObject({
    kind: 'cannot-be-judged',
  });
});

it('a revocation is of the person: no earlier certificate vouches for a new key any more', async () => {
  const { registrar, topics, authority, clock } = await someOffice(folder());
  await ask(topics, first);
  await registrar.approve(id(first), 'phone', null);
  const bob = await topics.reader(authority.root);
  const old = bob.newest('dora@acme');
  if (old.kind !== 'valid') throw new Error('not valid');
  clock.time += 61 * DAY;
  await registrar.tend();
  await askToRenew(topics, second, first, old.leaf.fingerprint);
  const renewed = bob.newest('dora@acme');
  if (renewed.kind !== 'valid') throw new Error('not valid');
  await registrar.revoke('dora@acme', renewed.leaf.fingerprint, 'left', '');
  expect(bob.newest('dora@acme')).toMatchObject({ kind: 'invalid', why: 'revoked' });
  await askToRenew(topics, third, first, old.leaf.fingerprint);
  expect(bob.newest('dora@acme')).toMatchObject({ kind: 'invalid' });
  expect(registrar.status().requests[0]).toMatchObject({
    kind: 'new',
    current: { fingerprint: renewed.leaf.fingerprint },
  });
});

it('a flood of requests keeps no renewal out, and the newest of an address stay', async () => {
  const { registrar, topics, authority, clock } = await someOffice(folder());
  await ask(topics, first);
  await registrar.approve(id(first), 'phone', null);
  const bob = await topics.reader(authority.root);
  const old = bob.newest('dora@acme');
  if (old.kind !== 'valid') throw new Error('not valid');
  const keys = await Promise.all(Array.from({ length: 7 }, () => newKey()));
  for (const key of keys) {
    clock.time += 1_000;
    await ask(topics, key);
  }
  expect(
    registrar
      .status()
      .requests.filter(({ state }) => state.kind === 'waiting')
      .map((one) => one.id),
  ).toEqual(keys.slice(2).map((key) => id(key)));
  await askToRenew(topics, second, first, old.leaf.fingerprint);
  expect(bob.newest('dora@acme')).toMatchObject({ kind: 'valid', leaf: { kid: kidOfKey(second) } });
});

it('a list that a wrong clock dated ahead is made anew, and nothing is dated while the clock is wrong', async () => {
  const { authority, topics, clock, registry } = await someOffice(folder());
  let isWrong = true;
  const registrar = new Registrar({
    ...{ authority, bus: topics.bus, registry, clock, mayApprove: () => false, changed: () => {} },
    clockIsWrong: () => isWrong,
  });
  await registrar.start();
  const before = topics.keysIn().length;
  clock.time += 400 * DAY;
  await registrar.tend();
  expect(topics.keysIn()).toHaveLength(before);
  expect(await registrar.revoke('dora@acme', '', 'left', '')).toMatchObject({
    failure: { kind: 'clock-wrong' },
  });
  isWrong = false;
  await registrar.tend();
  clock.time -= 400 * DAY;
  await registrar.tend();
  const until = registrar.status().authority.peopleList.until;
  expect(until).toBe(clock.now() + 30 * DAY);
});

it('what an operator puts in the place of a record is published again', async () => {
  const { registrar, topics, authority } = await someOffice(folder());
  await ask(topics, first);
  await registrar.approve(id(first), 'phone', null);
  const records = topics.records.get('sealpost-registry') ?? [];
  const list = records.find(({ key }) => String(key) === `crl:${kidOfIssuer(authority.issuing)}`);
  registrar.lists.renewPeople();
  await registrar.tend();
  await topics.bus.publishPlain('sealpost-registry', String(list?.key), list?.value as Buffer);
  const before = topics.keysIn().length;
  await registrar.tend();
  expect(topics.keysIn().slice(before)).toEqual([String(list?.key)]);
});
