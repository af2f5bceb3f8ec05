import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
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
import { Follower, type Handle } from './follower.ts';
import { isSignInRefusal, translate, within } from './kafka-failures.ts';
import { loadKafkaJs } from './kafkajs-patches.ts';
import { readUpTo } from './seek.ts';
import { ensureTopic, inboxSettings, partitionsOf, repairInbox } from './topics.ts';

const answerWithin = 30_000;
/** Eight shards wait in one socket: over a slow line the last of them takes its time. */
const shardWithin = 180_000;
/** While answers come, a line that is full is no reason to ask whether Kafka is there. */
const contactLasts = 6_000;

/** What one connection consists of; the next one has everything anew. */
type Session = {
  readonly kafka: Kafka;
  readonly admin: Admin;
  readonly shards: Producer;
  readonly letters: Producer;
  readonly ended: AbortController;
};

/** The message bus over kafkajs: the only implementation of the transport today. */
export class KafkaBus implements MessageBus {
  readonly #newClient: (more?: Partial<KafkaConfig>) => Kafka;
  readonly #connection: Connection;
  readonly #followers: Follower[] = [];
  readonly #retention = new Map<string, number>();
  #opening: Session | null = null;
  /** When a call was answered last; 0 where one failed since. */
  #lastAnswer = 0;
  /** Set while all clients are connected. */
  #session: Session | null = null;

  constructor(
    brokers: readonly string[],
    clientId: string,
    changed: (state: ConnectionState) => void,
    newClient = (config: KafkaConfig): Kafka => new (loadKafkaJs().Kafka)(config),
  ) {
    const config: KafkaConfig = {
      brokers: [...brokers],
      clientId,
      connectionTimeout: 10_000,
      requestTimeout: 20_000,
      // Trying again is decided in one place (connection.ts); these only bridge a leader's move.
      retry: { retries: 4, initialRetryTime: 200, maxRetryTime: 2_000 },
      logCreator: () => () => {},
    };
    this.#newClient = (more) => newClient({ ...config, ...more });
    this.#connection = new Connection(
      {
        open: () => this.#open(),
        probe: async () => {
          const { admin } = this.#live();
          if (Date.now() - this.#lastAnswer > contactLasts) await within(4_000, admin.describeCluster());
        },
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
  async followInbox(destination: string, deviceId: string, handle: Handle): Promise<void> {
    const topic = inboxTopic(destination);
    const prepare = async (admin: Admin): Promise<void> => {
      await ensureTopic(admin, inboxSettings(destination));
      // One with more partitions counts as missing: offsets would not name its records.
      if ((await partitionsOf(admin, topic)) !== 1) throw new ConnectionLost('no inbox of one partition');
      this.#retention.set(destination, await repairInbox(admin, topic));
    };
    // One group for each device: two devices of one person both get everything (security.md 5).
    const groupId = (): string => `inbox.${destination}.${deviceId}`;
    await this.#follow(new Follower({ topic, groupId, commit: true, needed: false, prepare, handle }));
  }

  /** Follows a topic from its very start, without commits. */
  async followFromStart(topic: string, name: string, handle: Handle): Promise<void> {
    const prepare = async (admin: Admin): Promise<void> => {
      if ((await partitionsOf(admin, topic)) === 0)
        throw new ConnectionLost(`the topic ${topic} does not exist yet`);
    };
    const groupId = (): string => `${name}.${randomUUID()}`;
    await this.#follow(new Follower({ topic, groupId, commit: false, needed: true, prepare, handle }));
  }

  async publishShard(record: OutboundRecord): Promise<void> {
    await this.#try(() => send(this.#live().shards, record), shardWithin);
  }

  async publish(record: OutboundRecord): Promise<void> {
    await this.#try(() => send(this.#live().letters, record));
  }

  /** Publishes a record that is no message: a request (protocol.md 7.4). */
  async publishPlain(topic: string, key: string, value: Buffer): Promise<void> {
    await this.#try(() => this.#live().letters.send({ topic, acks: -1, messages: [{ key, value }] }));
  }

  async inboxExists(destination: string): Promise<boolean> {
    return this.#try(async () => (await partitionsOf(this.#live().admin, inboxTopic(destination))) === 1);
  }

  /** The offset after the last record. @throws ConnectionLost also where the topic is not there */
  async endOf(topic: string): Promise<bigint> {
    return (await this.#span(topic)).high;
  }

  async seek(
    topic: string,
    keys: ReadonlySet<string>,
    found: (record: InboundRecord) => Promise<void>,
  ): Promise<void> {
    const { kafka, ended } = this.#live();
    const { low, high } = await this.#span(topic);
    ended.signal.throwIfAborted();
    if (low < high) await readUpTo(kafka, topic, high, keys, found, ended.signal);
  }

  async #span(topic: string): Promise<{ readonly low: bigint; readonly high: bigint }> {
    try {
      const [partition] = await this.#try(() => this.#live().admin.fetchTopicOffsets(topic));
      return { low: BigInt(partition?.low ?? 0), high: BigInt(partition?.high ?? 0) };
    } catch (error) {
      if (error instanceof ConnectionLost) throw error;
      throw new ConnectionLost(`the topic ${topic} cannot be read`, { cause: error });
    }
  }

  async #open(): Promise<void> {
    const { Partitioners } = loadKafkaJs();
    const kafka = this.#newClient();
    const shared = { allowAutoTopicCreation: false, createPartitioner: Partitioners.DefaultPartitioner };
    const session: Session = {
      kafka,
      admin: kafka.admin(),
      shards: this.#newClient({ requestTimeout: shardWithin }).producer({
        ...shared,
        maxInFlightRequests: 8,
      }),
      // At most one copy in a session; what a new session repeats, the receiver recognises (row 6).
      letters: kafka.producer({ ...shared, idempotent: true, maxInFlightRequests: 1 }),
      ended: new AbortController(),
    };
    // As many as there are calls under way.
    setMaxListeners(0, session.ended.signal);
    this.#opening = session;
    await connect(session, session.admin);
    await Promise.all([connect(session, session.shards), connect(session, session.letters)]);
    session.ended.signal.throwIfAborted();
    this.#session = session;
    for (const follower of this.#followers) {
      const reading = follower.start(session);
      if (follower.isNeeded) await reading;
      else reading.catch(() => {});
    }
  }

