import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inboxTopic } from '../protocol/destination.ts';
import { MINUTE } from '../protocol/limits.ts';
import { ConnectionLost } from './ports.ts';
import { type Desk, desks, person, World } from './test-support.ts';
import type { OutgoingRecord } from './transfer-record.ts';

const alice = person('alice');
const bob = person('bob');
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
  return desk.sender.queue({ recipient, recipientLabel: null, path, documentName, documentSize });
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
    expect(desk.log.list()[0]?.status).toBe('preparing');
    desk.connected();
    await desk.until('sent');
  });

  it('half way, starts anew under another ID when the connection was lost', async () => {
    const { world, desk } = await office();
    let taken = 0;
    world.beforeShard = () => {
      taken++;
      if (taken === 2) {
        world.isConnected = false;
        throw new ConnectionLost('as the test says');
      }
    };
    const { id, transferId } = queue(desk, randomBytes(900_000));
    await desk.until('waiting-for-connection');
    world.isConnected = true;
    desk.connected();
    await desk.until('sent');
    const now = desk.log.get(id)?.transferId ?? '';
    expect(now).not.toBe(transferId);
    expect(keysAt(world)).not.toContain(`data-${transferId}`);
    expect(keysAt(world).at(-1)).toBe(`data-${now}`);
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
    expect(desk.sender.retry(id)).toBe(true);
    await desk.until('sent');
    expect(desk.log.get(id)?.transferId).not.toBe(transferId);
    expect(desk.sender.retry(id)).toBe(false);
  });
});

describe('cancelling', () => {
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
    expect(desk.log.list().map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
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
});
