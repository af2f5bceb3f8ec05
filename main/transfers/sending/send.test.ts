import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sealDocument } from '../../pipeline/seal-document.ts';
import { inboxTopic } from '../../protocol/destination.ts';
import { DAY, MINUTE } from '../../protocol/limits.ts';
import type { OutgoingRecord } from '../log/transfer-record.ts';
import { ConnectionLost, type Pipeline, TopicUnavailable } from '../ports.ts';
import { type Desk, desks, person, World } from '../test-support.ts';

const alice = person('alice');
const bob = person('bob');
const carol = person('carol');
const openDesk = desks();
const toBob = inboxTopic(bob.leaf.destination);
let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'sealpost-test-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(dir, { recursive: true, force: true });
});

function queue(
  desk: Desk,
  content: Buffer | string = 'A document.\n',
  recipient = 'bob@acme',
): OutgoingRecord {
  const documentName = `plan ${readdirSync(dir).length}.txt`;
  const path = join(dir, documentName);
  writeFileSync(path, content);
  const documentSize = Buffer.byteLength(content);
  return desk.queue({ recipient, recipientLabel: null, path, documentName, documentSize });
}

const keysAt = (world: World): readonly string[] =>
  (world.topics.get(toBob) ?? []).map(({ key }) => String(key));
const office = async (): Promise<{ readonly world: World; readonly desk: Desk }> => {
  const world = new World(alice, bob);
  return { world, desk: await openDesk(world, alice) };
};

