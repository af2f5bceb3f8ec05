import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openAccess } from '../../shared/server-access.ts';
import { systemClock } from '../clock/system-clock.ts';
import { ConnectionLost, PublishRefused, TopicUnavailable } from '../transfers/ports.ts';
import { KafkaBus } from './kafka-bus.ts';
import { Cluster, Inbox } from './test-support.ts';

const inbox = 'sealpost-inbox-anna__acme';
const registry = 'sealpost-registry';

beforeEach(() => void vi.useFakeTimers());
let buses: KafkaBus[] = [];
afterEach(async () => {
  for (const bus of buses) await bus.close();
  buses = [];
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function busTo(cluster: Cluster): KafkaBus {
  const bus = new KafkaBus(
    openAccess([]),
    {},
    'test',
    () => {},
    () => {},
    systemClock,
    cluster.client,
  );
  buses.push(bus);
  return bus;
}

const protocolError = (type: string): Error => Object.assign(new Error(type), { type });
const pass = (milliseconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);
const soon = (): Promise<unknown> => pass(0);

async function connected(cluster: Cluster): Promise<KafkaBus> {
  const bus = busTo(cluster);
  bus.start();
  await soon();
  expect(bus.state().kind).toBe('connected');
  return bus;
}

function gate(): { readonly held: Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const held = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { held, open };
}

describe('an inbox', () => {
  it('is read from where the journal had read it, whatever was committed', async () => {
    const cluster = new Cluster();
    cluster.append(inbox, ...['a', 'b', 'c', 'd'].map((key) => ({ key })));
    // A copy of the profile, or an administrator, has moved the group on.
    cluster.committed.set(`inbox.anna@acme.device ${inbox}`, 4n);
    const bus = await connected(cluster);
    const got = new Inbox();
    const told: bigint[] = [];
    const position = () => ({ next: 2n, brokerTime: 1_700_000_000_001 });
    const reading = { position, missed: (records: bigint) => void told.push(records), again: () => {} };
    await bus.followInbox('anna@acme', 'device', got.handle, reading);
    await got.has(3);
    expect([got.keys, told]).toEqual([['b', 'c', 'd'], []]);
  });

  it('of which the journal knows nothing is read from its first record, and its end is told', async () => {
    const cluster = new Cluster();
    cluster.append(inbox, ...['a', 'b', 'c'].map((key) => ({ key })));
    cluster.committed.set(`inbox.anna@acme.device ${inbox}`, 3n);
    const bus = await connected(cluster);
    const got = new Inbox();
    const again: bigint[] = [];
    const reading = {
      position: () => null,
      missed: () => {},
      again: (until: bigint) => void again.push(until),
    };
    await bus.followInbox('anna@acme', 'device', got.handle, reading);
    await got.has(3);
    expect([got.keys, again]).toEqual([['a', 'b', 'c'], [3n]]);
  });

  it('is made where it is missing, read in order, and committed after it was handled', async () => {
    const cluster = new Cluster();
    const bus = await connected(cluster);
    const got = new Inbox();
    const { held, open } = gate();
    await bus.followInbox('anna@acme', 'device', async (records) => {
      await got.handle(records);
      if (got.keys.length === 2) await held;
    });
    const committed = (): bigint | undefined => cluster.committed.get(`inbox.anna@acme.device ${inbox}`);
    cluster.append(inbox, { key: 'a' }, { key: 'b' });
    await pass(1_000);
    expect([got.keys, committed()]).toEqual([['a', 'b'], 1n]);
    open();
    await pass(1_000);
    expect(committed()).toBe(2n);
    expect(bus.retentionOf('anna@acme')).toBe(60_000);
  });

  it('whose settings may not be repaired is read all the same, and that is said once', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    const cluster = new Cluster();
    cluster.append(inbox, { key: 'a' });
    cluster.settings.set(inbox, { 'compression.type': 'producer', 'retention.ms': '60000' });
    cluster.isAlteringRefused = true;
    const bus = await connected(cluster);
    const got = new Inbox();
    await bus.followInbox('anna@acme', 'device', got.handle);
    await soon();
    expect([got.keys, bus.retentionOf('anna@acme')]).toEqual([['a'], 60_000]);
    for (const consumer of cluster.consumers) consumer.crash(new Error('again'));
    await pass(60_000);
    expect(cluster.joined).toBe(2);
    expect(said.mock.calls.map(String)).toEqual([
      expect.stringMatching(/compression\.type of the topic sealpost-inbox-anna__acme.*not authorized/),
    ]);
  });

  it('is committed to its end when it is closed', async () => {
    const cluster = new Cluster();
    const bus = await connected(cluster);
    await bus.followInbox('anna@acme', 'device', new Inbox().handle);
    cluster.append(inbox, { key: 'a' });
    await soon();
    await bus.close();
    expect(cluster.committed.get(`inbox.anna@acme.device ${inbox}`)).toBe(1n);
  });

  it('has broker times that no sender chose', async () => {
    const cluster = new Cluster();
    cluster.append(inbox, { key: 'a' }, { key: 'b', senderTime: 1 });
    const bus = await connected(cluster);
    const got = new Inbox();
    const before = Date.now();
    await bus.followInbox('anna@acme', 'device', got.handle);
    await soon();
    expect(got.records[0]?.brokerTime).toBe(1_700_000_000_000);
    expect(got.records[1]?.brokerTime).toBeGreaterThanOrEqual(before);
  });

  it('is read by one reader, whether it is followed before, while or after the connection opens', async () => {
    const cluster = new Cluster();
    const bus = busTo(cluster);
    const got = [new Inbox(), new Inbox(), new Inbox()] as const;
    await bus.followInbox('anna@acme', 'before', got[0].handle);
    const [metadata, probe] = [gate(), gate()];
    cluster.metadata = metadata.held;
    cluster.probe = probe.held;
    bus.start();
    const opening = bus.followInbox('anna@acme', 'while-opening', got[1].handle);
    await soon();
    metadata.open();
    await soon();
    const probing = bus.followInbox('anna@acme', 'while-probing', got[2].handle);
    await soon();
    expect(bus.state().kind).toBe('connecting');
    probe.open();
    await Promise.all([opening, probing]);
    cluster.append(inbox, { key: 'a' });
    await soon();
    expect(bus.state().kind).toBe('connected');
    expect(got.map(({ keys }) => keys)).toEqual([['a'], ['a'], ['a']]);
    expect([cluster.joined, cluster.consumers.size]).toEqual([3, 3]);
  });

  it('whose handler fails is read again, nothing committed, sooner at first and later less often', async () => {
    const cluster = new Cluster();
    cluster.append(inbox, { key: 'a' });
    const bus = await connected(cluster);
    const got = new Inbox();
    let full = true;
    let tries = 0;
    await bus.followInbox('anna@acme', 'device', async (records) => {
      tries++;
      if (full) throw new Error('the disk is full');
      await got.handle(records);
    });
    await pass(30_000);
    expect(tries).toBe(5);
    expect(cluster.committed.size).toBe(0);
    full = false;
    await pass(60_000);
    expect(got.keys).toEqual(['a']);
    expect([bus.state().kind, cluster.consumers.size]).toEqual(['connected', 1]);
  });

  it('that cannot be read yet keeps neither the connection nor itself from being tried', async () => {
    const cluster = new Cluster();
    cluster.append(inbox);
    cluster.partitions.set(inbox, 3);
    const bus = busTo(cluster);
    const got = new Inbox();
    await bus.followInbox('anna@acme', 'device', got.handle);
    bus.start();
    await soon();
    expect([bus.state().kind, cluster.joined]).toEqual(['connected', 0]);
    cluster.partitions.set(inbox, 1);
    cluster.append(inbox, { key: 'a' });
    await pass(2_000);
    expect([got.keys, cluster.joined]).toEqual([['a'], 1]);
  });

  it('is read on by one reader after the connection was lost', async () => {
    const cluster = new Cluster();
    const bus = await connected(cluster);
    const got = new Inbox();
    await bus.followInbox('anna@acme', 'device', got.handle);
    cluster.append(inbox, { key: 'a' });
    await soon();
    cluster.down = true;
    for (const consumer of cluster.consumers) consumer.crash(new Error('down'));
    await pass(10_000);
    expect([bus.state().kind, cluster.consumers.size]).toEqual(['offline', 0]);
    cluster.down = false;
    cluster.append(inbox, { key: 'b' });
    await pass(60_000);
    expect([bus.state().kind, got.keys, cluster.consumers.size]).toEqual(['connected', ['a', 'b'], 1]);
  });

  it('is not read any more once the bus is closed, whatever was about to begin', async () => {
    const cluster = new Cluster();
    const bus = await connected(cluster);
    const metadata = gate();
    cluster.metadata = metadata.held;
    const following = bus.followInbox('anna@acme', 'device', new Inbox().handle);
    await bus.close();
    metadata.open();
    await following;
    await pass(600_000);
    expect([cluster.joined, cluster.consumers.size, vi.getTimerCount()]).toEqual([0, 0, 0]);
  });
});

describe('a topic read from its start', () => {
  it('is needed: without it there is no connection', async () => {
    const cluster = new Cluster();
    const bus = busTo(cluster);
    const got = new Inbox();
    await bus.followFromStart(registry, 'registry', got.handle);
    bus.start();
    await soon();
    expect(bus.state().kind).toBe('offline');
    cluster.append(registry, { key: 'a' });
    await pass(2_000);
    expect([bus.state().kind, got.keys, cluster.committed.size]).toEqual(['connected', ['a'], 0]);
  });

  it('that may not be read any more is no connection, until it may be again', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const cluster = new Cluster();
    cluster.append(registry, { key: 'a' });
    const bus = await connected(cluster);
    await bus.followFromStart(registry, 'registry', new Inbox().handle);
    // Joining the group is allowed all the same.
    const refusal = protocolError('TOPIC_AUTHORIZATION_FAILED');
    cluster.unreadable = refusal;
    for (const consumer of cluster.consumers) consumer.crash(refusal);
    await soon();
    expect(bus.state()).toMatchObject({ kind: 'offline', why: 'registry-not-allowed' });
    await pass(30_000);
    expect(bus.state().kind).toBe('offline');
    cluster.unreadable = null;
    await pass(90_000);
    expect(bus.state().kind).toBe('connected');
    vi.restoreAllMocks();
  });

  it('with more than one partition is no connection: its records have no order', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const cluster = new Cluster();
    cluster.append(registry, { key: 'a' });
    cluster.partitions.set(registry, 3);
    const bus = busTo(cluster);
    const got = new Inbox();
    await bus.followFromStart(registry, 'registry', got.handle);
    bus.start();
    await soon();
    expect(bus.state()).toMatchObject({ kind: 'offline', why: 'registry-partitions' });
    expect([cluster.joined, got.keys]).toEqual([0, []]);
    cluster.partitions.set(registry, 1);
    await pass(60_000);
    expect([bus.state().kind, got.keys]).toEqual(['connected', ['a']]);
  });

  it('is read also where its settings lose certificates, and that is said once', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    const cluster = new Cluster();
    cluster.append(registry, { key: 'a' });
    const settings = {
      'cleanup.policy': 'delete',
      'compression.type': 'gzip',
      'max.message.bytes': '2000000',
    };
    cluster.settings.set(registry, settings);
    const bus = await connected(cluster);
    const got = new Inbox();
    await bus.followFromStart(registry, 'registry', got.handle);
    cluster.down = true;
    await pass(60_000);
    expect(bus.state().kind).toBe('offline');
    cluster.down = false;
    await pass(80_000);
    expect([bus.state().kind, cluster.joined]).toEqual(['connected', 2]);
    expect(
      said.mock.calls.filter(([text]) => /cleanup\.policy, compression\.type of/.test(text)).length,
    ).toBe(1);
    // Who reads it changes nothing; who looks after it does.
    expect(cluster.settings.get(registry)).toEqual(settings);
    await bus.ensureRegistry();
    expect(cluster.settings.get(registry)).toEqual({
      ...{ 'cleanup.policy': 'compact', 'compression.type': 'uncompressed', 'max.message.bytes': '2000000' },
    });
  });

  it('is read also where its settings are not shown, or cannot be looked at', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    const cluster = new Cluster();
    cluster.append(registry, { key: 'a' });
    const bus = await connected(cluster);
    const got = [new Inbox(), new Inbox()] as const;
    cluster.settingsFault = Object.assign(new Error('not allowed'), { name: 'KafkaJSProtocolError' });
    await bus.followFromStart(registry, 'registry', got[0].handle);
    expect(said).not.toHaveBeenCalled();
    cluster.settingsFault = new Error('a server that knows no such question');
    await bus.followFromStart(registry, 'registry', got[1].handle);
    await soon();
    expect(got.map(({ keys }) => keys)).toEqual([['a'], ['a']]);
    expect([said.mock.calls.length, bus.state().kind]).toEqual([1, 'connected']);
  });

  it('is not called in order by whoever may not change it', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    const cluster = new Cluster();
    const bus = await connected(cluster);
    await bus.ensureRegistry();
    expect(said).not.toHaveBeenCalled();
    cluster.settings.set(registry, { 'cleanup.policy': 'delete' });
    cluster.isAlteringRefused = true;
    await bus.ensureRegistry();
    expect(String(said.mock.calls[0])).toMatch(
      /cleanup\.policy.*of the topic sealpost-registry.*not authorized/,
    );
    cluster.partitions.set(registry, 2);
    await expect(bus.ensureRegistry()).rejects.toThrow('sealpost-registry has 2 partitions');
  });

  it('is known to be read to its end also where a marker stands there', async () => {
    const cluster = new Cluster();
    cluster.append(registry, { key: 'a' }, 'marker', { key: 'b' }, 'marker', 'marker');
    const bus = await connected(cluster);
    const got = new Inbox();
    await bus.followFromStart(registry, 'registry', got.handle);
    await soon();
    expect(got.records.map(({ offset, key }) => [offset, key && String(key)])).toEqual([
      ['0', 'a'],
      ['1', null],
      ['2', 'b'],
      ['3', null],
      ['4', null],
    ]);
    expect(await bus.endOf(registry)).toBe(5n);
  });
});

