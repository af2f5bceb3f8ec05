import type { Consumer, EachBatchPayload, IHeaders, Kafka, KafkaMessage } from 'kafkajs';
import { every } from '../clock/waits.ts';
import { type Clock, ConnectionLost, type InboundRecord } from '../transfers/ports.ts';
import { answered } from './kafka-failures.ts';
import { isPieceKey, slicesOf } from './slices.ts';

export type ReaderOptions = {
  readonly topic: string;
  readonly groupId: string;
  /** Commit after the handler: an inbox does, a reader that starts over each time does not. */
  readonly commit: boolean;
  /** The offset that is read first, whatever the group says; null: the group's. */
  readonly from: bigint | null;
  /** Durable when it resolves; until then the values of pieces are there. Throwing stops reading: the batch comes again. */
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
/** A fetch waits at most a second for records: without any answer for so long its socket is dead. */
const fetchWithin = 25_000;
const lookEvery = 5_000;
/** A refusal comes right behind the answer that carries it. */
const refusedWithin = 500;
/**
 * What is dealt with is committed that often, beside the reading and never in its way: it does not come
 * again after a fault, and what does come again is known by its digest.
 */
const commitEvery = 1_000;
/** On a line that is gone nobody waits for it. */
const lastCommitWithin = 1_000;

/** Follows one topic from its first unread record, in order. */
export class TopicReader {
  readonly #consumer: Consumer;
  readonly #options: ReaderOptions;
  readonly #clock: Clock;
  #stopped = false;
  #joining: Promise<unknown> = Promise.resolve();
  readonly #reads: Promise<void>;
  #proveReading: (error?: unknown) => void = () => {};
  #endBeating = (): void => {};
  #endWatching = (): void => {};
  #endProving: (() => void) | null = null;
  /** When Kafka answered last, or the group began to form anew. */
  #answeredAt = 0;
  /** The first join is waited for as long as any other. */
  #isRebalancing = true;
  #isHandling = false;
  /** The rest of the batch was left: kafkajs calls it processed all the same. */
  #isCut = false;
  /** The offset that is read next: a group that forms anew may name another one. */
  #next: bigint | null;
  /** The offset after the last record that was dealt with, where Kafka was not told of it. */
  #uncommitted: string | null = null;
  #endCommitting: () => void = () => {};
  #isCommitting = false;
  #commitFailure: unknown = null;

  constructor(kafka: Kafka, options: ReaderOptions, clock: Clock) {
    this.#options = options;
    this.#next = options.from;
    this.#clock = clock;
    this.#reads = new Promise((resolve, reject) => {
      this.#proveReading = (error) => (error === undefined ? resolve() : reject(error));
    });
    // Not everybody waits for it.
    this.#reads.catch(() => {});
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

  /**
   * Resolves once a fetch was answered: who may join a group and see a topic may still not read it.
   * @throws what ended the reader before
   */
  reads(): Promise<void> {
    return this.#reads;
  }

  /** Resolves once the group was joined. */
  async start(): Promise<void> {
    const { topic } = this.#options;
    await this.#unlessStopped(answered(this.#clock, answerWithin, this.#consumer.connect()));
    const subscribed = this.#consumer.subscribe({ topics: [topic], fromBeginning: true });
    await this.#unlessStopped(answered(this.#clock, answerWithin, subscribed));
    const joined = new Promise<void>((resolve, reject) => {
      this.#consumer.on('consumer.group_join', () => {
        const { topic } = this.#options;
        if (this.#next !== null) this.#consumer.seek({ topic, partition: 0, offset: String(this.#next) });
        resolve();
      });
      this.#consumer.on('consumer.crash', ({ payload }) => {
        reject(payload.error);
        this.#proveReading(payload.error);
        this.#options.crashed(payload.error);
      });
    });
    joined.catch(() => {});
    this.#watch();
    this.#consumer.on('consumer.end_batch_process', ({ payload }) => {
      this.#proveReading();
      const isWhole = !this.#isCut;
      this.#isCut = false;
      if (isWhole && !this.#stopped) this.#options.passed?.(BigInt(payload.lastOffset) + 1n);
    });
    const running = this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: (payload) => this.#onBatch(payload),
    });
    this.#joining = Promise.all([running, joined]);
    this.#endCommitting = every(this.#clock, commitEvery, () => {
      // Told where reading goes on, so that it stops there; until then it is tried again.
      this.#commit().catch((error: unknown) => {
        this.#commitFailure = error;
      });
    });
    await this.#unlessStopped(answered(this.#clock, joinWithin, this.#joining));
  }

  /**
   * A fetch, or the word to the group before it, that is never answered leaves a reader that looks
   * alive: the connection's other sockets answer all the same. Reading is judged by its own progress.
   */
  #watch(): void {
    const told = (): void => {
      this.#answeredAt = this.#clock.now();
    };
    // A server that leads no partition of the topic is asked for nothing, and counts as fetched from all the same.
    this.#consumer.on('consumer.network.request', ({ payload }) => {
      if (payload.apiName !== 'Fetch') return;
      told();
      this.#endProving ??= this.#clock.after(refusedWithin, () => this.#proveReading());
    });
    this.#consumer.on('consumer.end_batch_process', told);
    this.#consumer.on('consumer.rebalancing', () => {
      told();
      this.#isRebalancing = true;
    });
    this.#consumer.on('consumer.group_join', () => {
      told();
      this.#isRebalancing = false;
    });
    told();
    this.#endWatching = every(this.#clock, lookEvery, () => {
      const patience = this.#isRebalancing ? joinWithin : fetchWithin;
      if (this.#isHandling || this.#clock.now() - this.#answeredAt < patience) return;
      this.#endWatching();
      this.#options.crashed(new ConnectionLost('no fetch was answered'));
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#endProving?.();
    this.#proveReading(new ConnectionLost('the reader was stopped'));
    this.#endBeating();
    this.#endWatching();
    this.#endCommitting();
    // A member that leaves while it still joins would stay in the group for a whole session: it joins first.
    await answered(this.#clock, leaveWithin, this.#joining).catch(() => {});
    await answered(this.#clock, lastCommitWithin, this.#commit()).catch(() => {});
    await this.#disconnect();
  }

  async #disconnect(): Promise<void> {
    await answered(this.#clock, leaveWithin, this.#consumer.disconnect()).catch(() => {});
  }

  /** Stopped while it started: without this it would join the group all the same, and stay in it. */
  async #unlessStopped(step: Promise<unknown>): Promise<void> {
    await step;
    if (!this.#stopped) return;
    await this.#disconnect();
    throw new Error('stopped while it started');
  }

  async #onBatch(payload: EachBatchPayload): Promise<void> {
    // A slice takes its time, and kafkajs says nothing to the group meanwhile.
    this.#endBeating = every(this.#clock, heartbeatInterval, () => void payload.heartbeat().catch(() => {}));
    this.#isHandling = true;
    try {
      await this.#handleInSlices(payload);
    } finally {
      this.#isHandling = false;
      this.#answeredAt = this.#clock.now();
      this.#endBeating();
    }
  }

  /** What is done is committed, and the app gets its turn in between, however many small records a batch has. */
  async #handleInSlices({
    batch,
    resolveOffset,
    heartbeat,
    isRunning,
    isStale,
  }: EachBatchPayload): Promise<void> {
    const readAt = this.#clock.now();
    const records = batch.messages.map((message) => toRecord(batch.topic, message, readAt));
    let isFirst = true;
    for (const slice of slicesOf(records)) {
      // The slice before may have been handled without a pause: the rest of the app gets its turn first.
      if (!isFirst) await new Promise(setImmediate);
      isFirst = false;
      if (this.#stopped || !isRunning() || isStale()) {
        this.#isCut = true;
        return;
      }
      await this.#options.handle(slice, BigInt(batch.highWatermark));
      this.#dealtWith((slice.at(-1) as InboundRecord).offset, resolveOffset);
      await heartbeat();
    }
    // Behind its last record a batch may end with what is none, such as the mark of a transaction.
    if (!this.#stopped) this.#dealtWith(batch.lastOffset(), resolveOffset);
  }

  /** @throws what a commit failed with */
  #dealtWith(offset: string, resolveOffset: (offset: string) => void): void {
    resolveOffset(offset);
    if (!this.#options.commit) return;
    this.#next = BigInt(offset) + 1n;
    this.#uncommitted = String(this.#next);
    const failure = this.#commitFailure;
    this.#commitFailure = null;
    if (failure) throw failure;
  }

  async #commit(): Promise<void> {
    const offset = this.#uncommitted;
    // One after the other: an older one that is tried again would move the offset back.
    if (offset === null || this.#isCommitting) return;
    this.#uncommitted = null;
    this.#isCommitting = true;
    try {
      await this.#consumer.commitOffsets([{ topic: this.#options.topic, partition: 0, offset }]);
    } catch (error) {
      this.#uncommitted ??= offset;
      throw error;
    } finally {
      this.#isCommitting = false;
    }
  }
}

