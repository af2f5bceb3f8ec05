import type { FileCause } from '../../../shared/file-cause.ts';
import { inboxTopic } from '../../protocol/destination.ts';
import { shardType } from '../../protocol/message-type.ts';
import { openShard } from '../../protocol/shard.ts';
import type { IncomingRecord } from '../log/transfer-record.ts';
import { type InboundRecord, isTemporary, type MessageBus, type ShardStore } from '../ports.ts';

/** Shards that did not open, each with the number of candidates that were tried. */
export type Unopened = ReadonlyMap<number, number>;

/** `unread`: Kafka could not be asked, so nothing is proven. `unkept`: the disk did not take what was found. */
export type SeekOutcome =
  | { readonly kind: 'read' }
  | { readonly kind: 'unread' }
  | { readonly kind: 'unkept'; readonly cause: FileCause };
export type Found = { readonly shards: ReadonlySet<number>; readonly outcome: SeekOutcome };

/** Numbers without a candidate, or without another than those that did not open. */
export function missingShards(
  shards: ShardStore,
  { transferId, metadata }: IncomingRecord,
  unopened: Unopened,
): readonly number[] {
  const missing = shards.missing(transferId, metadata.shardCount);
  if (unopened.size === 0) return missing;
  const { candidates } = shards.candidates(transferId, metadata.shardCount);
  const same = [...unopened].filter(([n, before]) => (candidates[n]?.length ?? 0) <= before);
  return [...new Set([...missing, ...same.map(([n]) => n)])];
}

/** What is missing, evicted or does not open is sought among all records of that key in the topic (protocol.md section 8). */
export async function seekShards(
  bus: MessageBus,
  shards: ShardStore,
  { ownDestination, transferId, metadata }: IncomingRecord,
  shardsKey: Buffer,
  missing: readonly number[],
): Promise<Found> {
  const wanted = new Map(missing.map((n) => [shardType(transferId, n), n]));
  const found = new Set<number>();
  let unkept: FileCause | null = null;
  const keep = async ({ key, value }: InboundRecord): Promise<void> => {
    const n = wanted.get(key?.toString('latin1') ?? '');
    if (n === undefined || !value || found.has(n)) return;
    if (!openShard(shardsKey, transferId, n, n === metadata.shardCount - 1, value)) return;
    const cause = await shards.replace(transferId, n, value);
    if (cause === null) found.add(n);
    else unkept = cause;
  };
  try {
    await bus.seek(inboxTopic(ownDestination), new Set(wanted.keys()), keep);
  } catch (error) {
    if (!isTemporary(error)) throw error;
    return { shards: found, outcome: { kind: 'unread' } };
  }
  return { shards: found, outcome: unkept === null ? { kind: 'read' } : { kind: 'unkept', cause: unkept } };
}
