import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { CHUNK_BYTES, SHARD_BYTES } from '../protocol/limits.ts';
import { sealShard } from '../protocol/shard.ts';
import { noSmallDrive, smallDrives, temporaryFolders } from '../storage/test-support.ts';
import type { SealedShard } from '../transfers/ports.ts';
import { openDocument } from './open-document.ts';
import { sealDocument } from './seal-document.ts';
import { storedMember } from './stored-member.ts';
import {
  type Candidates,
  collector,
  compressible,
  forever,
  incompressible,
  leavesNothing,
  openJob,
  sealJob,
} from './test-support.ts';

const folder = temporaryFolders();
const drive = smallDrives();
const noProgress = (): void => {};
const megabyte = 1024 * 1024;

async function sealed(document: Buffer): Promise<{
  dir: string;
  job: ReturnType<typeof sealJob>;
  shards: readonly Buffer[];
  outcome: Awaited<ReturnType<typeof sealDocument>>;
}> {
  const dir = folder();
  const job = sealJob(dir, document);
  const { shards, emit } = collector();
  const outcome = await sealDocument(job, emit, forever);
  expect(shards.map(({ n }) => n)).toEqual(shards.map((_, n) => n));
  return { dir, job, shards: shards.map(({ body }) => body), outcome };
}

const alone = (shards: readonly Buffer[]): Candidates => shards.map((one) => [one]);

/** Any bytes as the gzip stream of a transfer. */
function sealStream(dir: string, document: Buffer, stream: Buffer): ReturnType<typeof openJob> {
  const job = sealJob(dir, document);
  const count = Math.ceil(stream.length / CHUNK_BYTES);
  const shards = Array.from({ length: count }, (_, n) =>
    sealShard(
      job.shardsKey,
      job.transferId,
      n,
      n === count - 1,
      stream.subarray(n * CHUNK_BYTES, (n + 1) * CHUNK_BYTES),
    ),
  );
  return openJob(dir, job, document, alone(shards));
}

// Stored, so that the length of the gzip is known: the document's and a constant.
const overhead =
  Buffer.concat([...storedMember(incompressible(CHUNK_BYTES - 64))]).length - (CHUNK_BYTES - 64);

describe('a document', () => {
  it.each([
    ['nothing', Buffer.alloc(0), 1],
    ['1 byte', Buffer.from([7]), 1],
    ['1 compressible block', compressible(megabyte), 1],
    ['3 blocks and a byte', compressible(3 * megabyte + 1), 1],
    ['exactly one shard', incompressible(CHUNK_BYTES - overhead), 1],
    ['one byte less than a shard', incompressible(CHUNK_BYTES - overhead - 1), 1],
    ['one byte more than a shard', incompressible(CHUNK_BYTES - overhead + 1), 2],
    ['5 incompressible blocks', incompressible(5 * megabyte - 3), 21],
  ])('of %s is what was sealed', async (_, document, count) => {
    const { dir, job, shards, outcome } = await sealed(document);
    expect(outcome).toEqual({
      kind: 'sealed',
      documentHash: createHash('sha256').update(document).digest('hex'),
      documentSize: document.length,
      shardCount: count,
      sealedBytes: Buffer.concat(shards).length,
    });
    expect(shards.slice(0, -1).every((one) => one.length === SHARD_BYTES)).toBe(true);
    const opening = openJob(dir, job, document, alone(shards));
    const told: number[] = [];
    expect(await openDocument(opening, (bytes) => void told.push(bytes), forever)).toEqual({
      kind: 'opened',
    });
    expect(readFileSync(opening.temporaryPath).equals(document)).toBe(true);
    expect(statSync(opening.temporaryPath).mode & 0o777).toBe(0o600);
    expect(told.at(-1) ?? 0).toBe(document.length);
  });

  it('is never in its shards as it was', async () => {
    const { shards } = await sealed(Buffer.from('a secret that must not be seen'));
    expect(Buffer.concat(shards).includes('secret')).toBe(false);
  });
});

