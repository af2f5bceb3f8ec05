import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { readCertificate } from '../pki/certificate.ts';
import { caExtensions, certificate, crl, leafExtensions, type Plan } from '../pki/test-support.ts';
import { fingerprintOf } from '../protocol/keys.ts';
import { crlKey, encodeRegistryValue, registryKey } from '../protocol/registry-record.ts';
import { frozen } from '../protocol/test-support.ts';
import type { CachedRecord, InboundRecord } from '../transfers/ports.ts';
import { TopicIdRegistry } from './id-registry.ts';

/** Each serial number of a list is one integer that is read. */
const integers = vi.hoisted(() => ({ read: 0 }));
vi.mock(import('../pki/der.ts'), async (original) => {
  const der = await original();
  return {
    ...der,
    integer: (element) => {
      integers.read++;
      return der.integer(element);
    },
  };
});

const ec = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const now = Date.parse('2026-06-01T00:00:00Z');
const keys = { root: ec(), issuing: ec(), leaf: createPrivateKey(frozen.sender.privateKey) };
const rootPlan: Plan = {
  ...{ key: keys.root, subject: 'root', issuer: 'root', signer: keys.root, extensions: caExtensions() },
};
const root = certificate(rootPlan);
const issuing = certificate({
  ...{ ...rootPlan, key: keys.issuing, subject: 'issuing', extensions: caExtensions(0) },
});
const kidOf = (der: Buffer): string => readCertificate(der)?.kid ?? '';
const people = Array.from({ length: 200 }, (_, n) => {
  const destination = `person-${n}@acme`;
  const leaf = certificate({
    ...{ key: keys.leaf, subject: `Person ${n}`, issuer: 'issuing', signer: keys.issuing },
    ...{ serial: 100_000 + n, extensions: leafExtensions(destination) },
  });
  return { destination, leaf };
});
const records: readonly CachedRecord[] = people.map(({ destination, leaf }) => ({
  key: registryKey(destination, kidOf(leaf)),
  value: encodeRegistryValue([leaf, issuing]),
}));
const entries = Array.from({ length: 25_000 }, (_, n) => ({ serial: n + 1, at: '2026-04-01T00:00:00' }));
const rootCrl = { key: crlKey(kidOf(root)), value: crl({ issuer: 'root', signer: keys.root }) };
const bigCrl = {
  key: crlKey(kidOf(issuing)),
  value: crl({ issuer: 'issuing', signer: keys.issuing, entries }),
};

async function registry() {
  const disk: CachedRecord[] = [];
  const reads = { all: 0 };
  let handle: (records: readonly InboundRecord[]) => Promise<void> = async () => {};
  let offset = 0;
  let changes = 0;
  const made = new TopicIdRegistry(
    {
      endOf: async () => BigInt(offset),
      followFromStart: async (_topic, _name, given) => {
        handle = given;
      },
    },
    {
      all: () => {
        reads.all++;
        return [...disk];
      },
      add: (records) => void disk.push(...records),
      remove: ({ key, value }) => {
        const at = disk.findIndex((one) => one.key === key && one.value.equals(value));
        if (at >= 0) disk.splice(at, 1);
      },
    },
    new Map([['acme', root]]),
    { now: () => now, elapsed: () => 0, after: () => () => {} },
    () => {
      changes++;
      for (const { destination } of people) made.newest(destination);
    },
  );
  await made.follow();
  const tell = async (told: readonly CachedRecord[]): Promise<void> =>
    handle(
      told.map(({ key, value }) => ({
        ...{ topic: 'sealpost-registry', offset: String(offset++), brokerTime: now, headers: [] },
        ...{ key: Buffer.from(key), value: Buffer.from(value) },
      })),
    );
  return { registry: made, disk, reads, tell, changes: () => changes };
}

/** The longest time for which nothing else had its turn, in milliseconds. */
async function longestStall(work: () => Promise<void>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const beat = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  await work();
  clearInterval(beat);
  return Math.max(longest, performance.now() - last);
}

it('a long list is read once for all people, at all changes, and so is each certificate', async () => {
  const { registry: one, tell, changes } = await registry();
  await tell([rootCrl, ...records.slice(0, 100), bigCrl]);
  const read = integers.read;
  for (let n = 100; n < 120; n++) await tell(records.slice(n, n + 1));
  expect(changes()).toBe(21);
  for (const { destination, leaf } of people.slice(0, 120)) {
    expect(one.newest(destination).kind).toBe('valid');
    expect(one.judge(destination, fingerprintOf(leaf), [now]).kind).toBe('valid');
  }
  expect(integers.read - read).toBeLessThan(500);
});

it('a flood of lists that nobody signed is neither put on the disk nor holds anything up', async () => {
  const { registry: one, disk, reads, tell, changes } = await registry();
  await tell([rootCrl, ...records, bigCrl]);
  const kept = disk.length;
  const flood = Array.from({ length: 22_000 }, () => ({
    key: crlKey(randomBytes(16).toString('hex')),
    value: randomBytes(200),
  }));
  const stall = await longestStall(() => tell(flood));
  expect([disk.length, reads.all, changes()]).toEqual([kept, 1, 1]);
  expect(one.newest('person-7@acme').kind).toBe('valid');
  // With a look at all others for each of them it is a minute.
  expect(stall).toBeLessThan(15_000);
});

it('lists under the name of a known issuer that it did not sign take nothing away', async () => {
  const { registry: one, disk, tell } = await registry();
  await tell([rootCrl, ...records, bigCrl]);
  const kept = disk.length;
  const read = integers.read;
  const forged = crl({ issuer: 'issuing', signer: ec(), number: 9, entries });
  await tell(Array.from({ length: 20 }, () => ({ key: bigCrl.key, value: forged })));
  expect([disk.length, one.newest('person-7@acme').kind]).toEqual([kept, 'valid']);
  expect(integers.read - read).toBeLessThan(500);
});

it('a list that came before its issuer is put on the disk once it checks', async () => {
  const { registry: one, disk, tell } = await registry();
  await tell([bigCrl, rootCrl]);
  expect(disk.map(({ key }) => key)).toEqual([rootCrl.key]);
  await tell(records.slice(0, 1));
  expect(one.newest('person-0@acme').kind).toBe('valid');
  expect(disk.map(({ key }) => key).sort()).toEqual([bigCrl.key, rootCrl.key, records[0]?.key].sort());
});