describe('seeking', () => {
  const found = new Inbox();
  const one = (record: Inbox['records'][number]): Promise<void> => found.handle([record]);
  afterEach(() => void found.records.splice(0));

  it('hands over every record of these keys, and only those', async () => {
    const cluster = new Cluster();
    cluster.append(inbox, ...['a', 'b', 'a', 'c'].map((key) => ({ key })));
    const bus = await connected(cluster);
    await bus.seek(inbox, new Set(['a', 'c', 'x']), one);
    expect(found.keys).toEqual(['a', 'a', 'c']);
    await pass(0);
    expect([cluster.consumers.size, cluster.committed.size]).toEqual([0, 0]);
  });

  it('ends also where the end of the topic is no record', async () => {
    const cluster = new Cluster();
    cluster.append(inbox, { key: 'a' }, 'marker');
    const bus = await connected(cluster);
    await bus.seek(inbox, new Set(['a']), one);
    expect(found.keys).toEqual(['a']);
  });

  it('in an empty topic finds nothing and reads nothing', async () => {
    const cluster = new Cluster();
    cluster.append(inbox);
    const bus = await connected(cluster);
    await bus.seek(inbox, new Set(['a']), one);
    expect(cluster.joined).toBe(0);
  });

  it('by very many at once reads the topic for one of them, and once more for all others', async () => {
    const cluster = new Cluster();
    cluster.append(inbox, ...Array.from({ length: 60 }, (_, n) => ({ key: `k${n}` })));
    const bus = await connected(cluster);
    let most = 0;
    const each = Array.from({ length: 60 }, () => new Inbox());
    const seeking = each.map((of, n) =>
      bus.seek(inbox, new Set([`k${n}`]), async (record) => {
        most = Math.max(most, cluster.consumers.size);
        await of.handle([record]);
      }),
    );
    await Promise.all(seeking);
    expect(each.map(({ keys }) => keys)).toEqual(each.map((_, n) => [`k${n}`]));
    expect([cluster.joined, most]).toEqual([2, 1]);
    await pass(0);
    cluster.append(inbox, { key: 'late' });
    await bus.seek(inbox, new Set(['late']), one);
    await pass(0);
    expect([found.keys, cluster.joined, cluster.consumers.size]).toEqual([['late'], 3, 0]);
  });

  it('fails only for who could not take what was found, and for all who share a reading that fails', async () => {
    const cluster = new Cluster();
    cluster.append(inbox, { key: 'a' }, { key: 'b' });
    const bus = await connected(cluster);
    const first = bus.seek(inbox, new Set(['x']), one);
    const full = bus.seek(inbox, new Set(['a']), () => Promise.reject(new Error('full')));
    const fails = expect(full).rejects.toMatchObject({ name: 'BusFault', cause: { message: 'full' } });
    const good = bus.seek(inbox, new Set(['a', 'b']), one);
    await Promise.all([first, fails, good]);
    expect(found.keys).toEqual(['a', 'b']);
    const stuck = bus.seek(inbox, new Set(['a']), () => new Promise(() => {}));
    const behind = bus.seek(inbox, new Set(['a']), one);
    const both = [stuck, behind].map((seek) => expect(seek).rejects.toBeInstanceOf(ConnectionLost));
    await soon();
    await bus.close();
    await Promise.all(both);
  });

  it('fails as what it is where there is no connection, no topic, no progress, or a fault', async () => {
    const cluster = new Cluster();
    cluster.append(inbox, { key: 'a' });
    await expect(busTo(cluster).seek(inbox, new Set(['a']), one)).rejects.toBeInstanceOf(ConnectionLost);
    const bus = await connected(cluster);
    await expect(bus.seek('gone', new Set(['a']), one)).rejects.toBeInstanceOf(TopicUnavailable);
    const failing = bus.seek(inbox, new Set(['a']), () => Promise.reject(new Error('full')));
    await expect(failing).rejects.toMatchObject({ name: 'BusFault', cause: { message: 'full' } });
    const stuck = bus.seek(inbox, new Set(['a']), () => new Promise(() => {}));
    const stalled = expect(stuck).rejects.toBeInstanceOf(ConnectionLost);
    await pass(60_000);
    await stalled;
    expect(cluster.consumers.size).toBe(0);
  });

  it('ends with the connection', async () => {
    const cluster = new Cluster();
    cluster.append(inbox, { key: 'a' });
    const bus = await connected(cluster);
    const seeking = bus.seek(inbox, new Set(['a']), () => new Promise(() => {}));
    const ended = expect(seeking).rejects.toBeInstanceOf(ConnectionLost);
    await soon();
    await bus.close();
    await ended;
    expect([cluster.consumers.size, vi.getTimerCount()]).toEqual([0, 0]);
  });
});

