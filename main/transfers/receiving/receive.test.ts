import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FileCause } from '../../../shared/file-cause.ts';
import { openDocument } from '../../pipeline/open-document.ts';
import { inboxTopic } from '../../protocol/destination.ts';
import { DAY, HOUR, MAX_DOCUMENT_BYTES, MINUTE } from '../../protocol/limits.ts';
import { mostShards } from '../../protocol/shard.ts';
import { formatTime } from '../../protocol/time.ts';
import { newTransferId } from '../../protocol/transfer-id.ts';
import { FolderDocumentStore } from '../../storage/document-store.ts';
import { NotSaved } from '../ports.ts';
import {
  acknowledgements,
  type Desk,
  desks,
  type Letter,
  letter,
  person,
  post,
  World,
} from '../test-support.ts';

const alice = person('alice');
const bob = person('bob');
const eve = person('eve');
const openDesk = desks();
afterEach(() => void vi.restoreAllMocks());
const silent = (): ReturnType<typeof vi.spyOn> => vi.spyOn(console, 'error').mockImplementation(() => {});

const office = async (): Promise<{ readonly world: World; readonly desk: Desk }> => {
  const world = new World(alice, bob, eve);
  return { world, desk: await openDesk(world, bob) };
};
const savedBy = (desk: Desk): readonly string[] => readdirSync(desk.receivedDir);
/** A moment after the outcome is told. */
const spoolIsCleared = ({ profileDir }: Desk): Promise<void> =>
  vi.waitFor(() => expect(readdirSync(join(profileDir, 'incoming'))).toEqual([]));
const answers = (world: World): readonly string[] =>
  acknowledgements(world, alice).map(({ status, reason }) => `${status} ${reason}`.trim());

describe('protocol.md section 8: what leads to quarantine, without a word to anybody', () => {
  const old = formatTime(Date.UTC(2026, 10, 24, 12));
  const cases: Readonly<Record<string, readonly [string, (world: World) => Letter]>> = {
    'row 1, a kid that is not held': [
      'unknown-key',
      ({ clock }) => {
        const one = letter(alice, bob, clock);
        return { ...one, data: { ...one.data, kid: eve.leaf.kid } };
      },
    ],
    'row 2, random bytes': [
      'unreadable',
      ({ clock }) => {
        const one = letter(alice, bob, clock);
        return { ...one, data: { ...one.data, body: randomBytes(600) } };
      },
    ],
    'row 2, JSON that is not canonical': [
      'unreadable',
      ({ clock }) =>
        letter(alice, bob, clock, { plain: (plain) => Buffer.concat([plain, Buffer.from(' ')]) }),
    ],
    'row 2, an unknown field': [
      'unreadable',
      ({ clock }) => letter(alice, bob, clock, { metadata: { extra: 1 } as object }),
    ],
    'row 3, a relabelled ID': [
      'unreadable',
      ({ clock }) => letter(alice, bob, clock, { label: `data-${newTransferId()}` }),
    ],
    'row 3, another recipient': [
      'not-for-this-address',
      ({ clock }) => letter(alice, bob, clock, { metadata: { recipient: eve.leaf.destination } }),
    ],
    'row 3, a certificate of another key': [
      'not-for-this-address',
      ({ clock }) => letter(alice, bob, clock, { metadata: { recipientCertificate: eve.leaf.fingerprint } }),
    ],
    'row 3, a transferHash that does not recompute': [
      'unreadable',
      ({ clock }) =>
        letter(alice, bob, clock, { metadata: { transferHash: 'ab'.repeat(32), timestamp: old } }),
    ],
    'row 4, a certificate that is invalid': [
      'certificate-invalid',
      (world) => {
        world.verdicts.set(alice.leaf.fingerprint, 'invalid');
        return letter(alice, bob, world.clock);
      },
    ],
    'row 5, a signature of somebody else': [
      'signature-mismatch',
      ({ clock }) => letter(alice, bob, clock, { signWith: eve.privateKey }),
    ],
  };

  it.each(Object.entries(cases))('%s', async (_name, [why, make]) => {
    const { world, desk } = await office();
    post(world, bob, make(world));
    await vi.waitFor(async () => {
      await desk.collect();
      expect(desk.quarantined()).toEqual([why]);
    });
    expect(savedBy(desk)).toEqual([]);
    expect(acknowledgements(world, alice)).toEqual([]);
    world.verdicts.clear();
    const good = letter(alice, bob, world.clock);
    post(world, bob, good);
    await desk.until('received', ({ transferId }) => transferId === good.transferId);
  });
});