describe('sending', () => {
  it('publishes all shards, then data-, under the ID that was shown first', async () => {
    const { world, desk } = await office();
    const content = randomBytes(600_000);
    const { transferId } = queue(desk, content);
    await desk.until('sent');
    const keys = keysAt(world);
    expect(keys.at(-1)).toBe(`data-${transferId}`);
    expect(keys.slice(0, -1)).toEqual(keys.slice(0, -1).map((_, n) => `shard-${transferId}-${n}`));
  });

  it('arrives whole, and the answer makes it delivered', async () => {
    const world = new World(alice, bob);
    const [desk, other] = await Promise.all([openDesk(world, alice), openDesk(world, bob)]);
    const content = randomBytes(900_000);
    queue(desk, content);
    await desk.until('sent');
    const { path } = await other.until('received');
    expect(readFileSync(path ?? '').equals(content)).toBe(true);
    await desk.until('delivered');
  });

  it('without a connection waits, and says so', async () => {
    const { world, desk } = await office();
    world.isConnected = false;
    queue(desk);
    await desk.until('waiting-for-connection');
    world.isConnected = true;
    expect(desk.rows()[0]?.status).toBe('preparing');
    desk.connected();
    await desk.until('sent');
  });

  it('half way, goes on under the same ID when the connection was lost', async () => {
    const world = new World(alice, bob);
    const [desk, other] = await Promise.all([openDesk(world, alice), openDesk(world, bob)]);
    const content = randomBytes(3_000_000);
    let taken = 0;
    world.beforeShard = () => {
      if (++taken % 4 !== 2) return;
      world.isConnected = false;
      throw new ConnectionLost('as the test says');
    };
    const { id, transferId } = queue(desk, content);
    let losses = 0;
    const done = (): boolean => desk.log.get(id)?.state === 'sent';
    await vi.waitFor(async () => {
      if (!world.isConnected) {
        losses++;
        expect(desk.rows()[0]?.status).toBe('waiting-for-connection');
        world.isConnected = true;
        desk.connected();
      }
      await desk.settle();
      expect(done()).toBe(true);
    }, 20_000);
    expect(losses).toBeGreaterThan(2);
    expect(desk.log.get(id)?.transferId).toBe(transferId);
    expect(keysAt(world).filter((key) => key.startsWith('data-'))).toEqual([`data-${transferId}`]);
    const { path } = await other.until('received');
    expect(readFileSync(path ?? '').equals(content)).toBe(true);
  });

  it('half way, a topic that takes nothing holds up its own documents alone', async () => {
    const world = new World(alice, bob, carol);
    const desk = await openDesk(world, alice);
    let isStuck = true;
    world.beforeShard = ({ topic }) => {
      if (isStuck && topic === toBob) throw new TopicUnavailable('no-leader');
    };
    const stuck = Array.from({ length: 6 }, () => queue(desk).id);
    const { id } = queue(desk, 'To Carol.', 'carol@acme');
    await desk.until('sent', (row) => row.id === id);
    expect(desk.rows().some(({ reason }) => reason === 'server-unavailable')).toBe(true);
    isStuck = false;
    world.clock.pass(10 * MINUTE);
    for (const one of stuck) await desk.until('sent', (row) => row.id === one);
    expect(desk.rows().every(({ reason }) => reason === null)).toBe(true);
  });

  it.each([
    ['document-missing', (path: string) => rmSync(path)],
    [
      'document-unreadable',
      (path: string) => {
        rmSync(path);
        mkdirSync(path);
      },
    ],
  ] as const)('%s', async (reason, spoil) => {
    const { world, desk } = await office();
    world.isConnected = false;
    const { path } = queue(desk);
    spoil(path);
    world.isConnected = true;
    desk.connected();
    expect((await desk.until('failed')).reason).toBe(reason);
    expect(keysAt(world).filter((key) => key.startsWith('data-'))).toEqual([]);
  });

  it('a document that changes meanwhile is not sent', async () => {
    const { world, desk } = await office();
    let path = '';
    world.beforeShard = () => writeFileSync(path, 'Another content, of another length.');
    world.isConnected = false;
    ({ path } = queue(desk, randomBytes(3_000_000)));
    world.isConnected = true;
    desk.connected();
    expect((await desk.until('failed')).reason).toBe('document-changed');
    expect(keysAt(world).filter((key) => key.startsWith('data-'))).toEqual([]);
  });

  it('a document that was written anew while it waited is not sent unasked, and then as it is', async () => {
    const { world, desk } = await office();
    world.isConnected = false;
    const path = join(dir, 'plan.txt');
    const choose = (text: string) => {
      writeFileSync(path, text);
      return { path, documentName: 'plan.txt', documentSize: text.length, documentTime: 1_700_000_000_000 };
    };
    const { id } = desk.queue({ recipient: 'bob@acme', recipientLabel: null, ...choose('Version 1') });
    choose('Version 2');
    world.isConnected = true;
    desk.connected();
    expect((await desk.until('failed')).reason).toBe('document-changed');
    expect(keysAt(world)).toEqual([]);
    // Trying everything again asks about no single one.
    expect(desk.sender.retryAll([id])).toBe(1);
    expect((await desk.until('failed')).reason).toBe('document-changed');
    expect(desk.sender.retry(id)).toBe(id);
    await desk.until('sent');
  });

  it('to nobody, to an invalid certificate, without an inbox or the right to write', async () => {
    const { world, desk } = await office();
    queue(desk, 'x', 'nobody@acme');
    expect((await desk.until('failed')).reason).toBe('recipient-unknown');
    world.verdicts.set(bob.leaf.fingerprint, 'invalid');
    queue(desk);
    await desk.until('failed', ({ reason }) => reason === 'recipient-certificate-invalid');
    world.verdicts.clear();
    world.refusing.set(toBob, 'not-allowed');
    queue(desk);
    await desk.until('failed', ({ reason }) => reason === 'not-allowed');
    world.refusing.clear();
    world.topics.delete(toBob);
    queue(desk);
    await desk.until('failed', ({ reason }) => reason === 'recipient-not-ready');
  });

  it('again after a failure is another transfer in the same row', async () => {
    const { world, desk } = await office();
    world.refusing.set(toBob, 'not-allowed');
    const { id, transferId } = queue(desk);
    await desk.until('failed');
    world.refusing.clear();
    expect(desk.sender.retry(id)).toBe(id);
    await desk.until('sent');
    expect(desk.log.get(id)?.transferId).not.toBe(transferId);
    expect(desk.sender.retry(id)).toBeNull();
  });
});

