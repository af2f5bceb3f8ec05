import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConnectionState } from '../../shared/connection.ts';
import { openAccess } from '../../shared/server-access.ts';
import { systemClock } from '../clock/system-clock.ts';
import { KafkaBus } from './kafka-bus.ts';
import { Cluster, Inbox } from './test-support.ts';

const inbox = 'sealpost-inbox-anna__acme';
const registry = 'sealpost-registry';
const record = { topic: inbox, messageType: 'data-1', kid: null, body: Buffer.from('x') };
const protocolError = (type: string): Error => Object.assign(new Error(type), { type });

beforeEach(() => void vi.useFakeTimers());
const buses: KafkaBus[] = [];
afterEach(async () => {
  for (const bus of buses.splice(0)) await bus.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});
const pass = (milliseconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

type Connected = { readonly bus: KafkaBus; readonly states: ConnectionState[] };
async function connected(cluster: Cluster): Promise<Connected> {
  const states: ConnectionState[] = [];
  const bus = new KafkaBus(
    openAccess([]),
    {},
    'test',
    (state) => states.push(state),
    () => {},
    systemClock,
    cluster.client,
  );
  buses.push(bus);
  bus.start();
  await pass(0);
  expect(bus.state().kind).toBe('connected');
  return { bus, states };
}
const troubles = (states: readonly ConnectionState[]) =>
  states.flatMap((state) => (state.kind === 'connected' ? [state.trouble?.why ?? null] : [state.kind]));

it('questions about several topics at once do not spoil each other', async () => {
  const cluster = new Cluster();
  cluster.append(registry, { key: 'a' });
  cluster.append(inbox);
  const { bus } = await connected(cluster);
  const asked = [bus.endOf(registry), bus.inboxExists('anna@acme'), bus.endOf(inbox), bus.endOf(registry)];
  expect(await Promise.all(asked)).toEqual([1n, true, 0n, 1n]);
});

describe('a flow that is not answered while the others are', () => {
  it('of letters is replaced, said when that does not help, and works again by itself', async () => {
    const cluster = new Cluster();
    const { bus, states } = await connected(cluster);
    const before = cluster.producers;
    cluster.isSilent = (producer) => producer <= before;
    for (let attempt = 0; attempt < 2; attempt++) {
      const lost = expect(bus.publish(record)).rejects.toMatchObject({
        name: 'ConnectionLost',
        mayBeTaken: true,
      });
      await pass(30_000);
      await lost;
    }
    expect(troubles(states).at(-1)).toBe('no-answer');
    expect(bus.state().kind).toBe('connected');
    expect(await bus.publish(record)).toEqual({ brokerTime: 1_700_000_000_000, offset: '0' });
    expect(troubles(states).at(-1)).toBe(null);
  });

  it('of shards is given up after a minute without any answer, and not before', async () => {
    const cluster = new Cluster();
    const { bus } = await connected(cluster);
    cluster.isSilent = () => true;
    const failed = vi.fn();
    bus.publishShard(record).catch(failed);
    await pass(59_000);
    expect(failed).not.toHaveBeenCalled();
    await pass(1_000);
    expect(failed).toHaveBeenCalledOnce();
  });

  it('of what is fetched is read by another reader within half a minute', async () => {
    const cluster = new Cluster();
    cluster.append(inbox, { key: 'a' });
    cluster.isDeaf = (consumer) => consumer === 0;
    const { bus, states } = await connected(cluster);
    const got = new Inbox();
    await bus.followInbox('anna@acme', 'device', got.handle);
    await pass(25_000);
    expect(troubles(states).at(-1)).toBe('no-answer');
    await pass(10_000);
    expect([got.keys, cluster.joined, troubles(states).at(-1)]).toEqual([['a'], 2, null]);
  });
});

describe('a letter that is refused', () => {
  it('at once was surely not taken', async () => {
    const cluster = new Cluster();
    const { bus } = await connected(cluster);
    cluster.refusals.push(protocolError('TOPIC_AUTHORIZATION_FAILED'));
    const refused = expect(bus.publish(record)).rejects.toMatchObject({
      why: 'not-allowed',
      mayBeTaken: false,
    });
    await pass(3_000);
    await refused;
  });

  it('after an attempt that was appended may have been taken', async () => {
    const cluster = new Cluster();
    const { bus } = await connected(cluster);
    const types = ['NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'TOPIC_AUTHORIZATION_FAILED'];
    cluster.refusals.push(...types.map(protocolError));
    const refused = expect(bus.publish(record)).rejects.toMatchObject({
      why: 'not-allowed',
      mayBeTaken: true,
    });
    await pass(4_000);
    await refused;
  });

  it('while its leader moves is published by itself', async () => {
    const cluster = new Cluster();
    const { bus } = await connected(cluster);
    cluster.refusals.push(protocolError('NOT_LEADER_FOR_PARTITION'), protocolError('LEADER_NOT_AVAILABLE'));
    const published = bus.publish(record);
    await pass(1_000);
    expect((await published).brokerTime).toBe(1_700_000_000_000);
    expect(cluster.sent).toEqual(['data-1']);
  });
});

describe('a batch of many small records', () => {
  it('is handled in slices with a word to the group after each', async () => {
    const cluster = new Cluster();
    cluster.batch = 100;
    cluster.append(inbox, ...Array.from({ length: 100 }, (_, n) => ({ key: `data-${n}` })));
    const { bus } = await connected(cluster);
    const sizes: number[] = [];
    await bus.followInbox('anna@acme', 'device', async (records) => void sizes.push(records.length));
    await pass(1_000);
    expect(sizes).toEqual([32, 32, 32, 4]);
    expect(cluster.heartbeats).toBe(4);
    expect(cluster.committed.get(`inbox.anna@acme.device ${inbox}`)).toBe(100n);
  });

  it('is committed as it goes: what is done does not come again after a fault', async () => {
    const cluster = new Cluster();
    cluster.batch = 100;
    cluster.append(inbox, ...Array.from({ length: 100 }, (_, n) => ({ key: `data-${n}` })));
    const { bus } = await connected(cluster);
    const first: string[] = [];
    await bus.followInbox('anna@acme', 'device', async (records) => {
      first.push(String(records[0]?.key));
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      if (first.length === 3) throw new Error('a fault');
    });
    await pass(30_000);
    expect(first.slice(0, 4)).toEqual(['data-0', 'data-32', 'data-64', 'data-64']);
  });
});
