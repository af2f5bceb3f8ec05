import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statfsSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { CHUNK_BYTES, DAY } from '../protocol/limits.ts';
import { newTransferId } from '../protocol/transfer-id.ts';
import { SqlDatabase } from './database.ts';
import { SpoolShardStore } from './shard-store.ts';
import { noSmallDrive, smallDrives, temporaryFolders } from './test-support.ts';

const folder = temporaryFolders();
const drive = smallDrives();
afterEach(() => void vi.restoreAllMocks());
const body = (bytes = 40): Buffer => randomBytes(bytes);

/** What stands in the spool at the places that the store names. */
function stored(store: SpoolShardStore, transferId: string, count: number): readonly (readonly Buffer[])[] {
  const { spoolPath, candidates } = store.candidates(transferId, count);
  const bytes = existsSync(spoolPath) ? readFileSync(spoolPath) : Buffer.alloc(0);
  return candidates.map((ofOne) =>
    ofOne.map(([position, length]) => bytes.subarray(position, position + length)),
  );
}

const spoolOf = (store: SpoolShardStore, transferId: string): string =>
  store.candidates(transferId, 0).spoolPath;

describe('shards', () => {
  it('are there in any order, with their bytes, also after a restart', async () => {
    const shard = fc.record({
      transfer: fc.nat(2),
      n: fc.nat(5),
      bytes: fc.integer({ min: 17, max: 9_000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(shard, { maxLength: 6 }), { maxLength: 5 }), async (batches) => {
        const dir = folder();
        const ids = [newTransferId(), newTransferId(), newTransferId()] as const;
        const store = await SpoolShardStore.open(dir, systemClock);
        const expected = ids.map(() => Array.from({ length: 6 }, (): Buffer[] => []));
        for (const batch of batches) {
          const shards = batch.map(({ transfer, n, bytes }) => ({ transfer, n, body: body(bytes) }));
          for (const one of shards) {
            const ofOne = expected[one.transfer]?.[one.n];
            if (ofOne && ofOne.length < 4) ofOne.push(one.body);
          }
          await store.append(shards.map((one) => ({ ...one, transferId: ids[one.transfer] ?? '' })));
        }
        for (const again of [store, await SpoolShardStore.open(dir, systemClock)]) {
          for (const [i, id] of ids.entries()) {
            expect(stored(again, id, 6)).toEqual(expected[i]);
            expect(again.bytesOf(id)).toBe(Buffer.concat(expected[i]?.flat() ?? []).length);
            const missing = [0, 1, 2, 3, 4, 5].filter((n) => expected[i]?.[n]?.length === 0);
            expect(again.missing(id, 6)).toEqual(missing);
          }
        }
      }),
      { numRuns: 12 },
    );
  });

  it('come in once, however often their batch comes', async () => {
    const store = await SpoolShardStore.open(folder(), systemClock);
    const shards = [0, 1].map((n) => ({ transferId: newTransferId(), n, body: body() }));
    for (let i = 0; i < 3; i++) await store.append(shards);
    for (const { transferId, n, body } of shards) expect(stored(store, transferId, 2)[n]).toEqual([body]);
  });

  it('keep at most four candidates of a number; one that surely opens takes the place of the oldest', async () => {
    const dir = folder();
    const store = await SpoolShardStore.open(dir, systemClock);
    const transferId = newTransferId();
    const false_ = Array.from({ length: 6 }, () => ({ transferId, n: 3, body: body() }));
    await store.append(false_);
    expect(stored(store, transferId, 4)[3]).toEqual(false_.slice(0, 4).map((one) => one.body));
    const true_ = body();
    await store.replace(transferId, 3, true_);
    expect(stored(store, transferId, 4)[3]).toEqual([...false_.slice(1, 4).map((one) => one.body), true_]);
    // The disk lost it: it is written again.
    await store.replace(transferId, 3, true_);
    expect(stored(store, transferId, 4)[3]).toEqual([...false_.slice(1, 4).map((one) => one.body), true_]);
    // Of another sender, who uses the same ID.
    const others = body();
    await store.replace(transferId, 3, others);
    expect(stored(store, transferId, 4)[3]?.slice(-2)).toEqual([true_, others]);
    expect(store.missing(transferId, 4)).toEqual([0, 1, 2]);
  });

  it('written at the same time do not stand in each other’s place', async () => {
    const store = await SpoolShardStore.open(folder(), systemClock);
    const transferId = newTransferId();
    const bodies = Array.from({ length: 30 }, () => body(5_000));
    await Promise.all(bodies.map((one, n) => store.append([{ transferId, n, body: one }])));
    expect(stored(store, transferId, 30)).toEqual(bodies.map((one) => [one]));
  });

  it('removed while they are written are gone, and can come again', async () => {
    const dir = folder();
    const store = await SpoolShardStore.open(dir, systemClock);
    const transferId = newTransferId();
    const shard = { transferId, n: 0, body: body() };
    await Promise.all([store.append([shard]), store.remove(transferId)]);
    expect([store.bytesOf(transferId), readdirSync(dir)]).toEqual([0, []]);
    await store.append([shard]);
    expect(stored(store, transferId, 1)).toEqual([[shard.body]]);
  });

  it('of very many transfers leave no file open', async () => {
    const store = await SpoolShardStore.open(folder(), systemClock);
    const open = (): number => readdirSync('/proc/self/fd').length;
    const before = process.platform === 'linux' ? open() : 0;
    await store.append(
      Array.from({ length: 200 }, () => ({ transferId: newTransferId(), n: 0, body: body() })),
    );
    if (process.platform === 'linux') expect(open()).toBeLessThan(before + 20);
    expect(store.unverified().length).toBe(200);
  });

  it('lie in files that only the person can read', async () => {
    const store = await SpoolShardStore.open(join(folder(), 'incoming'), systemClock);
    const transferId = newTransferId();
    await store.append([{ transferId, n: 0, body: body() }]);
    const spool = spoolOf(store, transferId);
    expect(statSync(spool).mode & 0o777).toBe(0o600);
    expect(statSync(join(spool, '..')).mode & 0o777).toBe(0o700);
  });
});

describe('after a crash', () => {
  it('a shard that was cut is gone, the ones before it are there, and it can come again', async () => {
    const transferId = newTransferId();
    const bodies = [body(500), body(500)];
    const whole = folder();
    const first = await SpoolShardStore.open(whole, systemClock);
    await first.append(bodies.map((one, n) => ({ transferId, n, body: one })));
    const bytes = readFileSync(spoolOf(first, transferId));
    for (const length of [bytes.length - 1, 516 + 4, 509, 508, 507, 8, 3, 0]) {
      const dir = folder();
      writeFileSync(join(dir, `${transferId}.spool`), bytes.subarray(0, length));
      const store = await SpoolShardStore.open(dir, systemClock);
      expect(store.missing(transferId, 2)).toEqual(length < 508 ? [0, 1] : [1]);
      await store.append(bodies.map((one, n) => ({ transferId, n, body: one })));
      expect(stored(store, transferId, 2)).toEqual(bodies.map((one) => [one]));
    }
  });

  it('a hole of zeros at the end counts as cut', async () => {
    const dir = folder();
    const transferId = newTransferId();
    const first = await SpoolShardStore.open(dir, systemClock);
    const shard = { transferId, n: 0, body: body() };
    await first.append([shard]);
    appendFileSync(spoolOf(first, transferId), Buffer.alloc(10_000));
    const store = await SpoolShardStore.open(dir, systemClock);
    expect(stored(store, transferId, 2)).toEqual([[shard.body], []]);
    expect(statSync(spoolOf(store, transferId)).size).toBe(48);
  });

  it('plaintext is removed, and files of another kind do not matter', async () => {
    const dir = folder();
    const transferId = newTransferId();
    for (const name of [`${transferId}.plain`, transferId, 'notes.txt', 'x.spool'])
      writeFileSync(join(dir, name), 'x');
    const store = await SpoolShardStore.open(dir, systemClock);
    expect(existsSync(store.temporaryPath(transferId))).toBe(false);
    expect(store.unverified()).toEqual([]);
  });
});

describe('a transfer', () => {
  it('that is removed leaves no spool, and plaintext that is discarded no file', async () => {
    const dir = folder();
    const store = await SpoolShardStore.open(dir, systemClock);
    const transferId = newTransferId();
    await store.append([{ transferId, n: 0, body: body() }]);
    writeFileSync(store.temporaryPath(transferId), 'plain');
    await store.remove(transferId);
    await store.remove(transferId);
    await store.discard(transferId);
    await store.discard(transferId);
    expect(readdirSync(dir)).toEqual([]);
    expect([store.bytesOf(transferId), store.missing(transferId, 1)]).toEqual([0, [0]]);
  });

  it('without verified metadata lives 72 hours, a verified one longer', async () => {
    const dir = folder();
    const [old, protected_, fresh] = [newTransferId(), newTransferId(), newTransferId()];
    const first = await SpoolShardStore.open(dir, systemClock);
    await first.append([old, protected_, fresh].map((transferId) => ({ transferId, n: 0, body: body() })));
    const past = (Date.now() - 3 * DAY - 1_000) / 1000;
    for (const id of [old, protected_]) utimesSync(spoolOf(first, id), past, past);
    const store = await SpoolShardStore.open(dir, systemClock);
    store.protect(protected_, 1, 1);
    await store.removeExpired(Date.now());
    expect([old, protected_, fresh].map((id) => store.bytesOf(id))).toEqual([0, 40, 40]);
  });
});

describe('the quota', () => {
  const room = 10 * 4_096;
  const one = (transferId: string, n = 0): { transferId: string; n: number; body: Buffer } => ({
    ...{ transferId, n, body: body(4_000) },
  });

  it('drops the oldest transfer without verified metadata first, never a verified one', async () => {
    const store = await SpoolShardStore.open(folder(), systemClock, room);
    const ids = Array.from({ length: 10 }, () => newTransferId());
    const [verified = '', oldest = '', ...others] = ids;
    for (const id of ids) await store.append([one(id)]);
    store.protect(verified, 1, 1);
    const newest = newTransferId();
    await store.append([one(newest)]);
    expect([store.bytesOf(oldest), store.bytesOf(verified), store.bytesOf(newest)]).toEqual([
      0, 4_000, 4_000,
    ]);
    expect(others.map((id) => store.bytesOf(id))).toEqual(others.map(() => 4_000));
  });

  it('leaves out what does not fit, and a transfer never drops itself', async () => {
    const store = await SpoolShardStore.open(folder(), systemClock, room);
    const other = newTransferId();
    await store.append(Array.from({ length: 11 }, (_, n) => one(other, n)));
    expect(store.missing(other, 11)).toEqual([10]);
  });

  it('does not stop a verified transfer, which bounds itself', async () => {
    const store = await SpoolShardStore.open(folder(), systemClock, room);
    const [verified, other] = [newTransferId(), newTransferId()];
    store.protect(verified, 1, 1);
    const most = Math.floor((2 * (262_144 + 8)) / 4_096);
    const many = Array.from({ length: most + 20 }, (_, n) => ({
      transferId: verified,
      n,
      body: body(4_000),
    }));
    await store.append(many);
    const { length } = store.missing(verified, many.length);
    expect([length > 0, length < 20]).toEqual([true, true]);
    await store.append([one(other)]);
    expect(store.missing(other, 1)).toEqual([0]);
    // One that surely opens is taken all the same.
    expect(await store.replace(verified, many.length - 1, body(4_000))).toBe(null);
  });

  it('bounds also a verified transfer where it claims more shards than its document can need', async () => {
    const store = await SpoolShardStore.open(folder(), systemClock, room);
    const [greedy, other] = [newTransferId(), newTransferId()];
    store.protect(greedy, 65_536, 1);
    await store.append(Array.from({ length: 600 }, (_, n) => one(greedy, n)));
    expect(store.bytesOf(greedy)).toBeLessThan(2 * 262_152 + room);
    for (let n = 600; n < 900; n++) await store.replace(greedy, n, body(4_000));
    expect(store.bytesOf(greedy)).toBeLessThan(3 * 262_152 + room);
    expect(await store.replace(greedy, 900, body(4_000))).toBe('too-large-for-drive');
    expect(await store.obstacle(greedy, 65_536, 1)).not.toBe(null);
    store.protect(other, 1, 1);
    expect(await store.obstacle(other, 1, 1)).toBe(null);
  });

  it('takes back what such a transfer has beyond its promise, where others need it', async () => {
    const store = await SpoolShardStore.open(folder(), systemClock, 300 * 4_096);
    const [greedy, other] = [newTransferId(), newTransferId()];
    store.protect(greedy, 65_536, 1);
    await store.append(Array.from({ length: 400 }, (_, n) => one(greedy, n)));
    expect(store.missing(greedy, 400).length).toBeGreaterThan(90);
    await store.append([one(other)]);
    expect([store.bytesOf(greedy), store.bytesOf(other)]).toEqual([0, 4_000]);
    await store.append([one(greedy)]);
    expect(store.unverified().map(({ transferId }) => transferId)).toEqual([other]);
    expect(store.bytesOf(greedy)).toBe(4_000);
  });

  it('of a verified transfer begins anew where what was replaced used it up', async () => {
    const store = await SpoolShardStore.open(folder(), systemClock, room);
    const id = newTransferId();
    store.protect(id, 2, 2 * CHUNK_BYTES);
    for (let n = 0; n < 20; n++) expect(await store.replace(id, n % 2, body(262_144))).toBe(null);
    expect(statSync(spoolOf(store, id)).size).toBeLessThanOrEqual(6 * 262_152);
    await store.replace(id, 0, body(262_144));
    await store.replace(id, 1, body(262_144));
    expect(store.missing(id, 2)).toEqual([]);
  });

  it('promises room for the larger document where two senders use one ID', async () => {
    const store = await SpoolShardStore.open(folder(), systemClock, room);
    const id = newTransferId();
    store.protect(id, 10, 10 * CHUNK_BYTES);
    store.protect(id, 1, 1);
    await store.append(Array.from({ length: 10 }, (_, n) => ({ transferId: id, n, body: body(262_144) })));
    expect(store.missing(id, 10)).toEqual([]);
  });

  it('drops the transfer that grew longest ago where there are too many of them', async () => {
    const dir = folder();
    const store = await SpoolShardStore.open(dir, systemClock, undefined, 3);
    const ids = Array.from({ length: 4 }, () => newTransferId());
    const [first = '', second = '', third = '', fourth = ''] = ids;
    for (const id of [first, second, third]) await store.append([one(id)]);
    await store.append([one(first, 1)]);
    await store.append([one(fourth)]);
    expect(ids.map((id) => store.bytesOf(id))).toEqual([8_000, 0, 4_000, 4_000]);
    expect(readdirSync(dir).length).toBe(3);
    store.protect(third, 1, 1);
    await store.append([one(second)]);
    expect(store.bytesOf(first)).toBe(8_000);
  });

  it('counts also very small shards as what they take on the disk', async () => {
    const store = await SpoolShardStore.open(folder(), systemClock, room);
    await store.append(
      Array.from({ length: 50 }, () => ({ transferId: newTransferId(), n: 0, body: body(17) })),
    );
    expect(store.unverified().length).toBe(10);
  });

  it('is the same after a restart, and what verified counts too', async () => {
    const dir = folder();
    const first = await SpoolShardStore.open(dir, systemClock, room);
    const ids = Array.from({ length: 10 }, () => newTransferId());
    await first.append(ids.map((id) => one(id)));
    const store = await SpoolShardStore.open(dir, systemClock, room);
    for (const id of ids) store.protect(id, 1, 1);
    const late = newTransferId();
    await store.append([one(late)]);
    expect(store.bytesOf(late)).toBe(0);
  });
});

it('waits for the disk only with what is verified, however many transfers are named', async () => {
  const dir = folder();
  const store = await SpoolShardStore.open(dir, systemClock);
  const any = await open(join(dir, 'any'), 'w');
  const datasync = vi.spyOn(Object.getPrototypeOf(any), 'datasync');
  await any.close();
  const one = (transferId: string) => ({ transferId, n: 0, body: body() });
  const strangers = Array.from({ length: 500 }, () => one(newTransferId()));
  await store.append(strangers);
  expect(datasync).not.toHaveBeenCalled();
  expect(store.unverified().map(({ transferId }) => transferId)).toEqual(
    strangers.map(({ transferId }) => transferId).reverse(),
  );
  const verified = newTransferId();
  store.protect(verified, 1, 1);
  await store.append([one(verified)]);
  expect(datasync).toHaveBeenCalledOnce();
});

describe('a spool that cannot be written', () => {
  it('leaves the shard out, and says why where it is needed', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    const dir = folder();
    const store = await SpoolShardStore.open(dir, systemClock);
    const shard = { transferId: newTransferId(), n: 0, body: body() };
    const spool = join(dir, `${shard.transferId}.spool`);
    mkdirSync(spool);
    await store.append([shard]);
    expect(await store.replace(shard.transferId, 0, shard.body)).toBe('other');
    expect(said).toHaveBeenCalledOnce();
    expect(store.missing(shard.transferId, 1)).toEqual([0]);
    rmdirSync(spool);
    await store.append([shard]);
    expect(stored(store, shard.transferId, 1)).toEqual([[shard.body]]);
  });

  it.runIf(process.platform === 'linux')('because the disk is full leaves the shard out', async () => {
    const dir = folder();
    const store = await SpoolShardStore.open(dir, systemClock);
    const shard = { transferId: newTransferId(), n: 0, body: body() };
    symlinkSync('/dev/full', join(dir, `${shard.transferId}.spool`));
    vi.spyOn(console, 'error').mockImplementation(() => {});
    expect(await store.replace(shard.transferId, 0, shard.body)).toBe('no-space');
    symlinkSync('/dev/full', join(dir, `${shard.transferId}.spool`));
    await store.append([shard]);
    expect([store.missing(shard.transferId, 1), readdirSync(dir)]).toEqual([[0], []]);
    await store.append([shard]);
    expect(stored(store, shard.transferId, 1)).toEqual([[shard.body]]);
  });

  it.skipIf(noSmallDrive)(
    'because its drive has only what the journal needs leaves the shard out, verified or not',
    async () => {
      vi.spyOn(console, 'error').mockImplementation(() => {});
      const dir = drive(80 * 1024);
      let now = Date.now();
      const store = await SpoolShardStore.open(dir, { now: () => now });
      const [verified, stranger] = [newTransferId(), newTransferId()];
      store.protect(verified, 100, 100 * CHUNK_BYTES);
      const shards = Array.from({ length: 100 }, (_, n) => ({
        transferId: verified,
        n,
        body: body(262_144),
      }));
      for (let n = 0; n < 100; n += 10) await store.append(shards.slice(n, n + 10));
      await store.append([{ transferId: stranger, n: 0, body: body(262_144) }]);
      const missing = store.missing(verified, 100);
      expect([missing.length > 30, missing.length < 50, store.bytesOf(stranger)]).toEqual([true, true, 0]);
      expect(await store.replace(verified, 99, body(262_144))).toBe('no-space');
      expect(await store.obstacle(verified, 100, 1_000_000)).toBe('no-space');
      const { bavail, bsize } = statfsSync(dir);
      expect(bavail * bsize).toBeGreaterThan(63 * 1024 * 1024);
      const journal = new SqlDatabase(join(dir, 'journal.sqlite'));
      journal.exec('CREATE TABLE one (bytes BLOB)');
      for (let n = 0; n < 100; n++) journal.run('INSERT INTO one VALUES (?)', Buffer.alloc(16_384));
      journal.close();
      // Once there is room again they are taken.
      execFileSync('mount', ['-o', 'remount,size=200m', dir]);
      now += 2_000;
      for (let n = 0; n < 100; n += 10) await store.append(shards.slice(n, n + 10));
      expect(store.missing(verified, 100)).toEqual([]);
    },
  );

  it('whose end was lost takes later shards at their right place', async () => {
    const store = await SpoolShardStore.open(folder(), systemClock);
    const transferId = newTransferId();
    await store.append([{ transferId, n: 0, body: body() }]);
    truncateSync(spoolOf(store, transferId), 20);
    const later = { transferId, n: 1, body: body() };
    await store.append([later]);
    expect(stored(store, transferId, 2)[1]).toEqual([later.body]);
  });
});