describe('sealing', () => {
  const failed = (reason: string): object => ({ kind: 'failed', reason });

  it('tells a document that is missing, a folder and a link from one that is there', async () => {
    const dir = folder();
    const job = sealJob(dir, Buffer.from('x'));
    const at = (path: string): ReturnType<typeof sealDocument> =>
      sealDocument({ ...job, path }, collector().emit, forever);
    symlinkSync(job.path, join(dir, 'link'));
    mkdirSync(join(dir, 'folder'));
    expect(await at(join(dir, 'gone'))).toEqual(failed('document-missing'));
    expect(await at(join(dir, 'link'))).toEqual(failed('document-unreadable'));
    expect(await at(join(dir, 'folder'))).toEqual(failed('document-unreadable'));
  });

  it.runIf(process.platform === 'linux')('does not wait for a device that gives nothing', async () => {
    const job = { ...sealJob(folder(), Buffer.from('x')), path: '/dev/tty' };
    expect(await sealDocument(job, collector().emit, forever)).toEqual(failed('document-unreadable'));
    expect(await sealDocument({ ...job, path: '/dev/zero' }, collector().emit, forever)).toEqual(
      failed('document-unreadable'),
    );
  });

  it.each<[string, (path: string) => void]>([
    ['longer', (path) => appendFileSync(path, 'more')],
    ['shorter', (path) => truncateSync(path, 2 * megabyte)],
    ['of other bytes', (path) => writeFileSync(path, 'other', { flag: 'r+' })],
    [
      'another file of other bytes',
      (path) => {
        const bytes = readFileSync(path);
        renameSync(path, `${path}.old`);
        writeFileSync(path, bytes.reverse());
      },
    ],
    ['gone', (path) => rmSync(path)],
  ])('fails where the document is %s when it ends, and never seals its last shard', async (_, change) => {
    const document = incompressible(3 * megabyte);
    const job = sealJob(folder(), document);
    const shards: SealedShard[] = [];
    const emit = async (shard: SealedShard): Promise<void> => {
      if (shards.push(shard) === 1) change(job.path);
    };
    expect(await sealDocument(job, emit, forever)).toEqual(failed('document-changed'));
    expect(shards.length).toBeLessThanOrEqual(12);
  });

  it.each<[string, (path: string) => void]>([
    ['of another time', (path) => utimesSync(path, 1, 1)],
    [
      'another file',
      (path) => {
        const bytes = readFileSync(path);
        renameSync(path, `${path}.old`);
        writeFileSync(path, bytes);
      },
    ],
  ])('is sealed where the document is %s when it ends, and its bytes are equal', async (_, change) => {
    const document = incompressible(3 * megabyte);
    const job = sealJob(folder(), document);
    let shards = 0;
    const emit = async (): Promise<void> => {
      if (++shards === 1) change(job.path);
    };
    const documentHash = createHash('sha256').update(document).digest('hex');
    expect(await sealDocument(job, emit, forever)).toMatchObject({ kind: 'sealed', documentHash });
  });

  it.each<[string, (path: string) => void]>([
    ['other bytes of the same length', (path) => writeFileSync(path, 'B'.repeat(100))],
    ['other bytes', (path) => writeFileSync(path, 'B')],
  ])('is not sealed where %s were written since it was chosen', async (_, change) => {
    const job = sealJob(folder(), Buffer.alloc(100, 'A'));
    // A while ago: what changes now has another time.
    utimesSync(job.path, 1_700_000_000, 1_700_000_000);
    const chosen = { size: 100, time: 1_700_000_000_000 };
    const { emit } = collector();
    expect(await sealDocument({ ...job, chosen }, emit, forever)).toMatchObject({ kind: 'sealed' });
    change(job.path);
    expect(await sealDocument({ ...job, chosen }, emit, forever)).toEqual(failed('document-changed'));
    expect(await sealDocument({ ...job, chosen: null }, emit, forever)).toMatchObject({ kind: 'sealed' });
  });

  it('waits for each shard before it makes the next', async () => {
    const job = sealJob(folder(), incompressible(2 * megabyte));
    let underWay = 0;
    let most = 0;
    const emit = async (): Promise<void> => {
      most = Math.max(most, ++underWay);
      await new Promise(setImmediate);
      underWay--;
    };
    await sealDocument(job, emit, forever);
    expect(most).toBe(1);
  });

  it('stops when it is told to, and where a shard cannot be given away', async () => {
    const job = sealJob(folder(), incompressible(3 * megabyte));
    const abort = new AbortController();
    const { shards, emit } = collector();
    const stop = async (shard: SealedShard): Promise<void> => {
      await emit(shard);
      abort.abort(new Error('stopped'));
      abort.signal.throwIfAborted();
    };
    await expect(sealDocument(job, stop, abort.signal)).rejects.toThrow('stopped');
    expect(shards.length).toBe(1);
    await expect(sealDocument(job, () => Promise.reject(new Error('refused')), forever)).rejects.toThrow(
      'refused',
    );
  });
});