  async #close(): Promise<void> {
    const session = this.#opening;
    this.#opening = this.#session = null;
    session?.ended.abort(new ConnectionLost('the connection was closed'));
    await Promise.all([
      ...this.#followers.map((follower) => follower.stop()),
      ...(session ? [session.admin, session.shards, session.letters].map(disconnect) : []),
    ]);
  }

  async #follow(follower: Follower): Promise<void> {
    // Put on the list in the same turn: either the opening of a connection comes to it, or it starts here.
    this.#followers.push(follower);
    if (this.#session) await follower.start(this.#session).catch(() => this.#connection.suspect());
  }

  async #try<T>(work: () => Promise<T>, milliseconds = answerWithin): Promise<T> {
    try {
      const answer = await within(milliseconds, whileOpen(this.#live().ended.signal, work));
      this.#lastAnswer = Date.now();
      return answer;
    } catch (error) {
      this.#lastAnswer = 0;
      const translated = error instanceof ConnectionLost ? error : translate(error);
      if (translated instanceof ConnectionLost) this.#connection.suspect();
      throw translated;
    }
  }

  /** @throws ConnectionLost */
  #live(): Session {
    if (!this.#session) throw new ConnectionLost('not connected');
    return this.#session;
  }
}

/** What a session still owes ends with it: its sockets may say nothing for minutes. */
function whileOpen<T>(ended: AbortSignal, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(ended.reason);
    ended.addEventListener('abort', stop, { once: true });
    Promise.resolve()
      .then(work)
      .then(resolve, reject)
      .finally(() => ended.removeEventListener('abort', stop));
  });
}

async function send(producer: Producer, { topic, messageType, kid, body }: OutboundRecord): Promise<void> {
  const headers = { messageType, v: '1', ...(kid ? { kid } : {}) };
  await producer.send({ topic, acks: -1, messages: [{ key: messageType, value: body, headers }] });
}

/** A client that connects after its session ended is closed: kafkajs does not give up by itself. */
async function connect({ ended }: Session, client: Admin | Producer): Promise<void> {
  const connected = client.connect().then(() => {
    if (ended.signal.aborted) void disconnect(client);
  });
  await within(15_000, connected);
}

const disconnect = (client: Admin | Producer): Promise<void> =>
  within(5_000, client.disconnect()).catch(() => {});