describe('row 4, a certificate that cannot be judged yet', () => {
  it('is held, and judged when the registry changes', async () => {
    const { world, desk } = await office();
    world.verdicts.set(alice.leaf.fingerprint, 'cannot-be-judged');
    post(world, bob, letter(alice, bob, world.clock));
    await desk.settle();
    expect(answers(world)).toEqual([]);
    world.verdicts.clear();
    desk.connected();
    await desk.until('received');
    expect(answers(world)).toEqual(['received']);
  });

  it('is judged again hourly, also where the connection was lost meanwhile', async () => {
    const { world, desk } = await office();
    world.isConnected = false;
    post(world, bob, letter(alice, bob, world.clock));
    await desk.settle();
    world.isConnected = true;
    world.clock.pass(HOUR);
    await desk.until('received');
  });

  it('ends in quarantine after 72 h', async () => {
    const { world, desk } = await office();
    world.verdicts.set(alice.leaf.fingerprint, 'cannot-be-judged');
    post(world, bob, letter(alice, bob, world.clock));
    await desk.settle();
    world.clock.pass(73 * HOUR);
    await vi.waitFor(() => expect(desk.quarantined()).toEqual(['sender-unconfirmed']));
    expect(answers(world)).toEqual([]);
  });

  it('counts the 72 h from the first reading, however long the record lay in the topic', async () => {
    const { world, desk } = await office();
    world.verdicts.set(alice.leaf.fingerprint, 'cannot-be-judged');
    world.isConnected = false;
    post(world, bob, letter(alice, bob, world.clock));
    world.clock.pass(80 * HOUR);
    world.isConnected = true;
    await desk.settle();
    world.clock.pass(60 * HOUR);
    await desk.settle();
    expect(desk.quarantined()).toEqual([]);
    world.verdicts.clear();
    desk.connected();
    await desk.until('received');
  });
});

describe('row 6', () => {
  it('a copy of a received transfer saves nothing again, and is answered once in ten minutes', async () => {
    const { world, desk } = await office();
    const one = letter(alice, bob, world.clock);
    post(world, bob, one);
    await desk.until('received');
    post(world, bob, one);
    await desk.settle();
    expect(answers(world)).toEqual(['received']);
    world.clock.pass(11 * MINUTE);
    post(world, bob, one);
    await desk.settle();
    expect(answers(world)).toEqual(['received', 'received']);
    expect(savedBy(desk)).toEqual(['plan.txt']);
    await spoolIsCleared(desk);
  });

  it('another statement under the same ID is quarantined', async () => {
    const { world, desk } = await office();
    const one = letter(alice, bob, world.clock);
    post(world, bob, one);
    await desk.until('received');
    post(
      world,
      bob,
      letter(alice, bob, world.clock, { transferId: one.transferId, document: Buffer.from('x') }),
    );
    await vi.waitFor(async () => {
      await desk.collect();
      expect(desk.quarantined()).toEqual(['conflicting-statement']);
    });
    expect(savedBy(desk)).toEqual(['plan.txt']);
  });

  it('an invalid data- under an ID does not harm the valid one', async () => {
    const { world, desk } = await office();
    const one = letter(alice, bob, world.clock);
    const forged = letter(alice, bob, world.clock, { transferId: one.transferId, signWith: eve.privateKey });
    world.append(
      inboxTopic(bob.leaf.destination),
      forged.data.messageType,
      forged.data.kid,
      forged.data.body,
    );
    post(world, bob, one);
    await desk.until('received');
    expect(answers(world)).toEqual(['received']);
  });

  it('two senders may use one ID', async () => {
    const { world, desk } = await office();
    const one = letter(alice, bob, world.clock);
    post(world, bob, one);
    post(
      world,
      bob,
      letter(eve, bob, world.clock, { transferId: one.transferId, document: Buffer.from('e') }),
    );
    await desk.until('received');
    // The spool goes with the first; the shards of the other are sought in the topic.
    await desk.settle();
    world.clock.pass(MINUTE);
    await desk.until('received', ({ peer }) => peer?.destination === 'alice@acme');
    await desk.until('received', ({ peer }) => peer?.destination === 'eve@acme');
    expect(savedBy(desk).toSorted()).toEqual(['plan (2).txt', 'plan.txt']);
  });
});

