import { createHash, randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newKey, subkey } from '../protocol/keys.ts';
import { newTransferId } from '../protocol/transfer-id.ts';
import type { OpenJob, SealedShard, SealJob } from '../transfers/ports.ts';

export function sealJob(dir: string, document: Buffer): SealJob {
  const path = join(dir, 'document');
  writeFileSync(path, document);
  return { transferId: newTransferId(), path, shardsKey: subkey(newKey(), 'shards') };
}

export const collector = (): {
  readonly shards: SealedShard[];
  readonly emit: (shard: SealedShard) => Promise<void>;
} => {
  const shards: SealedShard[] = [];
  const emit = async (shard: SealedShard): Promise<void> =>
    void shards.push({ ...shard, body: Buffer.from(shard.body) });
  return { shards, emit };
};

/** Several candidates for a number stand one after the other. */
export type Candidates = readonly (readonly Buffer[])[];

/** The job of opening these shards, in a spool of their own. */
export function openJob(dir: string, sealed: SealJob, document: Buffer, shards: Candidates): OpenJob {
  const spoolPath = join(dir, 'spool');
  let position = 0;
  const candidates = shards.map((ofOne) =>
    ofOne.map(({ length }) => {
      position += length;
      return [position - length, length] as const;
    }),
  );
  writeFileSync(spoolPath, Buffer.concat(shards.flat()));
  return {
    transferId: sealed.transferId,
    shardsKey: sealed.shardsKey,
    shardCount: shards.length,
    documentSize: document.length,
    documentHash: createHash('sha256').update(document).digest('hex'),
    spoolPath,
    candidates,
    temporaryPath: join(dir, 'one.plain'),
  };
}

export const leavesNothing = (job: OpenJob): boolean => !existsSync(job.temporaryPath);
export const incompressible = (bytes: number): Buffer => randomBytes(bytes);
export const compressible = (bytes: number): Buffer => Buffer.alloc(bytes, 'A quick brown fox. ');
export const forever = new AbortController().signal;
