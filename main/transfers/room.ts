import { SHARD_BYTES } from '../protocol/limits.ts';
import type { Clock, DocumentStore, ShardStore } from './ports.ts';
import type { IncomingRecord } from './transfer-record.ts';

/** What this machine lacks for now is looked for again after that many milliseconds. */
export const localRetry = 5_000;

type Ports = { readonly documents: DocumentStore; readonly shards: ShardStore; readonly clock: Clock };

/** Row 8 of protocol.md section 8: false where a document and its shards still had no room after `graceFor` ms. */
export async function roomCame(
  { documents, shards, clock }: Ports,
  { transferId, metadata }: IncomingRecord,
  graceFor: number,
): Promise<boolean> {
  const giveUpAt = clock.now() + graceFor;
  for (;;) {
    const toCome = Math.max(0, metadata.shardCount * SHARD_BYTES - shards.bytesOf(transferId));
    if ((await documents.hasRoomFor(metadata.documentSize)) && (await shards.hasRoomFor(toCome))) return true;
    if (clock.now() >= giveUpAt) return false;
    await new Promise<void>((resolve) => void clock.after(localRetry, resolve));
  }
}
