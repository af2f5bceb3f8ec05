import type { Admin, Kafka } from 'kafkajs';
import type { Clock, InboundRecord } from '../transfers/ports.ts';
import type { SharedAdmin } from './shared-admin.ts';
import { TopicReader } from './topic-reader.ts';

const firstRetry = 1_000;
const longestRetry = 60_000;
/** Making, checking and repairing a topic is a handful of calls. */
const prepareWithin = 30_000;

export type Handle = (records: readonly InboundRecord[], highWatermark: bigint) => Promise<void>;

/** What a reader needs of one connection. A new connection brings a new object: by that the follower sees it. */
export type Clients = {
  readonly kafka: Kafka;
  readonly admin: SharedAdmin;
  /** Asked for the offsets of this topic alone. */
  offsetsOf(topic: string): SharedAdmin;
};

export type FollowPlan = {
  readonly topic: string;
  /** Asked for each reader. A group that its last member left in a hurry lets nobody in for a while. */
  readonly groupId: () => string;
  /** Commit what was handled. Without commits each reader starts over, and is told of gaps too. */
  readonly commit: boolean;
  /** Without it there is no connection: true of the registry, not of an inbox that cannot be made or read. */
  readonly needed: boolean;
  /** Makes and checks the topic. @throws where it cannot be read yet */
  readonly prepare: (admin: Admin) => Promise<void>;
  /** The offset that reading begins with; without it the group's. */
  readonly start?: (admin: Admin) => Promise<bigint>;
  readonly handle: Handle;
  /** Reading stopped, or could not begin, and is tried again by itself; null once it goes on. */
  readonly troubled: (error: unknown) => void;
};

/** Keeps exactly one reader on a topic while a connection lasts; one that stops is followed by another after 1 to 60 s. */
export class Follower {
  readonly #plan: FollowPlan;
  readonly #clock: Clock;
  #clients: Clients | null = null;
  #reader: TopicReader | null = null;
  #first: Promise<void> = Promise.resolve();
  /** Cancels the next attempt; null while none waits. */
  #retry: (() => void) | null = null;
  #attempt = 0;

  constructor(plan: FollowPlan, clock: Clock) {
    this.#plan = plan;
    this.#clock = clock;
  }

  get isNeeded(): boolean {
    return this.#plan.needed;
  }

  /** Resolves once reading began; rejects where the first attempt failed, and tries again by itself. */
  start(clients: Clients): Promise<void> {
    if (this.#clients !== clients) {
      this.#clients = clients;
      this.#attempt = 0;
      this.#first = this.#read(clients);
    }
    return this.#first;
  }

  async stop(): Promise<void> {
    this.#clients = null;
    await this.#drop();
  }

  async #read(clients: Clients): Promise<void> {
    const { topic, groupId, commit, prepare, start } = this.#plan;
    let made: TopicReader | null = null;
    try {
      await clients.admin.use(prepareWithin, prepare);
      const from = start ? await clients.offsetsOf(topic).use(prepareWithin, start) : null;
      if (this.#clients !== clients) return;
      let last = -1n;
      const reader = new TopicReader(
        clients.kafka,
        {
          ...{ topic, commit, from, groupId: groupId() },
          handle: async (records, highWatermark) => {
            await this.#plan.handle(records, highWatermark);
            last = BigInt(records.at(-1)?.offset ?? -1);
            this.#attempt = 0;
          },
          passed: (next) => {
            if (commit || next - 1n <= last) return;
            last = next - 1n;
            // The same as a record without key and value: it says only how far the topic was read.
            void this.#plan.handle([nothingAt(topic, last)], next).catch(() => {});
          },
          crashed: (error) => {
            if (this.#reader === reader) this.#readLater(clients, error);
          },
        },
        this.#clock,
      );
      made = reader;
      this.#reader = reader;
      await reader.start();
      const reading = reader.reads().then(() => {
        if (this.#reader === reader) this.#plan.troubled(null);
      });
      if (this.#plan.needed) await reading;
      // What ends it is told by `crashed`.
      else reading.catch(() => {});
    } catch (error) {
      // One that was replaced while it started says nothing about the one that reads now.
      if (!made || this.#reader === made) this.#readLater(clients, error);
      throw error;
    }
  }

  #readLater(clients: Clients, error: unknown): void {
    if (this.#clients !== clients || this.#retry) return;
    this.#plan.troubled(error);
    void this.#drop();
    const wait = Math.min(longestRetry, firstRetry * 2 ** this.#attempt++);
    this.#retry = this.#clock.after(wait, () => {
      this.#retry = null;
      this.#read(clients).catch(() => {});
    });
  }

  async #drop(): Promise<void> {
    this.#retry?.();
    this.#retry = null;
    const reader = this.#reader;
    this.#reader = null;
    await reader?.stop();
  }
}

const nothingAt = (topic: string, offset: bigint): InboundRecord => ({
  topic,
  offset: String(offset),
  brokerTime: 0,
  key: null,
  value: null,
  headers: [],
});