describe('publishing', () => {
  const record = { topic: inbox, messageType: 'data-1', kid: null, body: Buffer.from('x') };

  it('without a connection fails as one that was lost', async () => {
    const bus = busTo(new Cluster());
    await expect(bus.publish(record)).rejects.toBeInstanceOf(ConnectionLost);
    await expect(bus.publishShard(record)).rejects.toBeInstanceOf(ConnectionLost);
    await expect(bus.publishPlain('t', 'k', record.body)).rejects.toBeInstanceOf(ConnectionLost);
    await expect(bus.inboxExists('anna@acme')).rejects.toBeInstanceOf(ConnectionLost);
  });

  it('sends under the message type as key', async () => {
    const cluster = new Cluster();
    const bus = await connected(cluster);
    await bus.publish(record);
    await bus.publishShard({ ...record, messageType: 'shard-1-0' });
    expect(cluster.sent).toEqual(['data-1', 'shard-1-0']);
  });

  it('numbers no record: after an error the next would be dropped as a copy, with success (decisions/0012)', async () => {
    const cluster = new Cluster();
    await connected(cluster);
    expect(cluster.producersAsked).toHaveLength(2);
    for (const asked of cluster.producersAsked) expect(asked.idempotent ?? false).toBe(false);
  });

  it('ends with the connection: a line that went away holds nobody up', async () => {
    const cluster = new Cluster();
    const bus = await connected(cluster);
    cluster.isSilent = () => true;
    const waiting = expect(bus.publishShard(record)).rejects.toBeInstanceOf(ConnectionLost);
    await soon();
    await bus.close();
    await waiting;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('says nothing of a connection over which the computer slept: it is asked when it wakes', async () => {
    const cluster = new Cluster();
    const bus = await connected(cluster);
    await bus.publish(record);
    cluster.down = true;
    bus.retryNow();
    await soon();
    expect(bus.state().kind).toBe('offline');
    cluster.down = false;
    bus.retryNow();
    await soon();
    expect(bus.state().kind).toBe('connected');
  });

  it('knows an inbox by its one partition', async () => {
    const cluster = new Cluster();
    const bus = await connected(cluster);
    expect(await bus.inboxExists('anna@acme')).toBe(false);
    cluster.append(inbox);
    expect(await bus.inboxExists('anna@acme')).toBe(true);
    const two = 'sealpost-inbox-two';
    cluster.append(two);
    cluster.partitions.set(two, 2);
    expect(await bus.inboxExists('bob@acme')).toBe(false);
    await expect(bus.endOf('gone')).rejects.not.toBeInstanceOf(PublishRefused);
  });
});

describe("what stands in somebody's inbox", () => {
  const began = 1_700_000_000_000;
  const refused = Object.assign(new Error('not authorized'), { name: 'KafkaJSProtocolError' });

  it('is told with what the inbox keeps', async () => {
    const cluster = new Cluster();
    cluster.append(inbox, { key: 'a' }, { key: 'b' }, { key: 'c' });
    cluster.lows.set(inbox, 1);
    const bus = await connected(cluster);
    const standing = { low: 1n, high: 3n, isNewer: false };
    const keeps = { retention: 60_000, bytes: Number.POSITIVE_INFINITY };
    cluster.settings.set(inbox, {
      'cleanup.policy': 'delete',
      'retention.ms': '60000',
      'retention.bytes': '-1',
    });
    expect(await bus.standingOf('anna@acme', null)).toEqual({ ...standing, limits: keeps });
    cluster.settings.set(inbox, {
      'cleanup.policy': 'delete',
      'retention.ms': '-1',
      'retention.bytes': '5000',
    });
    const bounded = { retention: Number.POSITIVE_INFINITY, bytes: 5_000 };
    expect((await bus.standingOf('anna@acme', null)).limits).toEqual(bounded);
    cluster.settings.set(inbox, { 'cleanup.policy': 'compact', 'retention.ms': '60000' });
    expect((await bus.standingOf('anna@acme', null)).limits?.retention).toBe(Number.POSITIVE_INFINITY);
  });

  it('is told also to whom the settings are not shown', async () => {
    const cluster = new Cluster();
    cluster.append(inbox, { key: 'a' });
    cluster.settingsFault = refused;
    const bus = await connected(cluster);
    expect(await bus.standingOf('anna@acme', null)).toMatchObject({ low: 0n, high: 1n, limits: null });
  });

  it('is newer than a time where its first record is later by more than the clocks of servers differ', async () => {
    const cluster = new Cluster();
    cluster.append(inbox, { key: 'a' }, { key: 'b' });
    const bus = await connected(cluster);
    const isNewer = async (since: number): Promise<boolean> =>
      (await bus.standingOf('anna@acme', since)).isNewer;
    expect([await isNewer(began - 60_000), await isNewer(began - 59_999)]).toEqual([true, false]);
    cluster.topics.set(inbox, []);
    expect(await isNewer(began - 60_000)).toBe(false);
  });

  it('is not known where there is no inbox', async () => {
    const bus = await connected(new Cluster());
    await expect(bus.standingOf('anna@acme', null)).rejects.toMatchObject({ why: 'unreadable' });
  });
});
