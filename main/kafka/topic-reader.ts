import type { Consumer, EachBatchPayload, IHeaders, Kafka, KafkaMessage } from 'kafkajs';
import type { InboundRecord } from '../transfers/ports.ts';
import { within } from './kafka-failures.ts';

export type ReaderOptions = {
  readonly topic: string;
  readonly groupId: string;
  /** Commit after the handler: an inbox does, a reader that starts over each time does not. */
  readonly commit: boolean;
  /** Broker time is meaningless on a topic with another timestamp type. */
  readonly logAppendTime: boolean;
  /** Durable when it resolves. Throwing stops reading: the batch comes again. */
  readonly handle: (records: readonly InboundRecord[], highWatermark: bigint) => Promise<void>;
  /** The reader stopped for good: open a new one. */
  readonly crashed: (error: unknown) => void;
};

/** Follows one topic from its first unread record, in order. */
export class TopicReader {
  readonly #consumer: Consumer;
  readonly #options: ReaderOptions;

  constructor(kafka: Kafka, options: ReaderOptions) {
    this.#options = options;
    this.#consumer = kafka.consumer({
      groupId: options.groupId,
      sessionTimeout: 45_000,
      heartbeatInterval: 3_000,
      rebalanceTimeout: 60_000,
      // One shard is 256 KiB: the default of 1 MiB makes fetching wait for round trips.
      maxBytesPerPartition: 4 * 1024 * 1024,
      maxWaitTimeInMs: 1_000,
      allowAutoTopicCreation: false,
      // An open transaction of somebody else must not stop an inbox (protocol.md section 2).
      readUncommitted: true,
      retry: { retries: 5, restartOnFailure: async () => false },
    });
  }

  /** Resolves once the group was joined. */
  async start(): Promise<void> {
    const { topic } = this.#options;
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: [topic], fromBeginning: true });
    const joined = new Promise<void>((resolve, reject) => {
      this.#consumer.on('consumer.group_join', () => resolve());
      this.#consumer.on('consumer.crash', ({ payload }) => {
        reject(payload.error);
        this.#options.crashed(payload.error);
      });
    });
    joined.catch(() => {});
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: (payload) => this.#onBatch(payload),
    });
    await within(30_000, joined);
  }

  async stop(): Promise<void> {
    await within(5_000, this.#consumer.disconnect()).catch(() => {});
  }

  async #onBatch({ batch, resolveOffset, heartbeat, isRunning, isStale }: EachBatchPayload): Promise<void> {
    if (!isRunning() || isStale()) return;
    const records = batch.messages.map((message) =>
      toRecord(batch.topic, message, this.#options.logAppendTime),
    );
    await this.#options.handle(records, BigInt(batch.highWatermark));
    const last = batch.lastOffset();
    resolveOffset(last);
    if (this.#options.commit) {
      const next = String(BigInt(last) + 1n);
      await this.#consumer.commitOffsets([{ topic: batch.topic, partition: batch.partition, offset: next }]);
    }
    await heartbeat();
  }
}

function toRecord(topic: string, message: KafkaMessage, logAppendTime: boolean): InboundRecord {
  return {
    topic,
    offset: message.offset,
    brokerTime: logAppendTime && message.timestamp !== '0' ? Number(message.timestamp) : Date.now(),
    key: message.key,
    value: message.value,
    headers: [...headerPairs(message.headers ?? {})],
  };
}

function* headerPairs(headers: IHeaders): Generator<readonly [string, Buffer | string | null]> {
  for (const [name, value] of Object.entries(headers)) {
    for (const one of Array.isArray(value) ? value : [value]) yield [name, one ?? null];
  }
}
