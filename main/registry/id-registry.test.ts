import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readCertificate } from '../pki/certificate.ts';
import { caExtensions, certificate, crl, leafExtensions, type Plan } from '../pki/test-support.ts';
import { fingerprintOf, kidOf } from '../protocol/keys.ts';
import { crlKey, encodeRegistryValue, registryKey } from '../protocol/registry-record.ts';
import { frozen } from '../protocol/test-support.ts';
import type { CachedRecord, InboundRecord } from '../transfers/ports.ts';
import { TopicIdRegistry } from './id-registry.ts';

const ec = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const destination = 'alice@acme';
const now = Date.parse('2026-06-01T00:00:00Z');
const keys = { root: ec(), issuing: ec(), leaf: createPrivateKey(frozen.sender.privateKey) };
const rootPlan: Plan = {
  ...{ key: keys.root, subject: 'root', issuer: 'root', signer: keys.root, extensions: caExtensions() },
};
const issuingPlan: Plan = { ...rootPlan, key: keys.issuing, subject: 'issuing', extensions: caExtensions(0) };
const root = certificate(rootPlan);
const leaf = certificate({
  ...{ key: keys.leaf, subject: 'Alice', issuer: 'issuing', signer: keys.issuing },
  extensions: leafExtensions(destination),
});
/** Not valid yet at `now`, and its renewal that is. */
const early = certificate({ ...issuingPlan, notBefore: '2026-09-01T00:00:00' });
const renewed = certificate({ ...issuingPlan, serial: 2 });

const kidOfCertificate = (der: Buffer): string => readCertificate(der)?.kid ?? '';
const inChain = (issuer: Buffer): CachedRecord => ({
  key: registryKey(destination, kidOfCertificate(leaf)),
  value: encodeRegistryValue([leaf, issuer]),
});
const crls: readonly CachedRecord[] = [
  { key: crlKey(kidOfCertificate(root)), value: crl({ issuer: 'root', signer: keys.root }) },
  { key: crlKey(kidOfCertificate(early)), value: crl({ issuer: 'issuing', signer: keys.issuing }) },
];

/** A registry that is told records, and what it keeps on disk. */
async function registry(): Promise<{
  readonly registry: TopicIdRegistry;
  readonly kept: CachedRecord[];
  readonly tell: (...records: readonly CachedRecord[]) => Promise<void>;
}> {
  const kept: CachedRecord[] = [];
  const same = (a: CachedRecord, b: CachedRecord): boolean => a.key === b.key && a.value.equals(b.value);
  let handle: (records: readonly InboundRecord[]) => Promise<void> = async () => {};
  let offset = 0;
  const made = new TopicIdRegistry(
    {
      endOf: async () => BigInt(offset),
      followFromStart: async (_topic, _name, given) => {
        handle = given;
      },
    },
    {
      all: () => [...kept],
      add: (records) => void kept.push(...records),
      remove: (record) =>
        void kept.splice(
          kept.findIndex((one) => same(one, record)),
          1,
        ),
    },
    new Map([['acme', root]]),
    { now: () => now, elapsed: () => 0, after: () => () => {} },
    () => {},
  );
  await made.follow();
  const tell = async (...records: readonly CachedRecord[]): Promise<void> =>
    handle(
      records.map(({ key, value }) => ({
        ...{ topic: 'sealpost-registry', offset: String(offset++), brokerTime: now, headers: [] },
        ...{ key: Buffer.from(key), value },
      })),
    );
  return { registry: made, kept, tell };
}

describe('an issuer that was renewed under the same key', () => {
  it('makes a certificate valid that its earlier chain does not, in either order', async () => {
    for (const order of [
      [early, renewed],
      [renewed, early],
    ]) {
      const { registry: one, tell } = await registry();
      await tell(...crls, ...order.map(inChain));
      expect(one.newest(destination).kind).toBe('valid');
      expect(one.judge(destination, fingerprintOf(leaf), [now]).kind).toBe('valid');
      expect(one.knowsKey(destination, kidOfCertificate(leaf))).toBe(true);
    }
    const { registry: only, tell } = await registry();
    await tell(...crls, inChain(early));
    expect(only.judge(destination, fingerprintOf(leaf), [now]).kind).toBe('invalid');
  });

  it('is kept once for each chain, and a tombstone or junk takes nothing away', async () => {
    const { registry: one, kept, tell } = await registry();
    await tell(...crls, inChain(renewed), inChain(renewed), inChain(early), inChain(renewed));
    expect(kept.filter(({ key }) => key.startsWith('destination:')).length).toBe(2);
    await tell({ ...inChain(renewed), value: Buffer.from('junk') });
    expect(one.newest(destination).kind).toBe('valid');
  });

  it('is named as it stands in the chain that was judged, not in the last one that was published', async () => {
    const { registry: one, tell } = await registry();
    await tell(...crls, inChain(renewed), inChain(early));
    const valid = { kind: 'valid', leaf: { issuer: fingerprintOf(renewed) } };
    expect(one.judge(destination, fingerprintOf(leaf), [now])).toMatchObject(valid);
    expect(one.newest(destination)).toMatchObject(valid);
  });
});

it('a certificate of another destination is invalid; one that nobody published cannot be judged', async () => {
  const { registry: one, tell } = await registry();
  await tell(...crls, inChain(renewed));
  expect(one.judge('bob@acme', fingerprintOf(leaf), [now]).kind).toBe('invalid');
  expect(one.judge(destination, 'ab'.repeat(32), [now]).kind).toBe('cannot-be-judged');
  expect(one.newest('bob@acme')).toEqual({ kind: 'cannot-be-judged', why: 'unknown' });
  expect(one.find(destination, fingerprintOf(leaf))?.kid).toBe(
    kidOf(one.find(destination, fingerprintOf(leaf))?.publicKey as KeyObject),
  );
});