/** What kafkajs hands over and does not type: 1 is LogAppendTime, written into the batch by the broker. */
type Timed = { readonly batchContext?: { readonly timestampType?: number } };

/**
 * Broker time is LogAppendTime; on a record with another timestamp, which its sender chose, the time it
 * was first read. The batch says which, because a topic's setting changes nothing that stands in it.
 */
function toRecord(topic: string, message: KafkaMessage, readAt: number): InboundRecord {
  const isBrokerTime = (message as Timed).batchContext?.timestampType === 1;
  const { key, value } = message;
  return {
    topic,
    offset: message.offset,
    brokerTime: isBrokerTime ? Number(message.timestamp) : readAt,
    key: own(key),
    value: isPieceKey(key) ? value : own(value),
    headers: [...headerPairs(message.headers ?? {})],
  };
}

/** Whoever keeps a record keeps nothing of the answer that it came in, whose memory is used again. */
const own = (bytes: Buffer | null): Buffer | null => bytes && Buffer.from(bytes);

function* headerPairs(headers: IHeaders): Generator<readonly [string, Buffer | string | null]> {
  for (const [name, value] of Object.entries(headers)) {
    for (const one of Array.isArray(value) ? value : [value])
      yield [name, Buffer.isBuffer(one) ? Buffer.from(one) : (one ?? null)];
  }
}
