import { randomUUID } from 'node:crypto';
import type { Admin, Kafka, KafkaConfig, Producer } from 'kafkajs';
import type { ConnectionState } from '../../shared/connection.ts';
import { inboxTopic } from '../protocol/destination.ts';
import {
  ConnectionLost,
  type InboundRecord,
  type MessageBus,
  type OutboundRecord,
} from '../transfers/ports.ts';
import { Connection } from './connection.ts';
import { isSignInRefusal, translate, within } from './kafka-failures.ts';
import { loadKafkaJs } from './kafkajs-patches.ts';
import { TopicReader } from './topic-reader.ts';
import { ensureTopic, inboxSettings, partitionsOf, repairInbox } from './topics.ts';

const answerWithin = 30_000;

type Follower = {
  readonly topic: string;
  /** One group for each device: two devices of one person both get everything (security.md 5). */
  readonly groupId: string;
  readonly inboxOf: string | null;
  readonly handle: (records: readonly InboundRecord[], highWatermark: bigint) => Promise<void>;
  reader: TopicReader | null;
};

/** The message bus over kafkajs: the only implementation of the transport today. */
export class KafkaBus implements MessageBus {
  readonly #config: KafkaConfig;
  readonly #connection: Connection;
  readonly #followers: Follower[] = [];
  readonly #retention = new Map<string, number>();
  #kafka: Kafka | null = null;
  #admin: Admin | null = null;
  #shards: Producer | null = null;
  #letters: Producer | null = null;

  constructor(brokers: readonly string[], clientId: string, changed: (state: ConnectionState) => void) {
    this.#config = {
      brokers: [...brokers],
      clientId,
      connectionTimeout: 10_000,
      requestTimeout: 20_000,
      // Trying again is decided in one place (connection.ts); these only bridge a leader's move.
      retry: { retries: 4, initialRetryTime: 200, maxRetryTime: 2_000 },
      logCreator: () => () => {},
    };
    this.#connection = new Connection(
      {
        open: () => this.#open(),
        probe: async () => void (await within(4_000, this.#liveAdmin().describeCluster())),
        close: () => this.#close(),
        refused: isSignInRefusal,
      },
      changed,
    );
  }

