import { SHARD_BYTES } from '../protocol/limits.ts';
import { graceFor, localRetry } from './incoming-work.ts';
import type { Clock, DocumentStore, ShardStore } from './ports.ts';
import type { IncomingRecord } from './transfer-record.ts';

type Ports = { readonly documents: DocumentStore; readonly shards: ShardStore; readonly clock: Clock };

/** Row 8 of protocol.md section 8: false where a document and its shards still had no room after a minute. */
export async function roomCame(
  { documents, shards, clock }: Ports,
  { transferId, metadata }: IncomingRecord,
): Promise<boolean> {
  for (let waited = 0; ; waited += localRetry) {
    const toCome = Math.max(0, metadata.shardCount * SHARD_BYTES - shards.bytesOf(transferId));
    if ((await documents.hasRoomFor(metadata.documentSize)) && (await shards.hasRoomFor(toCome))) return true;
    if (waited >= graceFor) return false;
    await new Promise<void>((resolve) => void clock.after(localRetry, resolve));
  }
}
