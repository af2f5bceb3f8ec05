import { createHash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileCauseOf, isOfFileSystem } from '../../shared/file-cause.ts';
import { freeBytes } from '../files/free-space.ts';
import { SHARD_BYTES } from '../protocol/limits.ts';
import { openShard } from '../protocol/shard.ts';
import type { OpenJob, OpenOutcome } from '../transfers/ports.ts';
import { gunzipExactly, NotTheDocument } from './gunzip.ts';
import { StepWriter } from './step-writer.ts';

/** After so many bytes it is looked again whether the drive has room: other documents are opened beside this one. */
const lookEvery = 16 * 1024 * 1024;

/** Only what is kept free is left. */
class NoRoom extends Error {}

class ShardsMissing extends Error {
  readonly shards: readonly number[];
  constructor(shards: readonly number[]) {
    super(`${shards.length} shards missing`);
    this.shards = shards;
  }
}

/**
 * Shards -> open -> gunzip -> hash -> temporary file (protocol.md section 8, rows 9 and 10).
 * The file stays only where the outcome is `opened`.
 */
export async function openDocument(
  job: OpenJob,
  progress: (documentBytes: number) => void,
  signal: AbortSignal,
): Promise<OpenOutcome> {
  let spool: FileHandle | null = null;
  let plain: FileHandle | null = null;
  let opened = false;
  try {
    spool = await openSpool(job.spoolPath);
    await rm(job.temporaryPath, { force: true });
    plain = await open(job.temporaryPath, 'wx', 0o600);
    const target = new StepWriter(plain, job.documentSize);
    const hash = createHash('sha256');
    let written = 0;
    let lookAt = lookEvery;
    await gunzipExactly(openedChunks(job, spool, signal), job.documentSize, async (bytes) => {
      if (written >= lookAt) {
        lookAt = written + lookEvery;
        if ((await freeBytes(dirname(job.temporaryPath))) <= 0) throw new NoRoom();
      }
      hash.update(bytes);
      await target.write(bytes);
      written += bytes.length;
      progress(written);
    });
    await target.end();
    if (hash.digest('hex') !== job.documentHash) return { kind: 'hash-mismatch' };
    await plain.sync();
    opened = true;
    return { kind: 'opened' };
  } catch (error) {
    if (error instanceof ShardsMissing) return { kind: 'missing', shards: error.shards };
    if (error instanceof NotTheDocument) return { kind: 'hash-mismatch' };
    if (error instanceof NoRoom) return { kind: 'storage', cause: 'no-space' };
    if (isOfFileSystem(error)) return { kind: 'storage', cause: fileCauseOf(error) };
    throw error;
  } finally {
    await spool?.close();
    await plain?.close();
    // Where the drive does not let it go, the next attempt and the next start begin with removing it.
    if (!opened)
      await rm(job.temporaryPath, { force: true }).catch((error: unknown) =>
        console.error('removing plaintext failed', error),
      );
  }
}

type Spool = FileHandle | null;

/** Null where it is gone: the spool is a cache, so its shards are missing. */
async function openSpool(path: string): Promise<Spool> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function* openedChunks(job: OpenJob, spool: Spool, signal: AbortSignal): AsyncGenerator<Buffer> {
  const memory = Buffer.allocUnsafeSlow(SHARD_BYTES);
  for (let n = 0; n < job.shardCount; n++) {
    signal.throwIfAborted();
    const chunk = await openAny(job, spool, n, memory);
    if (!chunk) throw new ShardsMissing([n, ...(await laterMissing(job, spool, n + 1, memory, signal))]);
    yield chunk;
  }
}

async function laterMissing(
  job: OpenJob,
  spool: Spool,
  from: number,
  memory: Buffer,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const missing: number[] = [];
  for (let n = from; n < job.shardCount; n++) {
    signal.throwIfAborted();
    if (!(await openAny(job, spool, n, memory))) missing.push(n);
  }
  return missing;
}

/** The first candidate that opens: a false shard never blocks the true one. @param memory of one shard */
async function openAny(job: OpenJob, spool: Spool, n: number, memory: Buffer): Promise<Buffer | null> {
  if (!spool) return null;
  const last = n === job.shardCount - 1;
  for (const [position, length] of job.candidates[n] ?? []) {
    if (length > memory.length) continue;
    const { bytesRead } = await spool.read(memory, 0, length, position);
    if (bytesRead !== length) continue;
    const sealed = memory.subarray(0, length);
    const chunk = openShard(job.shardsKey, job.transferId, n, last, sealed);
    if (chunk) return chunk;
  }
  return null;
}