it('what nobody confirms while the server keeps it is unconfirmed, and may be sent again once', async () => {
  const { world, desk } = await office();
  const { id } = queue(desk);
  await desk.until('sent', (row) => row.id === id);
  await desk.engine.recipientInboxes.askLimits('bob@acme');
  expect([desk.sender.retry(id), desk.rows()[0]?.overdue]).toEqual([null, false]);
  world.clock.pass(15 * DAY);
  desk.log.surroundingsChanged();
  expect(desk.told.at(-1)).toMatchObject({ status: 'sent', overdue: true, retryable: true });
  const again = desk.sender.retry(id);
  expect([again === null, again === id, desk.sender.retry(id)]).toEqual([false, false, null]);
  await desk.until('sent', (row) => row.id === again);
  expect(desk.log.get(id)?.state).toBe('sent');
});

it('what is sent again and cannot be journaled whole is as it was: it can be sent again later', async () => {
  const { world, desk } = await office();
  const { id } = queue(desk);
  await desk.until('sent');
  await desk.engine.recipientInboxes.askLimits('bob@acme');
  world.clock.pass(15 * DAY);
  const { put } = desk.store;
  const failing = vi.spyOn(desk.store, 'put').mockImplementation((record, row) => {
    // The mark of the old row is written, its successor is not.
    if (record.id !== id) throw new Error('the disk is full');
    put.call(desk.store, record, row);
  });
  const before = desk.rows();
  const told = desk.told.length;
  expect(() => desk.sender.retry(id)).toThrow('the disk is full');
  expect([desk.rows(), desk.told.length, desk.log.outgoing(id)?.sentAgain]).toEqual([before, told, false]);
  failing.mockRestore();
  const again = desk.sender.retry(id);
  expect(again).not.toBeNull();
  await desk.until('sent', (row) => row.id === again);
});

