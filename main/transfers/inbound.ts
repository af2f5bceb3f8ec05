import { classifyRecord } from '../protocol/message-type.ts';
import type { Clock, InboundRecord, KeptRecord, ShardStore, TransferStore } from './ports.ts';

type Listeners = {
  /** A `data-` or `ack-` record is journaled: judge it. Reading goes on when it resolves. */
  readonly kept: (record: KeptRecord) => Promise<void>;
  /** Shards of these transfers are durable. */
  readonly shards: (transferIds: ReadonlySet<string>) => void;
};

/**
 * What comes from the own inbox, in order: routed by its headers alone (protocol.md section 2),
 * durable when `accept` resolves, so that the offset may be committed.
 */
export class Inbound {
  readonly #store: TransferStore;
  readonly #shards: ShardStore;
  readonly #clock: Clock;
  readonly #isReceived: (transferId: string) => boolean;
  readonly #listeners: Listeners;

  /** @param isReceived nothing is missing of this transfer: a copy of its shards would only take room */
  constructor(
    store: TransferStore,
    shards: ShardStore,
    clock: Clock,
    isReceived: (transferId: string) => boolean,
    listeners: Listeners,
  ) {
    this.#isReceived = isReceived;
    this.#store = store;
    this.#shards = shards;
    this.#clock = clock;
    this.#listeners = listeners;
  }

  async accept(records: readonly InboundRecord[]): Promise<void> {
    const shards: { transferId: string; n: number; body: Buffer }[] = [];
    const kept: KeptRecord[] = [];
    this.#store.atomically(() => {
      for (const record of records) {
        const kind = classifyRecord(record);
        const body = record.value;
        if (kind.kind === 'ignored') continue;
        if (kind.kind === 'quarantine' || !body) {
          this.#quarantine(record, kind.kind === 'quarantine' ? kind.why : 'null body');
        } else if (kind.kind === 'shard') shards.push({ transferId: kind.transferId, n: kind.n, body });
        else {
          const { topic, offset, brokerTime } = record;
          const one = { topic, offset, brokerTime, messageType: kind.messageType, kid: kind.kid, body };
          kept.push(this.#store.keepRecord(one));
        }
      }
    });
    const wanted = new Set(shards.map(({ transferId }) => transferId));
    for (const transferId of wanted) if (this.#isReceived(transferId)) wanted.delete(transferId);
    await this.#cache(shards.filter(({ transferId }) => wanted.has(transferId)));
    if (wanted.size > 0) this.#listeners.shards(wanted);
    for (const one of kept) await this.#listeners.kept(one);
  }

  /** The spool is a cache: what it does not take is sought in the topic, and stops nothing else. */
  async #cache(shards: Parameters<ShardStore['append']>[0]): Promise<void> {
    try {
      await this.#shards.append(shards);
    } catch (error) {
      console.error('keeping shards failed', error);
    }
  }

  #quarantine({ topic, offset, key }: InboundRecord, why: string): void {
    const messageType = key ? key.subarray(0, 64).toString('latin1') : null;
    this.#store.quarantine({ topic, offset, messageType, why, at: this.#clock.now() });
  }
}
