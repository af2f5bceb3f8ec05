import type { Consumer, EachBatchPayload, IHeaders, Kafka, KafkaMessage } from 'kafkajs';
import type { InboundRecord } from '../transfers/ports.ts';
import { within } from './kafka-failures.ts';

export type ReaderOptions = {
  readonly topic: string;
  readonly groupId: string;
  /** Commit after the handler: an inbox does, a reader that starts over each time does not. */
  readonly commit: boolean;
  /** Durable when it resolves. Throwing stops reading: the batch comes again. */
  readonly handle: (records: readonly InboundRecord[], highWatermark: bigint) => Promise<void>;
  /** Everything before this offset is dealt with, also what is no record: markers of transactions, gaps. */
  readonly passed?: (next: bigint) => void;
  /** The reader stopped for good: open a new one. */
  readonly crashed: (error: unknown) => void;
};

const answerWithin = 20_000;
const leaveWithin = 5_000;
/** After a crash the group waits so long for the member that is gone: a person waits with it. */
const sessionTimeout = 10_000;
const rebalanceTimeout = 15_000;
const heartbeatInterval = 3_000;
/** A member that ended without a word is waited for by the group; giving up before leaves another one like it. */
const joinWithin = sessionTimeout + rebalanceTimeout + 15_000;

/** Follows one topic from its first unread record, in order. */
export class TopicReader {
  readonly #consumer: Consumer;
  readonly #options: ReaderOptions;
  #stopped = false;
  #joining: Promise<unknown> = Promise.resolve();
  #beating: NodeJS.Timeout | undefined;

  constructor(kafka: Kafka, options: ReaderOptions) {
    this.#options = options;
    this.#consumer = kafka.consumer({
      groupId: options.groupId,
      sessionTimeout,
      heartbeatInterval,
      rebalanceTimeout,
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
    await this.#unlessStopped(within(answerWithin, this.#consumer.connect()));
    const subscribed = this.#consumer.subscribe({ topics: [topic], fromBeginning: true });
    await this.#unlessStopped(within(answerWithin, subscribed));
    const joined = new Promise<void>((resolve, reject) => {
      this.#consumer.on('consumer.group_join', () => resolve());
      this.#consumer.on('consumer.crash', ({ payload }) => {
        reject(payload.error);
        this.#options.crashed(payload.error);
      });
    });
    joined.catch(() => {});
    this.#consumer.on('consumer.end_batch_process', ({ payload }) => {
      if (!this.#stopped) this.#options.passed?.(BigInt(payload.lastOffset) + 1n);
    });
    const running = this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: (payload) => this.#onBatch(payload),
    });
    this.#joining = Promise.all([running, joined]);
    await this.#unlessStopped(within(joinWithin, this.#joining));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#beating);
    // Who goes while it joins stays in the group for a session: first in, then out.
    await within(leaveWithin, this.#joining).catch(() => {});
    await this.#disconnect();
  }

  async #disconnect(): Promise<void> {
    await within(leaveWithin, this.#consumer.disconnect()).catch(() => {});
  }

  /** Stopped while it started: without this it would join the group all the same, and stay in it. */
  async #unlessStopped(step: Promise<unknown>): Promise<void> {
    await step;
    if (!this.#stopped) return;
    await this.#disconnect();
    throw new Error('stopped while it started');
  }

  async #onBatch({ batch, resolveOffset, heartbeat, isRunning, isStale }: EachBatchPayload): Promise<void> {
    if (this.#stopped || !isRunning() || isStale()) return;
    const records = batch.messages.map((message) => toRecord(batch.topic, message));
    // A batch of many small records takes its time, and kafkajs says nothing to the group meanwhile.
    this.#beating = setInterval(() => void heartbeat().catch(() => {}), heartbeatInterval);
    try {
      await this.#options.handle(records, BigInt(batch.highWatermark));
    } finally {
      clearInterval(this.#beating);
    }
    const last = batch.lastOffset();
    resolveOffset(last);
    if (this.#options.commit) {
      const next = String(BigInt(last) + 1n);
      await this.#consumer.commitOffsets([{ topic: batch.topic, partition: batch.partition, offset: next }]);
    }
    await heartbeat();
  }
}

/** What kafkajs hands over and does not type: 1 is LogAppendTime, written into the batch by the broker. */
type Timed = { readonly batchContext?: { readonly timestampType?: number } };

/**
 * Broker time is LogAppendTime; on a record with another timestamp, which its sender chose, the time it
 * was first read. The batch says which, because a topic's setting changes nothing that stands in it.
 */
function toRecord(topic: string, message: KafkaMessage): InboundRecord {
  const isBrokerTime = (message as Timed).batchContext?.timestampType === 1;
  return {
    topic,
    offset: message.offset,
    brokerTime: isBrokerTime ? Number(message.timestamp) : Date.now(),
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