it('all that failed is sent again in one transaction', async () => {
  const { world, desk } = await office();
  world.refusing.set(toBob, 'not-allowed');
  const rows = [queue(desk), queue(desk), queue(desk)];
  await vi.waitFor(() => expect(desk.rows().map(({ status }) => status)).toEqual(Array(3).fill('failed')));
  world.isConnected = false;
  let depth = 0;
  let written = 0;
  const { atomically } = desk.store;
  vi.spyOn(desk.store, 'atomically').mockImplementation((work) => {
    if (depth++ === 0) written++;
    try {
      return atomically.call(desk.store, work) as ReturnType<typeof work>;
    } finally {
      depth--;
    }
  });
  expect(desk.sender.retryAll([...rows.map(({ id }) => id), 'nobody knows it'])).toBe(3);
  expect(written).toBe(1);
  expect(desk.log.queued().map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
});

describe('a connection that is lost again and again', () => {
  it('is tried less and less often, and at once when it is a new one', async () => {
    const { world, desk } = await office();
    let attempts = 0;
    world.beforeShard = () => {
      attempts++;
      throw new ConnectionLost('as the test says');
    };
    const { id } = queue(desk);
    await desk.settle();
    expect([attempts, desk.log.get(id)?.state]).toEqual([1, 'sealing']);
    for (const [waited, expected] of [
      [5_000, 2],
      [5_000, 2],
      [5_000, 3],
    ] as const) {
      world.clock.pass(waited);
      await desk.settle();
      expect(attempts).toBe(expected);
    }
    world.beforeShard = () => {};
    desk.connected();
    await desk.until('sent', (row) => row.id === id);
  });

  it('keeps the memory of a piece whose attempt may go out yet, and of no other', async () => {
    const keep = vi.fn();
    const world = new World(alice, bob);
    const seal: Pipeline['seal'] = (job, shard, signal) =>
      sealDocument(job, (one) => shard(one, () => keep(one.n)), signal);
    const desk = await openDesk(world, alice, { seal });
    let attempts = 0;
    world.beforeShard = () => {
      if (attempts++ === 0) throw new ConnectionLost('no answer');
    };
    const { id } = queue(desk);
    await desk.settle();
    world.clock.pass(5_000);
    await desk.until('sent', (row) => row.id === id);
    expect(keep.mock.calls).toEqual([[0]]);
    queue(desk);
    await desk.settle();
    expect(keep).toHaveBeenCalledTimes(1);
  });

  it('leaves the app responsive where not even the start can be journaled', async () => {
    const { world, desk } = await office();
    vi.spyOn(console, 'error').mockImplementation(() => {});
    world.isConnected = false;
    const ids = [queue(desk).id, queue(desk).id, queue(desk).id];
    const put = vi.spyOn(desk.store, 'put').mockImplementation(() => {
      throw new Error('the disk is full');
    });
    world.isConnected = true;
    desk.connected();
    await desk.settle();
    expect([put.mock.calls.length, ids.map((id) => desk.log.get(id)?.state)]).toEqual([
      3,
      ['queued', 'queued', 'queued'],
    ]);
    put.mockRestore();
    world.clock.pass(2_000);
    for (const id of ids) await desk.until('sent', (row) => row.id === id);
  });

  it('is not tried any more when the app ends: it goes on with the next start', async () => {
    const { world, desk } = await office();
    let attempts = 0;
    world.beforeShard = () => {
      attempts++;
      desk.sender.stop();
      throw new ConnectionLost('closed');
    };
    const { id } = queue(desk);
    await desk.settle();
    world.clock.pass(10 * MINUTE);
    await desk.settle();
    expect([attempts, desk.log.get(id)?.state]).toEqual([1, 'sealing']);
    world.beforeShard = () => {};
    const after = await openDesk(world, alice, {}, desk.profileDir);
    after.resume();
    await after.until('sent', (row) => row.id === id);
  });
});

describe('a full disk', () => {
  const full = (): Error => Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });

  it('holds up a document whose letter it does not take, which goes on under the same ID', async () => {
    const { world, desk } = await office();
    vi.spyOn(desk.store, 'putOutbox').mockImplementationOnce(() => {
      throw full();
    });
    const { id, transferId } = queue(desk);
    await desk.settle();
    expect(desk.log.get(id)?.state).toBe('sealing');
    world.clock.pass(5_000);
    expect((await desk.until('sent', (row) => row.id === id)).transferId).toBe(transferId);
  });

  it('holds up a document of which it does not take the first word', async () => {
    const { world, desk } = await office();
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const put = vi.spyOn(desk.store, 'put');
    world.beforeShard = () => {
      put.mockImplementationOnce(() => {
        throw full();
      });
      throw new TopicUnavailable('no-leader');
    };
    const { id } = queue(desk);
    await desk.settle();
    expect(desk.log.get(id)?.state).toBe('sealing');
    world.beforeShard = () => {};
    world.clock.pass(5_000);
    await desk.until('sent', (row) => row.id === id);
  });
});