describe('rows 7 to 10, with a signed failure', () => {
  const document = randomBytes(600_000);
  const refusals: Readonly<Record<string, readonly [string, (world: World) => Letter]>> = {
    'row 7, a timestamp of last week': [
      'policy',
      ({ clock }) =>
        letter(alice, bob, clock, { metadata: { timestamp: formatTime(clock.now() - 8 * DAY) } }),
    ],
    'row 7, a timestamp of the day after tomorrow': [
      'policy',
      ({ clock }) =>
        letter(alice, bob, clock, { metadata: { timestamp: formatTime(clock.now() + 2 * DAY) } }),
    ],
    'row 7, a document over the limit': [
      'policy',
      ({ clock }) => letter(alice, bob, clock, { metadata: { documentSize: MAX_DOCUMENT_BYTES + 1 } }),
    ],
    'row 10, a document of another hash': [
      'hash-mismatch',
      ({ clock }) => letter(alice, bob, clock, { document, metadata: { documentHash: 'ab'.repeat(32) } }),
    ],
    'row 10, more bytes than were signed': [
      'hash-mismatch',
      ({ clock }) => letter(alice, bob, clock, { document, metadata: { documentSize: 100 } }),
    ],
    'row 10, zeros after the last member': [
      'hash-mismatch',
      ({ clock }) => letter(alice, bob, clock, { gzip: (gzip) => Buffer.concat([gzip, Buffer.alloc(4)]) }),
    ],
    'row 10, no gzip at all': [
      'hash-mismatch',
      ({ clock }) => letter(alice, bob, clock, { gzip: () => document }),
    ],
  };

  it.each(Object.entries(refusals))('%s', async (_name, [reason, make]) => {
    const { world, desk } = await office();
    post(world, bob, make(world));
    await desk.until('refused');
    await desk.settle();
    expect(answers(world)).toEqual([`failed ${reason}`]);
    expect(savedBy(desk)).toEqual([]);
    await spoolIsCleared(desk);
  });

  it('row 8, no room: said to the person at once, waited for a minute, then told', async () => {
    const { world, desk } = await office();
    vi.spyOn(desk.documents, 'obstacle').mockResolvedValue('no-space');
    post(world, bob, letter(alice, bob, world.clock));
    const { waitingFor } = await desk.until('cannot-save');
    expect(waitingFor).toEqual({ place: 'received-folder', cause: 'no-space' });
    for (let waited = 0; waited < 12; waited++) {
      expect(answers(world)).toEqual([]);
      world.clock.pass(5_000);
      await desk.settle();
    }
    await vi.waitFor(() => expect(answers(world)).toEqual(['failed storage']));
    const { reason, waitingFor: still } = await desk.until('cannot-save');
    expect([reason, still]).toEqual(['storage', waitingFor]);
  });

  it('row 8, more shards than this computer keeps for a document of that size', async () => {
    const { world, desk } = await office();
    const seeking = vi.spyOn(world.bus, 'seek');
    const claim = { documentSize: 1, shardCount: 65_536 };
    post(world, bob, letter(alice, bob, world.clock, { metadata: claim }));
    const { waitingFor } = await desk.until('cannot-save');
    expect(waitingFor?.place).toBe('own-drive');
    world.clock.pass(2 * MINUTE);
    await desk.settle();
    expect(seeking).not.toHaveBeenCalled();
  });

  it('row 8, more shards than usual, of a gzip with a very long header', async () => {
    const { world, desk } = await office();
    const named = Buffer.from([8]);
    const gzip = (bytes: Buffer): Buffer =>
      Buffer.concat([
        ...[bytes.subarray(0, 3), named, bytes.subarray(4, 10)],
        ...[Buffer.alloc(600_000, 'n'), Buffer.alloc(1), bytes.subarray(10)],
      ]);
    const long = letter(alice, bob, world.clock, { gzip });
    expect(long.metadata.shardCount).toBeGreaterThan(mostShards(long.metadata.documentSize));
    post(world, bob, long);
    await desk.until('received');
  });

  it('row 8, room that comes in time', async () => {
    const { world, desk } = await office();
    vi.spyOn(desk.documents, 'obstacle').mockResolvedValueOnce('not-there');
    post(world, bob, letter(alice, bob, world.clock));
    await desk.until('cannot-save');
    world.clock.pass(5_000);
    const { waitingFor } = await desk.until('received');
    expect([answers(world), waitingFor]).toEqual([['received'], null]);
  });

  /** Waits out the minute of row 8. */
  async function untilRefused(world: World, desk: Desk): Promise<void> {
    await desk.until('cannot-save');
    for (let waited = 0; waited < 30 && answers(world).length === 0; waited++) {
      world.clock.pass(5_000);
      await desk.settle();
    }
    await vi.waitFor(() => expect(answers(world)).toEqual(['failed storage']));
  }

  it('row 8, room that comes later: received follows by itself', async () => {
    const { world, desk } = await office();
    const obstacle = vi.spyOn(desk.documents, 'obstacle').mockResolvedValue('not-there');
    post(world, bob, letter(alice, bob, world.clock));
    await untilRefused(world, desk);
    for (let hours = 0; hours < 71; hours++) {
      world.clock.pass(HOUR);
      await desk.settle();
    }
    expect(answers(world)).toEqual(['failed storage']);
    obstacle.mockRestore();
    world.clock.pass(10 * MINUTE);
    await desk.until('received');
    expect([answers(world), savedBy(desk)]).toEqual([['failed storage', 'received'], ['plan.txt']]);
  });

  it('row 8, room that comes after a restart', async () => {
    const { world, desk: before } = await office();
    vi.spyOn(before.documents, 'obstacle').mockResolvedValue('not-there');
    post(world, bob, letter(alice, bob, world.clock));
    await untilRefused(world, before);
    const after = await openDesk(world, bob, {}, before.profileDir);
    after.resume();
    await vi.waitFor(() => expect(answers(world)).toEqual(['failed storage', 'received']));
    expect(savedBy(after)).toEqual(['plan.txt']);
  });

  it('row 8, room that does not come within 72 h: refused for good, and nothing is left', async () => {
    const { world, desk } = await office();
    vi.spyOn(desk.documents, 'obstacle').mockResolvedValue('not-there');
    post(world, bob, letter(alice, bob, world.clock));
    await untilRefused(world, desk);
    for (let hours = 0; hours < 73; hours++) {
      world.clock.pass(HOUR);
      await desk.settle();
    }
    const { reason, waitingFor } = await desk.until('refused');
    expect([reason, waitingFor, answers(world)]).toEqual(['storage', null, ['failed storage']]);
    await spoolIsCleared(desk);
  });

  it('a folder that fails after the document was opened: it is opened once, and kept', async () => {
    const world = new World(alice, bob);
    silent();
    let opened = 0;
    const desk = await openDesk(world, bob, {
      open: (...job) => {
        opened++;
        return openDocument(...job);
      },
    });
    const keep = vi.spyOn(desk.documents, 'keep').mockRejectedValue(new NotSaved('drive-error'));
    post(world, bob, letter(alice, bob, world.clock));
    const { waitingFor } = await desk.until('cannot-save');
    expect(waitingFor).toEqual({ place: 'received-folder', cause: 'drive-error' });
    await untilRefused(world, desk);
    keep.mockRestore();
    world.clock.pass(MINUTE);
    await desk.until('received');
    expect([answers(world), opened]).toEqual([['failed storage', 'received'], 1]);
    await spoolIsCleared(desk);
  });

  it('a drive that does not take the opened document: its cause is told, and it comes later', async () => {
    const world = new World(alice, bob);
    let cause: FileCause | null = 'not-writable';
    const desk = await openDesk(world, bob, {
      open: async (...job) => (cause ? { kind: 'storage', cause } : openDocument(...job)),
    });
    post(world, bob, letter(alice, bob, world.clock));
    const { waitingFor } = await desk.until('cannot-save');
    expect(waitingFor).toEqual({ place: 'own-drive', cause: 'not-writable' });
    await untilRefused(world, desk);
    cause = null;
    world.clock.pass(MINUTE);
    await desk.until('received');
    expect(answers(world)).toEqual(['failed storage', 'received']);
  });

  it('a copy of what waits for room is judged again, and told again', async () => {
    const { world, desk } = await office();
    vi.spyOn(desk.documents, 'obstacle').mockResolvedValue('not-there');
    const one = letter(alice, bob, world.clock);
    post(world, bob, one);
    await untilRefused(world, desk);
    world.clock.pass(11 * MINUTE);
    await desk.settle();
    post(world, bob, one);
    for (let waited = 0; waited < 30 && answers(world).length === 1; waited++) {
      await desk.settle();
      world.clock.pass(5_000);
    }
    await vi.waitFor(() => expect(answers(world)).toEqual(['failed storage', 'failed storage']));
  });
});