describe('opening', () => {
  it('names every shard that is missing or does not open, and leaves no plaintext', async () => {
    const document = incompressible(megabyte);
    const { dir, job, shards } = await sealed(document);
    const flipped = Buffer.from(shards[1] as Buffer);
    flipped[9] = (flipped[9] as number) ^ 1;
    const holes: Candidates = shards.map((one, n) => (n === 1 ? [flipped] : n === 3 ? [] : [one]));
    const opening = openJob(dir, job, document, holes);
    expect(await openDocument(opening, noProgress, forever)).toEqual({ kind: 'missing', shards: [1, 3] });
    expect(leavesNothing(opening)).toBe(true);
  });

  it.skipIf(noSmallDrive)(
    'leaves room for the journal where other documents fill the drive beside it',
    async () => {
      const document = compressible(60 * megabyte);
      const { job, shards } = await sealed(document);
      const dir = drive(96 * 1024);
      const opening = openJob(dir, job, document, alone(shards));
      expect(await openDocument(opening, noProgress, forever)).toEqual({
        kind: 'storage',
        cause: 'no-space',
      });
      expect(leavesNothing(opening)).toBe(true);
      execFileSync('mount', ['-o', 'remount,size=200m', dir]);
      expect(await openDocument(opening, noProgress, forever)).toEqual({ kind: 'opened' });
    },
  );

  it('takes the true shard among false ones', async () => {
    const document = incompressible(megabyte);
    const { dir, job, shards } = await sealed(document);
    const other = await sealed(document);
    const mixed = shards.map((one, n) => [other.shards[n] as Buffer, randomBytes(17), one]);
    const opening = openJob(dir, job, document, mixed);
    expect(await openDocument(opening, noProgress, forever)).toEqual({ kind: 'opened' });
    expect(readFileSync(opening.temporaryPath).equals(document)).toBe(true);
  });

  it('finds shards missing where the spool is gone or shorter than was noted', async () => {
    const document = incompressible(megabyte);
    const { dir, job, shards } = await sealed(document);
    const opening = openJob(dir, job, document, alone(shards));
    truncateSync(opening.spoolPath, SHARD_BYTES + 5);
    const short = await openDocument(opening, noProgress, forever);
    expect(short).toEqual({ kind: 'missing', shards: shards.map((_, n) => n).slice(1) });
    rmSync(opening.spoolPath);
    const gone = await openDocument(opening, noProgress, forever);
    expect(gone).toEqual({ kind: 'missing', shards: shards.map((_, n) => n) });
    expect(leavesNothing(opening)).toBe(true);
  });

  it.each<[string, Partial<ReturnType<typeof openJob>>]>([
    ['another hash', { documentHash: 'f'.repeat(64) }],
    ['one byte more', { documentSize: 500_001 }],
    ['one byte less', { documentSize: 499_999 }],
  ])('refuses a document that was signed with %s', async (_, signed) => {
    const document = incompressible(500_000);
    const { dir, job, shards } = await sealed(document);
    const opening = { ...openJob(dir, job, document, alone(shards)), ...signed };
    expect(await openDocument(opening, noProgress, forever)).toEqual({ kind: 'hash-mismatch' });
    expect(leavesNothing(opening)).toBe(true);
  });

  it('refuses a stream that is no gzip, however many shards it has', async () => {
    const opening = sealStream(folder(), Buffer.from('x'), incompressible(6 * CHUNK_BYTES));
    expect(await openDocument(opening, noProgress, forever)).toEqual({ kind: 'hash-mismatch' });
    expect(leavesNothing(opening)).toBe(true);
  });

  it('refuses a stream that goes on after its end, however long', async () => {
    const document = Buffer.from('x');
    const stream = Buffer.concat([gzipSync(document), Buffer.alloc(6 * CHUNK_BYTES)]);
    const opening = sealStream(folder(), document, stream);
    expect(await openDocument(opening, noProgress, forever)).toEqual({ kind: 'hash-mismatch' });
    expect(leavesNothing(opening)).toBe(true);
  });

  it('stops a bomb at the first byte too many', async () => {
    const document = Buffer.alloc(300_000);
    const opening = sealStream(folder(), document, gzipSync(Buffer.alloc(256 * megabyte), { level: 9 }));
    const told: number[] = [];
    expect(await openDocument(opening, (bytes) => void told.push(bytes), forever)).toEqual({
      kind: 'hash-mismatch',
    });
    expect(told.at(-1) ?? 0).toBeLessThanOrEqual(document.length);
    expect(leavesNothing(opening)).toBe(true);
  });

  it('leaves no plaintext where it is stopped', async () => {
    const document = incompressible(2 * megabyte);
    const { dir, job, shards } = await sealed(document);
    const opening = openJob(dir, job, document, alone(shards));
    const abort = new AbortController();
    const stopping = openDocument(opening, () => abort.abort(new Error('stopped')), abort.signal);
    await expect(stopping).rejects.toThrow('stopped');
    expect(leavesNothing(opening)).toBe(true);
  });

  it('writes over plaintext that a crash left, and does not follow a link that stands there', async () => {
    const document = Buffer.from('content');
    const { dir, job, shards } = await sealed(document);
    const opening = openJob(dir, job, document, alone(shards));
    writeFileSync(opening.temporaryPath, 'left by a crash, and longer');
    expect(await openDocument(opening, noProgress, forever)).toEqual({ kind: 'opened' });
    expect(readFileSync(opening.temporaryPath, 'utf8')).toBe('content');
    rmSync(opening.temporaryPath);
    writeFileSync(join(dir, 'mine'), 'mine');
    symlinkSync(join(dir, 'mine'), opening.temporaryPath);
    expect(await openDocument(opening, noProgress, forever)).toEqual({ kind: 'opened' });
    expect(readFileSync(join(dir, 'mine'), 'utf8')).toBe('mine');
  });

  it('warns nobody about listeners, however many shards there are', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on('warning', note);
    const document = incompressible(6 * megabyte);
    const { dir, job, shards } = await sealed(document);
    await openDocument(openJob(dir, job, document, alone(shards)), noProgress, forever);
    await new Promise(setImmediate);
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });
});
