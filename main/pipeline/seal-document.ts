import { createHash } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { MAX_SHARDS, SHARD_BYTES } from '../protocol/limits.ts';
import { ChunkCutter, sealShard } from '../protocol/shard.ts';
import type { SealedShard, SealJob, SealOutcome } from '../transfers/ports.ts';
import { GzipMembers } from './gzip-members.ts';
import { LinePace } from './line-pace.ts';

/** A gzip member each: they are compressed side by side on libuv's threads, as many as there are processors. */
const blockBytes = 1024 * 1024;
const blocksInFlight = Math.min(4, availableParallelism()) + 1;

/** One block on its way: its memory, and the parts of its gzip member once they are made. */
type Block = { readonly memory: Buffer; readonly member: Promise<Iterable<Uint8Array>> };

class DocumentFailure extends Error {
  readonly reason: Extract<SealOutcome, { kind: 'failed' }>['reason'];
  constructor(reason: Extract<SealOutcome, { kind: 'failed' }>['reason'], cause?: unknown) {
    super(reason, { cause });
    this.reason = reason;
  }
}

/**
 * One pass over the document: hash, gzip, cut, seal (protocol.md section 4). Memory is bounded by
 * the blocks in flight; the caller's pace is kept by awaiting `room` and `emit`.
 * @param room memory of one shard for the next of them: making it anew costs more than sealing
 * @param pace the level of compression, which follows the line
 */
export async function sealDocument(
  job: SealJob,
  emit: (shard: SealedShard) => Promise<void>,
  signal: AbortSignal,
  room = async (): Promise<Buffer> => Buffer.allocUnsafeSlow(SHARD_BYTES),
  pace: Pick<LinePace, 'level' | 'line' | 'blockDone'> = new LinePace(),
): Promise<SealOutcome> {
  let file: FileHandle | null = null;
  try {
    file = await openSource(job.path);
    const before = await file.stat({ bigint: true });
    if (!before.isFile()) throw new DocumentFailure('document-unreadable');
    if (job.chosen && !(await isAsChosen(job.chosen, file, before)))
      throw new DocumentFailure('document-changed');
    const hash = createHash('sha256');
    const cutter = new ChunkCutter();
    const members = new GzipMembers();
    let documentBytes = 0;
    let sealedBytes = 0;
    let n = 0;

    const seal = async (chunk: Buffer, last: boolean): Promise<void> => {
      if (n >= MAX_SHARDS) throw new DocumentFailure('document-too-large');
      const into = await pace.line(room());
      const body = sealShard(job.shardsKey, job.transferId, n, last, chunk, into);
      sealedBytes += body.length;
      await emit({ n, body, documentBytes });
      n++;
    };
    const blocks: Block[] = [];
    const free: Buffer[] = [];
    const drain = async (): Promise<void> => {
      const block = blocks.shift();
      if (!block) return;
      for (const part of await block.member) for (const chunk of cutter.push(part)) await seal(chunk, false);
      free.push(block.memory);
      pace.blockDone();
    };
    try {
      for (;;) {
        signal.throwIfAborted();
        const memory = free.pop() ?? Buffer.allocUnsafeSlow(blockBytes);
        const block = await readBlock(file, memory);
        if (block.length === 0) break;
        hash.update(block);
        documentBytes += block.length;
        blocks.push({ memory, member: members.of(block, pace.level) });
        if (blocks.length >= blocksInFlight) await drain();
      }
      // An empty document is one gzip member (protocol.md section 4.1).
      if (documentBytes === 0)
        blocks.push({ memory: Buffer.alloc(0), member: members.of(Buffer.alloc(0), pace.level) });
      while (blocks.length > 0) await drain();
    } finally {
      await Promise.allSettled(blocks.map((block) => block.member));
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

/** Between two readings of one time lies what a number of milliseconds cannot hold. */
const sameTime = 2; // milliseconds

/** A document that waited was perhaps written anew. A drive that tells another time at each look says nothing by it. */
async function isAsChosen(
  chosen: NonNullable<SealJob['chosen']>,
  file: FileHandle,
  { size, mtimeNs }: BigIntStats,
): Promise<boolean> {
  if (size !== BigInt(chosen.size)) return false;
  const time = Number(mtimeNs / 1_000_000n);
  if (Math.abs(time - chosen.time) <= sameTime) return true;
  return (await file.stat({ bigint: true })).mtimeNs !== mtimeNs;
}

/** A full block, or what is left of the document. @param block its memory */
async function readBlock(file: FileHandle, block: Buffer): Promise<Buffer> {
  let filled = 0;
  try {
    while (filled < block.length) {
      const { bytesRead } = await file.read(block, filled, block.length - filled, null);
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
    const memory = Buffer.allocUnsafeSlow(blockBytes);
    for (;;) {
      signal.throwIfAborted();
      const block = await readBlock(file, memory);
      if (block.length === 0) return hash.digest('hex');
      hash.update(block);
    }
  } finally {
    await file.close();
  }
}