describe('row 9, shards', () => {
  const document = randomBytes(700_000);
  const topic = inboxTopic(bob.leaf.destination);
  const append = (world: World, { messageType, body }: Letter['shards'][number]): void =>
    world.append(topic, messageType, null, body);
  const changed = (shard: Letter['shards'][number] | undefined): Letter['shards'][number] => {
    if (!shard) throw new Error('the letter has more shards');
    const body = Buffer.from(shard.body);
    body.writeUInt8(body.readUInt8(9) ^ 1, 9);
    return { ...shard, body };
  };

  it('may come after data-', async () => {
    const { world, desk } = await office();
    const one = letter(alice, bob, world.clock, { document });
    post(world, bob, { ...one, shards: [] });
    await desk.settle();
    for (const shard of one.shards) append(world, shard);
    const { path } = await desk.until('received');
    expect(readFileSync(path ?? '').equals(document)).toBe(true);
    await spoolIsCleared(desk);
  });

  it('that are missing after a minute are told; with them within 72 h received follows', async () => {
    const { world, desk } = await office();
    const one = letter(alice, bob, world.clock, { document });
    const [first, ...others] = one.shards;
    post(world, bob, { ...one, shards: others });
    await desk.settle();
    expect(answers(world)).toEqual([]);
    world.clock.pass(MINUTE);
    await desk.until('incomplete');
    expect(answers(world)).toEqual(['failed incomplete']);
    world.clock.pass(10 * HOUR);
    if (first) append(world, first);
    await desk.until('received');
    expect(answers(world)).toEqual(['failed incomplete', 'received']);
  });

  it('that are missing are told also where the timers of the computer fire a little early', async () => {
    const { world, desk } = await office();
    world.clock.earlyBy = 1;
    const one = letter(alice, bob, world.clock, { document });
    post(world, bob, { ...one, shards: one.shards.slice(1) });
    await desk.settle();
    world.clock.pass(MINUTE);
    await desk.until('incomplete');
    expect(answers(world)).toEqual(['failed incomplete']);
  });

  it('that are missing are told also where the clock was set back meanwhile', async () => {
    const { world, desk } = await office();
    const one = letter(alice, bob, world.clock, { document });
    post(world, bob, { ...one, shards: one.shards.slice(1) });
    await desk.settle();
    world.clock.setBy = -DAY;
    world.clock.pass(MINUTE);
    await desk.until('incomplete');
    expect(answers(world)).toEqual(['failed incomplete']);
  });

  it('that were altered count as missing', async () => {
    const { world, desk } = await office();
    const one = letter(alice, bob, world.clock, { document });
    post(world, bob, { ...one, shards: [changed(one.shards[0]), ...one.shards.slice(1)] });
    await desk.settle();
    world.clock.pass(MINUTE);
    await desk.until('incomplete');
    expect(answers(world)).toEqual(['failed incomplete']);
    expect(savedBy(desk)).toEqual([]);
  });

  it('a true one that follows a false one within the minute is enough', async () => {
    const { world, desk } = await office();
    const one = letter(alice, bob, world.clock, { document });
    const [first, ...others] = one.shards;
    const messageType = first?.messageType ?? '';
    post(world, bob, { ...one, shards: [{ messageType, body: randomBytes(262_144) }, ...others] });
    await desk.settle();
    world.clock.pass(20_000);
    if (first) append(world, first);
    await desk.until('received');
    expect(answers(world)).toEqual(['received']);
  });

  it('a false one with the tag of the true one only delays it', async () => {
    const { world, desk } = await office();
    const one = letter(alice, bob, world.clock, { document });
    append(world, changed(one.shards[0]));
    post(world, bob, one);
    await desk.until('received');
    expect(answers(world)).toEqual(['received']);
  });

  it('any number of false ones before the true one does not block it', async () => {
    const { world, desk } = await office();
    const one = letter(alice, bob, world.clock, { document });
    const messageType = one.shards[0]?.messageType ?? '';
    for (let n = 0; n < 40; n++) append(world, { messageType, body: randomBytes(262_144) });
    post(world, bob, one);
    await desk.until('received');
    expect(answers(world)).toEqual(['received']);
  });

  it('that were left out of the spool are sought in the topic', async () => {
    const { world, desk } = await office();
    post(world, bob, letter(alice, bob, world.clock, { document }));
    vi.spyOn(desk.shards, 'append').mockResolvedValue();
    await desk.settle();
    world.clock.pass(MINUTE);
    await desk.until('received');
  });

  it('are not missing while Kafka cannot be asked', async () => {
    const { world, desk } = await office();
    post(world, bob, letter(alice, bob, world.clock, { document }));
    vi.spyOn(desk.shards, 'append').mockResolvedValue();
    await desk.settle();
    world.isConnected = false;
    world.clock.pass(MINUTE);
    await desk.settle();
    world.clock.pass(10 * MINUTE);
    await desk.settle();
    expect([desk.rows().map(({ status }) => status), answers(world)]).toEqual([['checking'], []]);
    world.isConnected = true;
    world.clock.pass(5_000);
    await desk.until('received');
    expect(answers(world)).toEqual(['received']);
  });

  it('that the disk does not take are no holes: it gets a minute, and that is what is told', async () => {
    const { world, desk } = await office();
    post(world, bob, letter(alice, bob, world.clock, { document }));
    vi.spyOn(desk.shards, 'append').mockResolvedValue();
    vi.spyOn(desk.shards, 'replace').mockResolvedValue('no-space');
    await desk.settle();
    world.clock.pass(MINUTE);
    for (let waited = 0; waited < 40 && answers(world).length === 0; waited++) {
      world.clock.pass(5_000);
      await desk.settle();
    }
    expect(answers(world)).toEqual(['failed storage']);
  });
});

