import { setMaxListeners } from 'node:events';
import type { Admin, Kafka, KafkaConfig } from 'kafkajs';
import { type Clock, ConnectionLost } from '../transfers/ports.ts';
import { loadKafkaJs } from './kafkajs-patches.ts';
import { readingInPlace } from './kafkajs-sockets.ts';
import { KnownInboxes } from './known-inboxes.ts';
import { ProducerFlow } from './producer-flow.ts';
import { SharedAdmin } from './shared-admin.ts';

/** Eight shards wait in one socket: over a slow line the last of them takes its time. */
const shardWithin = 180_000;
const stallAfter = 60_000;
const letterWithin = 30_000;

/** @param change what this client has other than the connection's configuration says */
export type NewClient = (change?: (config: KafkaConfig) => Partial<KafkaConfig>) => Kafka;

/** What one connection consists of; the next one has everything anew. */
export class Session {
  readonly kafka: Kafka;
  /** For everything but offsets. */
  readonly admin: SharedAdmin;
  /** Whether Kafka is there at all: it waits behind nobody's question. */
  readonly probe: SharedAdmin;
  readonly shards: ProducerFlow;
  /** Apart from the shards, so that a letter does not wait behind eight of them. */
  readonly letters: ProducerFlow;
  readonly inboxes: KnownInboxes;
  readonly #newClient: NewClient;
  readonly #clock: Clock;
  readonly #ended = new AbortController();
  readonly #offsets = new Map<string, SharedAdmin>();

  constructor(newClient: NewClient, clock: Clock) {
    this.#newClient = newClient;
    this.#clock = clock;
    this.inboxes = new KnownInboxes(clock);
    // Each call under way listens to it, and Node would warn of more than ten.
    setMaxListeners(0, this.#ended.signal);
    this.kafka = newClient(readingInPlace);
    this.admin = new SharedAdmin(() => newClient().admin(), clock);
    this.probe = new SharedAdmin(() => newClient().admin(), clock);
    const { Partitioners } = loadKafkaJs();
    const shared = { allowAutoTopicCreation: false, createPartitioner: Partitioners.DefaultPartitioner };
    // None is idempotent (docs/decisions/0012): after an error kafkajs counts a record that the broker has as
    // not sent, and the next one of that topic is dropped as its copy, with success.
    this.shards = new ProducerFlow(
      () =>
        newClient(() => ({ requestTimeout: shardWithin })).producer({ ...shared, maxInFlightRequests: 8 }),
      { stallAfter, atMost: shardWithin },
      clock,
    );
    // One attempt each: what kafkajs repeats by itself hides whether an earlier attempt was taken.
    this.letters = new ProducerFlow(
      () => newClient().producer({ ...shared, maxInFlightRequests: 8, retry: { retries: 0 } }),
      { stallAfter: letterWithin, atMost: letterWithin },
      clock,
    );
  }

  /** Aborted, with the reason, when the connection is given up. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** How often in a row one of the flows that sending needs was not answered: the worst of them. */
  get failures(): number {
    return Math.max(
      ...[this.shards, this.letters, this.admin, ...this.#offsets.values()].map((one) => one.failures),
    );
  }

  async open(): Promise<void> {
    await Promise.all([this.admin, this.probe].map((one) => one.connect()));
    await Promise.all([this.shards.connect(), this.letters.connect()]);
    this.ended.throwIfAborted();
  }

  /**
   * An admin client that is asked for the offsets of one topic alone: kafkajs looks up all topics that
   * a client was ever asked for, and one that is gone would spoil the answer for the others.
   */
  offsetsOf(topic: string): SharedAdmin {
    const known = this.#offsets.get(topic);
    if (known) return known;
    const made = new SharedAdmin(() => this.#newClient().admin(), this.#clock);
    this.#offsets.set(topic, made);
    return made;
  }

  /**
   * Asks with an admin client that is made for this and closed again: who is asked for seldom needs no line that
   * stays open, and there may be a thousand of them. @throws ConnectionLost, and what `work` throws
   */
  async askedOnce<T>(milliseconds: number, work: (admin: Admin) => Promise<T>): Promise<T> {
    const asking = new SharedAdmin(() => this.#newClient().admin(), this.#clock);
    try {
      return await asking.use(milliseconds, work);
    } finally {
      await asking.close();
    }
  }

  /** What a session still owes ends with it: its sockets may say nothing for minutes. */
  whileOpen<T>(work: () => Promise<T>): Promise<T> {
    const { ended } = this;
    return new Promise((resolve, reject) => {
      const stop = (): void => reject(ended.reason);
      ended.addEventListener('abort', stop, { once: true });
      Promise.resolve()
        .then(work)
        .then(resolve, reject)
        .finally(() => ended.removeEventListener('abort', stop));
    });
  }

  async close(): Promise<void> {
    this.#ended.abort(new ConnectionLost('the connection was closed'));
    const all = [this.shards, this.letters, this.admin, this.probe, ...this.#offsets.values()];
    await Promise.all(all.map((one) => one.close()));
  }
}
