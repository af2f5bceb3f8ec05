import { createHash } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { MAX_SHARDS } from '../protocol/limits.ts';
import { ChunkCutter, sealShard } from '../protocol/shard.ts';
import type { SealedShard, SealJob, SealOutcome } from '../transfers/ports.ts';
import { gzipBlock } from './gzip-block.ts';

/** A gzip member each: two are compressed at once on libuv's threads. */
const blockBytes = 1024 * 1024;
const blocksInFlight = 3;

class DocumentFailure extends Error {
  readonly reason: Extract<SealOutcome, { kind: 'failed' }>['reason'];
  constructor(reason: Extract<SealOutcome, { kind: 'failed' }>['reason'], cause?: unknown) {
    super(reason, { cause });
    this.reason = reason;
  }
}

/**
 * One pass over the document: hash, gzip, cut, seal (protocol.md section 4). Memory is bounded by
 * the blocks in flight; the caller's pace is kept by awaiting `emit`.
 */
export async function sealDocument(
  job: SealJob,
  emit: (shard: SealedShard) => Promise<void>,
  signal: AbortSignal,
): Promise<SealOutcome> {
  let file: FileHandle | null = null;
  try {
    file = await openSource(job.path);
    const before = await file.stat({ bigint: true });
    if (!before.isFile()) throw new DocumentFailure('document-unreadable');
    const hash = createHash('sha256');
    const cutter = new ChunkCutter();
    let documentBytes = 0;
    let sealedBytes = 0;
    let n = 0;

    const seal = async (chunk: Buffer, last: boolean): Promise<void> => {
      if (n >= MAX_SHARDS) throw new DocumentFailure('document-too-large');
      const body = sealShard(job.shardsKey, job.transferId, n, last, chunk);
      sealedBytes += body.length;
      await emit({ n, body, documentBytes });
      n++;
    };
    const compressing: Promise<Buffer>[] = [];
    const drain = async (): Promise<void> => {
      const block = await compressing.shift();
      if (block) for (const chunk of cutter.push(block)) await seal(chunk, false);
    };
    try {
      for (;;) {
        signal.throwIfAborted();
        const block = await readBlock(file);
        if (block.length === 0) break;
        hash.update(block);
        documentBytes += block.length;
        compressing.push(gzipBlock(block));
        if (compressing.length >= blocksInFlight) await drain();
      }
      // An empty document is one gzip member (protocol.md section 4.1).
      if (documentBytes === 0) compressing.push(gzipBlock(Buffer.alloc(0)));
      while (compressing.length > 0) await drain();
    } finally {
      await Promise.allSettled(compressing);
    }
    const documentHash = hash.digest('hex');
    if (BigInt(documentBytes) !== before.size) throw new DocumentFailure('document-changed');
    await assertUnchanged(job.path, file, before, documentHash, signal);
    await seal(cutter.flush(), true);
    return {
      kind: 'sealed',
      documentHash,
      documentSize: documentBytes,
      shardCount: n,
      sealedBytes,
    };
  } catch (error) {
    if (error instanceof DocumentFailure) return { kind: 'failed', reason: error.reason };
    throw error;
  } finally {
    await file?.close();
  }
}

async function openSource(path: string): Promise<FileHandle> {
  try {
    // Opening a pipe would otherwise wait for whoever writes into it.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    return await open(path, flags);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new DocumentFailure(missing ? 'document-missing' : 'document-unreadable', error);
  }
}

/** A full block, or what is left of the document. */
async function readBlock(file: FileHandle): Promise<Buffer> {
  const block = Buffer.allocUnsafeSlow(blockBytes);
  let filled = 0;
  try {
    while (filled < blockBytes) {
      const { bytesRead } = await file.read(block, filled, blockBytes - filled, null);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
  } catch (error) {
    throw new DocumentFailure('document-unreadable', error);
  }
  return block.subarray(0, filled);
}

/**
 * protocol.md section 4.5: the path and the open file are what they were when it was opened. Some
 * drives report another time or inode at each look: there the bytes at the path decide.
 */
async function assertUnchanged(
  path: string,
  file: FileHandle,
  before: BigIntStats,
  documentHash: string,
  signal: AbortSignal,
): Promise<void> {
  const atPath = await lstat(path, { bigint: true }).catch(() => null);
  const opened = await file.stat({ bigint: true });
  if (!atPath?.isFile() || atPath.size !== before.size || opened.size !== before.size)
    throw new DocumentFailure('document-changed');
  const same = (now: BigIntStats): boolean => now.mtimeNs === before.mtimeNs && now.ino === before.ino;
  if (same(atPath) && same(opened)) return;
  if ((await hashOf(path, signal)) !== documentHash) throw new DocumentFailure('document-changed');
}

async function hashOf(path: string, signal: AbortSignal): Promise<string> {
  const file = await openSource(path);
  try {
    const hash = createHash('sha256');
    for (;;) {
      signal.throwIfAborted();
      const block = await readBlock(file);
      if (block.length === 0) return hash.digest('hex');
      hash.update(block);
    }
  } finally {
    await file.close();
  }
}