describe('a flood', () => {
  it('of forgeries leaves a bounded number of rows, and the true one comes through', async () => {
    const { world, desk } = await office();
    for (let n = 0; n < 230; n++)
      post(world, bob, letter(alice, bob, world.clock, { signWith: eve.privateKey }));
    const good = letter(alice, bob, world.clock);
    post(world, bob, good);
    // So many letters take their time where others work too.
    await desk.collect();
    await desk.until('received', ({ transferId }) => transferId === good.transferId);
    expect(desk.rows().filter(({ status }) => status === 'refused').length).toBe(200);
    expect(desk.quarantined().length).toBe(230);
    world.clock.pass(2 * DAY);
    const late = letter(alice, bob, world.clock, { signWith: eve.privateKey });
    post(world, bob, late);
    await desk.until('refused', ({ transferId }) => transferId === late.transferId);
    expect(desk.rows().filter(({ status }) => status === 'refused').length).toBe(200);
  });

  it('of what cannot be judged yet is judged whole when it can, also what was evicted', async () => {
    const { world, desk } = await office();
    world.verdicts.set(alice.leaf.fingerprint, 'cannot-be-judged');
    const letters = Array.from({ length: 3 }, () => letter(alice, bob, world.clock));
    for (const one of letters) post(world, bob, one);
    await desk.collect();
    const kept = desk.store.keptRecords();
    vi.spyOn(desk.store, 'keptRecords').mockReturnValueOnce(
      kept.map((record, n) => (n === 0 ? { ...record, body: null } : record)),
    );
    world.verdicts.clear();
    desk.connected();
    for (const { transferId } of letters)
      await desk.until('received', (row) => row.transferId === transferId);
  });
});

