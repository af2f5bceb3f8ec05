import type { TransferLog } from '../log/transfer-log.ts';
import type { IncomingRecord } from '../log/transfer-record.ts';
import type { OpenOutcome, Pipeline, ShardStore } from '../ports.ts';

type Ports = { readonly pipeline: Pipeline; readonly shards: ShardStore; readonly log: TransferLog };

/**
 * Opens the document from the spool into its temporary file.
 * @returns also how many candidates of each shard were tried
 */
export async function openFromSpool(
  { pipeline, shards, log }: Ports,
  { id, transferId, metadata, sealedBytes }: IncomingRecord,
  shardsKey: Buffer,
): Promise<{ readonly outcome: OpenOutcome; readonly tried: readonly number[] }> {
  const { shardCount, documentSize, documentHash } = metadata;
  const spool = shards.candidates(transferId, shardCount);
  const temporaryPath = shards.temporaryPath(id);
  const outcome = await pipeline.open(
    { transferId, shardsKey, shardCount, documentSize, documentHash, temporaryPath, ...spool },
    (bytes) => log.moved(id, sealedBytes, documentSize === 0 ? 1 : bytes / documentSize),
    new AbortController().signal,
  );
  return { outcome, tried: spool.candidates.map(({ length }) => length) };
}
