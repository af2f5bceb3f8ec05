import { setMaxListeners } from 'node:events';
import type { Admin, Kafka, KafkaConfig } from 'kafkajs';
import { ConnectionLost } from '../transfers/ports.ts';
import { within } from './kafka-failures.ts';
import { loadKafkaJs } from './kafkajs-patches.ts';
import { ProducerFlow } from './producer-flow.ts';
import { SharedAdmin } from './shared-admin.ts';

/** Eight shards wait in one socket: over a slow line the last of them takes its time. */
const shardWithin = 180_000;
const stallAfter = 60_000;
const letterWithin = 30_000;
const adminWithin = 15_000;

export type NewClient = (more?: Partial<KafkaConfig>) => Kafka;

type Client = { connect(): Promise<void>; disconnect(): Promise<void> };

/** What one connection consists of; the next one has everything anew. */
export class Session {
  readonly kafka: Kafka;
  /** For everything but offsets. */
  readonly admin: SharedAdmin;
  readonly shards: ProducerFlow;
  /** Apart from the shards, so that a letter does not wait behind eight of them. */
  readonly letters: ProducerFlow;
  readonly #newClient: NewClient;
  readonly #ended = new AbortController();
  readonly #clients: Client[] = [];
  readonly #first: Admin;
  readonly #offsets = new Map<string, Promise<SharedAdmin>>();

  constructor(newClient: NewClient) {
    this.#newClient = newClient;
    // As many as there are calls under way.
    setMaxListeners(0, this.#ended.signal);
    this.kafka = newClient();
    this.#first = this.#addClient(this.kafka.admin());
    this.admin = new SharedAdmin(this.#first);
    const { Partitioners } = loadKafkaJs();
    const shared = { allowAutoTopicCreation: false, createPartitioner: Partitioners.DefaultPartitioner };
    // None is idempotent: after an error kafkajs counts a record that the broker has as not sent, and the
    // next one of that topic is dropped as its copy, with success. Copies are recognised by the receiver.
    this.shards = new ProducerFlow(
      () => newClient({ requestTimeout: shardWithin }).producer({ ...shared, maxInFlightRequests: 8 }),
      { stallAfter, atMost: shardWithin },
    );
    // One attempt each: what kafkajs repeats by itself hides whether an earlier attempt was taken.
    this.letters = new ProducerFlow(
      () => newClient().producer({ ...shared, maxInFlightRequests: 8, retry: { retries: 0 } }),
      { stallAfter: letterWithin, atMost: letterWithin },
    );
  }

  /** Aborted, with the reason, when the connection is given up. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  async open(): Promise<void> {
    await this.#connect(this.#first);
    await Promise.all([this.shards.connect(), this.letters.connect()]);
    this.ended.throwIfAborted();
  }

  /**
   * An admin client that is asked for the offsets of one topic alone: kafkajs looks up all topics that
   * a client was ever asked for, and one that is gone would spoil the answer for the others.
   */
  async offsetsOf(topic: string): Promise<SharedAdmin> {
    const known = this.#offsets.get(topic);
    if (known) return known;
    const made = this.#connectedAdmin();
    this.#offsets.set(topic, made);
    made.catch(() => this.#offsets.delete(topic));
    return made;
  }

  async close(): Promise<void> {
    this.#ended.abort(new ConnectionLost('the connection was closed'));
    await Promise.all([this.shards.close(), this.letters.close(), ...this.#clients.map(disconnect)]);
  }

  async #connectedAdmin(): Promise<SharedAdmin> {
    const admin = this.#addClient(this.#newClient().admin());
    await this.#connect(admin);
    return new SharedAdmin(admin);
  }

  #addClient(admin: Admin): Admin {
    this.#clients.push(admin);
    return admin;
  }

  /** A client that connects after its session ended is closed: kafkajs does not give up by itself. */
  async #connect(client: Client): Promise<void> {
    const connected = client.connect().then(() => {
      if (this.ended.aborted) void disconnect(client);
    });
    await within(adminWithin, connected);
  }
}

const disconnect = (client: Client): Promise<void> => within(5_000, client.disconnect()).catch(() => {});