describe('row 11, a local fault', () => {
  it('is retried, said, and not acknowledged before it is mended', async () => {
    const { world, desk } = await office();
    const error = silent();
    const { keep } = FolderDocumentStore.prototype;
    vi.spyOn(desk.documents, 'keep').mockImplementationOnce((from, path) => {
      rmSync(from);
      return keep.call(desk.documents, from, path);
    });
    post(world, bob, letter(alice, bob, world.clock));
    await vi.waitFor(async () => {
      await desk.collect();
      expect(error).toHaveBeenCalledOnce();
    });
    await desk.settle();
    expect([answers(world), savedBy(desk)]).toEqual([[], []]);
    world.clock.pass(5_000);
    await desk.until('received');
    expect([answers(world), savedBy(desk)]).toEqual([['received'], ['plan.txt']]);
  });

  it('a journal that does not take its name leaves the name to the next attempt', async () => {
    const { world, desk } = await office();
    silent();
    const { put } = desk.store;
    let faults = 0;
    vi.spyOn(desk.store, 'put').mockImplementation((record, row) => {
      if (record.state === 'saving' && faults++ === 0) throw new Error('the disk is full');
      put.call(desk.store, record, row);
    });
    post(world, bob, letter(alice, bob, world.clock));
    await vi.waitFor(async () => {
      await desk.collect();
      expect(faults).toBe(1);
    });
    await desk.settle();
    world.clock.pass(MINUTE);
    await desk.until('received');
    expect(savedBy(desk)).toEqual(['plan.txt']);
  });

  it('a fault of the pipeline starts the work again', async () => {
    const world = new World(alice, bob);
    const error = silent();
    let attempts = 0;
    const desk = await openDesk(world, bob, {
      open: (...job) => {
        attempts++;
        if (attempts === 1) throw new Error('the worker ended');
        return openDocument(...job);
      },
    });
    post(world, bob, letter(alice, bob, world.clock));
    await vi.waitFor(async () => {
      await desk.collect();
      expect(error).toHaveBeenCalled();
    });
    world.clock.pass(MINUTE);
    await desk.settle();
    world.clock.pass(MINUTE);
    await desk.until('received');
    expect(answers(world)).toEqual(['received']);
  });

  it('of the journal, once all is done, changes nothing of what was received, and is made up for', async () => {
    const { world, desk } = await office();
    silent();
    vi.spyOn(desk.store, 'releaseRecord').mockImplementationOnce(() => {
      throw new Error('the disk is full');
    });
    post(world, bob, letter(alice, bob, world.clock));
    await desk.until('received');
    await desk.settle();
    vi.spyOn(desk.documents, 'obstacle').mockResolvedValue('not-there');
    for (let waited = 0; waited < 3; waited++) {
      world.clock.pass(MINUTE);
      await desk.settle();
    }
    expect(desk.rows().map(({ status }) => status)).toEqual(['received']);
    expect(desk.store.keptRecords()).toEqual([]);
  });

  it('a judgement that fails stops none of the records behind it', async () => {
    const { world, desk } = await office();
    const error = silent();
    vi.spyOn(world.registry, 'refresh').mockRejectedValueOnce(new Error('a fault of ours'));
    post(world, bob, letter(alice, bob, world.clock, { document: Buffer.from('first') }));
    post(world, bob, letter(alice, bob, world.clock, { document: Buffer.from('second') }));
    await desk.until('received');
    expect(error).toHaveBeenCalledOnce();
    desk.connected();
    await vi.waitFor(() => expect(answers(world)).toEqual(['received', 'received']));
  });
});