describe('cancelling', () => {
  it('while the directory is asked stays so', async () => {
    const { world, desk } = await office();
    let answer = (): void => {};
    vi.spyOn(world.registry, 'refresh').mockReturnValueOnce(
      new Promise((resolve) => {
        answer = () => resolve();
      }),
    );
    const { id } = queue(desk);
    expect(desk.sender.cancel(id)).toBe(true);
    desk.log.remove([id]);
    answer();
    await desk.settle();
    expect([desk.log.get(id)?.state, desk.log.get(id)?.removed]).toEqual(['cancelled', true]);
    expect(keysAt(world)).toEqual([]);
  });

  it('while it waits, and while it is under way: nobody gets the key', async () => {
    const { world, desk } = await office();
    world.isConnected = false;
    const waiting = queue(desk);
    expect(desk.sender.cancel(waiting.id)).toBe(true);
    world.isConnected = true;
    let underWay = '';
    world.beforeShard = () => void desk.sender.cancel(underWay);
    underWay = queue(desk, randomBytes(900_000)).id;
    await desk.until('cancelled', ({ id }) => id === underWay);
    await desk.settle();
    expect(keysAt(world).filter((key) => key.startsWith('data-'))).toEqual([]);
    expect(desk.rows().map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
  });

  it('is too late once data- is sealed', async () => {
    const { desk } = await office();
    const { id } = queue(desk);
    await desk.until('sent');
    expect(desk.sender.cancel(id)).toBe(false);
  });
});

describe('after a restart', () => {
  it('what was half sealed starts anew under another ID', async () => {
    const world = new World(alice, bob);
    const before = await openDesk(world, alice, { seal: () => new Promise(() => {}) });
    const { id, transferId } = queue(before);
    await vi.waitFor(() => expect(before.log.get(id)?.state).toBe('sealing'));
    const after = await openDesk(world, alice, {}, before.profileDir);
    after.resume();
    await after.until('sent');
    expect(after.log.get(id)?.transferId).not.toBe(transferId);
  });

  it('what was sealed is published as it was', async () => {
    const { world, desk } = await office();
    vi.spyOn(world.bus, 'publish').mockRejectedValue(new ConnectionLost('as the test says'));
    const { id, transferId } = queue(desk);
    await vi.waitFor(() => expect(desk.log.get(id)?.state).toBe('dispatching'));
    vi.restoreAllMocks();
    const after = await openDesk(world, alice, {}, desk.profileDir);
    after.resume();
    await after.until('sent');
    expect(keysAt(world).at(-1)).toBe(`data-${transferId}`);
  });
});

describe('the outbox', () => {
  it('goes on with the others where one is refused or fails, and tries again', async () => {
    const { world, desk } = await office();
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    vi.spyOn(world.bus, 'publish').mockRejectedValueOnce(new Error('a fault of ours'));
    const first = queue(desk);
    await vi.waitFor(() => expect(error).toHaveBeenCalledOnce());
    const second = queue(desk);
    await desk.until('sent', ({ id }) => id === second.id);
    world.clock.pass(MINUTE);
    await desk.until('sent', ({ id }) => id === first.id);
  });

  it('publishes documents before answers to the same inbox, and asks a topic that refuses once', async () => {
    const { world, desk } = await office();
    world.isConnected = false;
    const toNobody = { topic: 'sealpost-inbox-nobody__acme', kid: null, body: Buffer.from('x') };
    for (const n of [1, 2, 3]) desk.outbox.store({ ...toNobody, messageType: `ack-${n}` }, `row-${n}`);
    for (const messageType of ['ack-5', 'data-4'])
      desk.outbox.store({ ...toNobody, topic: toBob, messageType }, `row-${messageType}`);
    const publish = vi.spyOn(world.bus, 'publish');
    world.isConnected = true;
    await desk.outbox.pump();
    const asked = (topic: string): string[] =>
      publish.mock.calls.flatMap(([one]) => (one.topic === topic ? [one.messageType] : []));
    expect([asked(toBob), asked(toNobody.topic)]).toEqual([['data-4', 'ack-5'], ['ack-1']]);
    world.clock.pass(MINUTE);
    await desk.settle();
    expect(publish.mock.calls.length).toBe(4);
  });

  it('does not believe that something was published which the journal did not take', async () => {
    const { world, desk } = await office();
    vi.spyOn(console, 'error').mockImplementation(() => {});
    vi.spyOn(desk.store, 'markPublished').mockImplementationOnce(() => {
      throw new Error('the disk is full');
    });
    const { id } = queue(desk);
    await vi.waitFor(() => expect(keysAt(world).some((key) => key.startsWith('data-'))).toBe(true));
    await desk.settle();
    expect([desk.log.get(id)?.state, desk.store.get(id)?.state]).toEqual(['dispatching', 'dispatching']);
    world.clock.pass(MINUTE);
    await desk.until('sent', (row) => row.id === id);
    expect(desk.store.get(id)?.state).toBe('sent');
  });
});