  start(): void {
    this.#connection.start();
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  state(): ConnectionState {
    return this.#connection.state;
  }

  retryNow(): void {
    this.#connection.retryNow();
  }

  /** R of an inbox, in milliseconds, once it was read; null before. */
  retentionOf(destination: string): number | null {
    return this.#retention.get(destination) ?? null;
  }

  /** Follows the own inbox; makes its topic where it is missing (protocol.md section 1). */
  async followInbox(destination: string, deviceId: string, handle: Follower['handle']): Promise<void> {
    const groupId = `inbox.${destination}.${deviceId}`;
    await this.#follow({
      topic: inboxTopic(destination),
      groupId,
      inboxOf: destination,
      handle,
      reader: null,
    });
  }

  /** Follows a topic from its very start, without commits. */
  async followFromStart(topic: string, name: string, handle: Follower['handle']): Promise<void> {
    await this.#follow({ topic, groupId: `${name}.${randomUUID()}`, inboxOf: null, handle, reader: null });
  }

  async publishShard(record: OutboundRecord): Promise<void> {
    await this.#send(this.#shards, record);
  }

  async publish(record: OutboundRecord): Promise<void> {
    await this.#send(this.#letters, record);
  }

  /** Publishes a record that is no message: a request (protocol.md 7.4). */
  async publishPlain(topic: string, key: string, value: Buffer): Promise<void> {
    await this.#try(async () => {
      if (!this.#letters) throw new ConnectionLost('not connected');
      await this.#letters.send({ topic, acks: -1, messages: [{ key, value }] });
    });
  }

  async inboxExists(destination: string): Promise<boolean> {
    return this.#try(async () => (await partitionsOf(this.#liveAdmin(), inboxTopic(destination))) === 1);
  }

  /** The offset after the last record. */
  async endOf(topic: string): Promise<bigint> {
    return this.#try(async () => {
      const [partition] = await this.#liveAdmin().fetchTopicOffsets(topic);
      return BigInt(partition?.high ?? 0);
    });
  }

  async seek(
    topic: string,
    keys: ReadonlySet<string>,
    found: (record: InboundRecord) => Promise<void>,
  ): Promise<void> {
    const end = await this.endOf(topic);
    const [partition] = await this.#try(() => this.#liveAdmin().fetchTopicOffsets(topic));
    if (end === 0n || BigInt(partition?.low ?? 0) >= end || !this.#kafka) return;
    const kafka = this.#kafka;
    await new Promise<void>((resolve, reject) => {
      const reader = new TopicReader(kafka, {
        topic,
        groupId: `seek.${randomUUID()}`,
        commit: false,
        logAppendTime: true,
        crashed: finish,
        handle: async (records) => {
          for (const record of records) {
            if (record.key && keys.has(record.key.toString('latin1'))) await found(record);
          }
          const last = records.at(-1);
          if (last && BigInt(last.offset) + 1n >= end) finish(null);
        },
      });
      function finish(error: unknown): void {
        void reader.stop();
        if (error) reject(new ConnectionLost('reading again failed', { cause: error }));
        else resolve();
      }
      reader.start().catch(finish);
    });
  }

  async #open(): Promise<void> {
    const { Kafka: Client, Partitioners } = loadKafkaJs();
    const kafka = new Client(this.#config);
    const shared = { allowAutoTopicCreation: false, createPartitioner: Partitioners.DefaultPartitioner };
    this.#kafka = kafka;
    this.#admin = kafka.admin();
    this.#shards = kafka.producer({ ...shared, maxInFlightRequests: 8 });
    // At most one copy in a session; what a new session repeats, the receiver recognises (row 6).
    this.#letters = kafka.producer({ ...shared, idempotent: true, maxInFlightRequests: 1 });
    await within(15_000, this.#admin.connect());
    await within(15_000, Promise.all([this.#shards.connect(), this.#letters.connect()]));
    for (const follower of this.#followers) await this.#startReading(follower);
  }

  async #close(): Promise<void> {
    const open = [this.#admin, this.#shards, this.#letters];
    this.#kafka = this.#admin = this.#shards = this.#letters = null;
    const readers = this.#followers.map((follower) => {
      const { reader } = follower;
      follower.reader = null;
      return reader?.stop();
    });
    await Promise.all([
      ...readers,
      ...open.map((client) => client && within(5_000, client.disconnect()).catch(() => {})),
    ]);
  }

  async #follow(follower: Follower): Promise<void> {
    this.#followers.push(follower);
    if (!this.#kafka || this.#connection.state.kind !== 'connected') return;
    await this.#startReading(follower).catch(() => this.#connection.suspect());
  }

  async #startReading(follower: Follower): Promise<void> {
    if (!this.#kafka || follower.reader) return;
    let logAppendTime = true;
    if (follower.inboxOf) {
      await ensureTopic(this.#liveAdmin(), inboxSettings(follower.inboxOf));
      const settings = await repairInbox(this.#liveAdmin(), follower.topic);
      this.#retention.set(follower.inboxOf, settings.retentionMs);
      logAppendTime = settings.logAppendTime;
    } else if ((await partitionsOf(this.#liveAdmin(), follower.topic)) === 0) {
      throw new ConnectionLost(`the topic ${follower.topic} does not exist yet`);
    }
    const reader = new TopicReader(this.#kafka, {
      ...{ topic: follower.topic, groupId: follower.groupId, handle: follower.handle, logAppendTime },
      commit: follower.inboxOf !== null,
      crashed: () => {
        if (follower.reader !== reader) return;
        follower.reader = null;
        void reader.stop();
        setTimeout(() => void this.#startReading(follower).catch(() => this.#connection.suspect()), 1_000);
      },
    });
    follower.reader = reader;
    await within(45_000, reader.start());
  }

  async #send(producer: Producer | null, { topic, messageType, kid, body }: OutboundRecord): Promise<void> {
    await this.#try(async () => {
      if (!producer) throw new ConnectionLost('not connected');
      const headers = { messageType, v: '1', ...(kid ? { kid } : {}) };
      await producer.send({ topic, acks: -1, messages: [{ key: messageType, value: body, headers }] });
    });
  }

  async #try<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await within(answerWithin, work());
    } catch (error) {
      const translated = error instanceof ConnectionLost ? error : translate(error);
      if (translated instanceof ConnectionLost) this.#connection.suspect();
      throw translated;
    }
  }

  #liveAdmin(): Admin {
    if (!this.#admin) throw new ConnectionLost('not connected');
    return this.#admin;
  }
}