describe('row 12 and restarts', () => {
  it('the acknowledgement is repeated until Kafka has it', async () => {
    const { world, desk } = await office();
    world.refusing.set(inboxTopic(alice.leaf.destination), 'not-allowed');
    post(world, bob, letter(alice, bob, world.clock));
    await desk.until('confirmation-pending');
    world.refusing.clear();
    world.clock.pass(MINUTE);
    await desk.until('received');
    expect(answers(world)).toEqual(['received']);
  });

  it('a stored record is judged after a restart, and saved once', async () => {
    const world = new World(alice, bob);
    const before = await openDesk(world, bob, { open: () => new Promise(() => {}) });
    post(world, bob, letter(alice, bob, world.clock));
    await before.settle();
    const after = await openDesk(world, bob, {}, before.profileDir);
    after.resume();
    await vi.waitFor(() => expect(answers(world)).toEqual(['received']));
    expect(savedBy(after)).toEqual(['plan.txt']);
  });

  it('pieces that stayed behind a received document are removed with the next start', async () => {
    const world = new World(alice, bob);
    const before = await openDesk(world, bob);
    const good = letter(alice, bob, world.clock);
    post(world, bob, good);
    await before.until('received');
    await spoolIsCleared(before);
    // The program was killed between the journal and the drive: `u32 n ‖ u32 length ‖ sealed bytes`.
    const entry = Buffer.alloc(8 + 100);
    entry.writeUInt32BE(100, 4);
    for (const transferId of [good.transferId, newTransferId()])
      writeFileSync(join(before.profileDir, 'incoming', `${transferId}.spool`), entry);
    const after = await openDesk(world, bob, {}, before.profileDir);
    after.resume();
    await vi.waitFor(() => expect(readdirSync(join(after.profileDir, 'incoming')).length).toBe(1));
    expect(after.shards.bytesOf(good.transferId)).toBe(0);
  });

  /** The document stands in its folder, and nothing after that was journaled. */
  async function movedBeforeACrash(): Promise<{ readonly world: World; readonly before: Desk }> {
    const world = new World(alice, bob);
    const before = await openDesk(world, bob);
    vi.spyOn(before.documents, 'keep').mockImplementation(async (_from, path) => {
      writeFileSync(path, 'A document.\n');
      return new Promise(() => {});
    });
    post(world, bob, letter(alice, bob, world.clock));
    await vi.waitFor(async () => {
      await before.collect();
      expect(savedBy(before)).toEqual(['plan.txt']);
    });
    return { world, before };
  }

  it('a file that was moved before a crash is not saved again', async () => {
    const { world, before } = await movedBeforeACrash();
    const after = await openDesk(world, bob, {}, before.profileDir);
    after.resume();
    await vi.waitFor(() => expect(answers(world)).toEqual(['received']));
    expect(savedBy(after)).toEqual(['plan.txt']);
  });

  it('a file that has its name is not acknowledged before it is durable', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const { world, before } = await movedBeforeACrash();
    const after = await openDesk(world, bob, {}, before.profileDir);
    const failing = vi.spyOn(after.documents, 'settle').mockRejectedValue(new NotSaved('drive-error'));
    after.resume();
    const { waitingFor } = await after.until('cannot-save');
    expect(waitingFor).toEqual({ place: 'received-folder', cause: 'drive-error' });
    expect(answers(world)).toEqual([]);
    failing.mockRestore();
    const settled = vi.spyOn(after.documents, 'settle');
    world.clock.pass(5_000);
    await vi.waitFor(() => expect(answers(world)).toEqual(['received']));
    expect(settled).toHaveBeenCalledOnce();
    expect(savedBy(after)).toEqual(['plan.txt']);
  });

  it('a file that was moved before a crash is not saved again, also where its drive is away at first', async () => {
    const { world, before } = await movedBeforeACrash();
    const after = await openDesk(world, bob, {}, before.profileDir);
    renameSync(after.receivedDir, `${after.receivedDir} away`);
    after.resume();
    const { waitingFor } = await after.until('cannot-save');
    expect(waitingFor).toEqual({ place: 'received-folder', cause: 'not-there' });
    renameSync(`${after.receivedDir} away`, after.receivedDir);
    world.clock.pass(5_000);
    await vi.waitFor(() => expect(answers(world)).toEqual(['received']));
    expect(savedBy(after)).toEqual(['plan.txt']);
  });
});
