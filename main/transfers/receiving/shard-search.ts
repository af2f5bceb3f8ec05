import type { FileCause } from '../../../shared/file-cause.ts';
import { inboxTopic } from '../../protocol/destination.ts';
import { ShardNumbers } from '../../protocol/message-type.ts';
import { openShard } from '../../protocol/shard.ts';
import type { IncomingRecord } from '../log/transfer-record.ts';
import { type InboundRecord, isTemporary, type MessageBus, type ShardStore } from '../ports.ts';

/** `unread`: Kafka could not be asked, so nothing is proven. `unkept`: the disk did not take what was found. */
export type SeekOutcome =
  | { readonly kind: 'read' }
  | { readonly kind: 'unread' }
  | { readonly kind: 'unkept'; readonly cause: FileCause };

/** The shards of one document: which are missing, and those that did not open. */
export class ShardSearch {
  readonly #bus: MessageBus;
  readonly #shards: ShardStore;
  readonly #key: Buffer;
  /** The topic may hold what the spool does not. */
  isWorthIt = false;
  /** Shards that did not open, each with the number of candidates that were tried. */
  #unopened: ReadonlyMap<number, number> = new Map();

  /** @param key `subkey(K, "shards")` */
  constructor({ bus, shards }: { readonly bus: MessageBus; readonly shards: ShardStore }, key: Buffer) {
    this.#bus = bus;
    this.#shards = shards;
    this.#key = key;
  }

  /** None of their candidates opens. @param tried how many candidates of each shard there were */
  didNotOpen(numbers: readonly number[], tried: readonly number[]): void {
    this.#unopened = new Map(numbers.map((n) => [n, tried[n] ?? 0]));
  }

  /** Numbers without a candidate, or without another than those that did not open. */
  missing({ transferId, metadata }: IncomingRecord): readonly number[] {
    const missing = this.#shards.missing(transferId, metadata.shardCount);
    if (this.#unopened.size === 0) return missing;
    const { candidates } = this.#shards.candidates(transferId, metadata.shardCount);
    const same = [...this.#unopened].filter(([n, before]) => (candidates[n]?.length ?? 0) <= before);
    return [...new Set([...missing, ...same.map(([n]) => n)])];
  }

  /** What is missing, evicted or does not open is sought among all records of that key in the topic (protocol.md section 8). */
  async seek(record: IncomingRecord): Promise<SeekOutcome> {
    const { ownDestination, transferId, metadata } = record;
    const wanted = new ShardNumbers(transferId, this.missing(record));
    const found = new Set<number>();
    let unkept: FileCause | null = null;
    // What Kafka or the disk withholds is not missing.
    this.isWorthIt = true;
    const keep = async ({ key, value }: InboundRecord): Promise<void> => {
      const n = wanted.of(key?.toString('latin1') ?? '');
      if (n === null || !value || found.has(n)) return;
      if (!openShard(this.#key, transferId, n, n === metadata.shardCount - 1, value)) return;
      const cause = await this.#shards.replace(transferId, n, value);
      if (cause === null) found.add(n);
      else unkept = cause;
    };
    try {
      await this.#bus.seek(inboxTopic(ownDestination), wanted, keep);
    } catch (error) {
      if (!isTemporary(error)) throw error;
      return { kind: 'unread' };
    } finally {
      this.#unopened = new Map([...this.#unopened].filter(([n]) => !found.has(n)));
    }
    if (unkept !== null) return { kind: 'unkept', cause: unkept };
    this.isWorthIt = false;
    return { kind: 'read' };
  }
}
