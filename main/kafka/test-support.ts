import type { Kafka, ProducerConfig } from 'kafkajs';
import type { InboundRecord } from '../transfers/ports.ts';

/** 0: LogAppendTime; 'marker': of a transaction, which kafkajs counts and does not hand over. */
export type Entry = { readonly key: string; readonly senderTime?: number } | 'marker';
type Event = { readonly payload: object };
type Batch = (payload: object) => Promise<void>;

type Altered = { resources: { name: string; configEntries: { name: string; value: string }[] }[] };

/** Of an inbox and of the registry alike. */
const soundSettings = {
  'cleanup.policy': 'compact',
  'compression.type': 'uncompressed',
  'message.timestamp.type': 'LogAppendTime',
  'max.message.bytes': '1114112',
  'retention.ms': '60000',
};

/** Kafka in memory, as far as kafkajs shows it. Fetches give one record each. */
export class Cluster {
  readonly topics = new Map<string, Entry[]>();
  /** Offsets of the first record that a topic still has, where some were removed. */
  readonly lows = new Map<string, number>();
  readonly partitions = new Map<string, number>();
  /** Where they are not in order. */
  readonly settings = new Map<string, Readonly<Record<string, string>>>();
  isAlteringRefused = false;
  /** What looking at settings ends with. */
  settingsFault: Error | null = null;
  readonly committed = new Map<string, bigint>();
  readonly consumers = new Set<MemoryConsumer>();
  /** Every consumer that ever joined. */
  joined = 0;
  down = false;
  /** Held back until this resolves. */
  metadata: Promise<void> = Promise.resolve();
  probe: Promise<void> = Promise.resolve();
  readonly sent: string[] = [];
  /** Every producer that was ever made. */
  producers = 0;
  /** How each of them was asked for. */
  readonly producersAsked: ProducerConfig[] = [];
  /** Takes records and never answers, as over a line that went away; given which producer it is, from 0. */
  isSilent: (producer: number) => boolean = () => false;
  /** What a record is answered with instead, one for each attempt. */
  readonly refusals: Error[] = [];
  /** Consumers join, and no fetch of theirs is ever answered; given which one it is, from 0. */
  isDeaf: (consumer: number) => boolean = () => false;
  /** What every fetch is refused with. */
  unreadable: Error | null = null;
  /** How many records a fetch brings. */
  batch = 1;
  heartbeats = 0;

  readonly client = (): Kafka => {
    const connectable = {
      connect: async (): Promise<void> => {
        if (this.down) throw down();
      },
      disconnect: async (): Promise<void> => {},
    };
    const client = {
      admin: () => ({ ...connectable, ...this.#admin() }),
      producer: (asked: ProducerConfig) => {
        this.producersAsked.push(asked);
        const which = this.producers++;
        return {
          ...connectable,
          send: async ({ messages }: { messages: { key: string }[] }) => {
            if (this.isSilent(which)) await new Promise(() => {});
            const refusal = this.refusals.shift();
            if (refusal) throw refusal;
            this.sent.push(messages[0]?.key ?? '');
            return [{ logAppendTime: '1700000000000', baseOffset: String(this.sent.length - 1) }];
          },
        };
      },
      consumer: ({ groupId }: { groupId: string }) => new MemoryConsumer(this, groupId),
    };
    return client as unknown as Kafka;
  };

  append(topic: string, ...entries: Entry[]): void {
    const all = this.topics.get(topic) ?? [];
    this.topics.set(topic, [...all, ...entries]);
    for (const consumer of this.consumers) consumer.wake();
  }

  /** As kafkajs, each client keeps the metadata of the topics that it was asked for last. */
  #admin() {
    let known = '';
    return {
      describeCluster: async (): Promise<void> => {
        await this.probe;
        if (this.down) throw down();
      },
      fetchTopicMetadata: async ({ topics: [topic = ''] }: { topics: string[] }) => {
        await this.metadata;
        known = topic;
        if (!this.topics.has(topic)) throw Object.assign(new Error(), { type: 'UNKNOWN_TOPIC_OR_PARTITION' });
        return { topics: [{ partitions: Array.from({ length: this.partitions.get(topic) ?? 1 }) }] };
      },
      createTopics: async ({ topics }: { topics: { topic: string }[] }) => {
        for (const { topic } of topics) this.topics.set(topic, []);
      },
      fetchTopicOffsetsByTimestamp: async (topic: string, time: number) => {
        const entries = this.topics.get(topic) ?? [];
        const first = entries.findIndex(
          (_, n) => n >= (this.lows.get(topic) ?? 0) && 1_700_000_000_000 + n >= time,
        );
        return [{ partition: 0, offset: String(first < 0 ? entries.length : first) }];
      },
      describeConfigs: async ({ resources: [resource] }: { resources: { name: string }[] }) => {
        if (this.settingsFault) throw this.settingsFault;
        const settings = this.settings.get(resource?.name ?? '') ?? soundSettings;
        const configEntries = Object.entries(settings).map(([configName, configValue]) => ({
          ...{ configName, configValue, configSource: 1 },
        }));
        return { resources: [{ configEntries }] };
      },
      alterConfigs: async ({ resources: [resource] }: Altered) => {
        if (this.isAlteringRefused)
          throw Object.assign(new Error('not authorized'), { name: 'KafkaJSProtocolError' });
        const entries = resource?.configEntries.map(({ name, value }) => [name, value]) ?? [];
        this.settings.set(resource?.name ?? '', Object.fromEntries(entries));
      },
      fetchTopicOffsets: async (topic: string) => {
        const entries = this.topics.get(topic);
        if (!entries) throw Object.assign(new Error(), { type: 'UNKNOWN_TOPIC_OR_PARTITION' });
        known = topic;
        await Promise.resolve();
        if (known !== topic) throw new TypeError("Cannot destructure 'partitions' of 'high.pop(...)'");
        return [{ low: String(this.lows.get(topic) ?? 0), high: String(entries.length) }];
      },
    };
  }
}

const down = (): Error => Object.assign(new Error('down'), { code: 'ECONNREFUSED' });

export class MemoryConsumer {
  readonly #cluster: Cluster;
  readonly #groupId: string;
  readonly #listeners = new Map<string, ((event: Event) => void)[]>();
  #topic = '';
  #wake: (() => void) | null = null;
  #running = false;
  #from: bigint | null = null;
  #fetching: NodeJS.Timeout | undefined;

  constructor(cluster: Cluster, groupId: string) {
    this.#cluster = cluster;
    this.#groupId = groupId;
  }

  async connect(): Promise<void> {
    if (this.#cluster.down) throw down();
  }

  async subscribe({ topics: [topic = ''] }: { topics: string[] }): Promise<void> {
    this.#topic = topic;
  }

  on(event: string, listener: (event: Event) => void): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }

  async run({ eachBatch }: { eachBatch: Batch }): Promise<void> {
    this.#running = true;
    this.#cluster.consumers.add(this);
    const isDeaf = this.#cluster.isDeaf(this.#cluster.joined++);
    this.#tell('consumer.group_join', {});
    if (isDeaf) return;
    if (this.#cluster.unreadable) return this.crash(this.#cluster.unreadable);
    this.#fetching = setInterval(() => this.#tell('consumer.network.request', { apiName: 'Fetch' }), 1_000);
    void this.#read(eachBatch).catch((error: Error) => this.crash(error));
  }

  async disconnect(): Promise<void> {
    this.#running = false;
    clearInterval(this.#fetching);
    this.#cluster.consumers.delete(this);
    this.wake();
  }

  async commitOffsets([{ topic, offset }]: [{ topic: string; offset: string }]): Promise<void> {
    this.#cluster.committed.set(`${this.#groupId} ${topic}`, BigInt(offset));
  }

  seek({ offset }: { offset: string }): void {
    this.#from = BigInt(offset);
  }

  wake(): void {
    this.#wake?.();
  }

  crash(error: Error): void {
    if (!this.#running) return;
    void this.disconnect();
    this.#tell('consumer.crash', { error });
  }

  #tell(event: string, payload: object): void {
    for (const listener of this.#listeners.get(event) ?? []) listener({ payload });
  }

  async #read(eachBatch: Batch): Promise<void> {
    let at = Number(this.#from ?? this.#cluster.committed.get(`${this.#groupId} ${this.#topic}`) ?? 0n);
    while (this.#running) {
      const entries = this.#cluster.topics.get(this.#topic) ?? [];
      const entry = entries[at];
      if (entry === undefined) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      const marker = entries.indexOf('marker', at);
      const last = Math.min(marker < 0 ? entries.length : Math.max(marker, at + 1), at + this.#cluster.batch);
      if (entry !== 'marker') await eachBatch(this.#payload(at, entries.slice(at, last), entries.length));
      this.#tell('consumer.end_batch_process', { lastOffset: String(last - 1) });
      at = last;
    }
  }

  #payload(at: number, entries: readonly Entry[], end: number): object {
    const messages = entries.map((entry, i) => {
      const { key, senderTime } = entry as Exclude<Entry, 'marker'>;
      return {
        offset: String(at + i),
        key: Buffer.from(key),
        value: Buffer.from('value'),
        headers: {},
        timestamp: String(senderTime ?? 1_700_000_000_000 + at + i),
        batchContext: { timestampType: senderTime === undefined ? 1 : 0 },
      };
    });
    return {
      batch: {
        ...{ topic: this.#topic, partition: 0, highWatermark: String(end), messages },
        lastOffset: () => String(at + entries.length - 1),
      },
      resolveOffset: () => {},
      heartbeat: async () => void this.#cluster.heartbeats++,
      isRunning: () => this.#running,
      isStale: () => false,
    };
  }
}

/** What a handler was given, to be waited for. */
export class Inbox {
  readonly records: InboundRecord[] = [];
  readonly #waiting = new Set<() => void>();

  readonly handle = async (records: readonly InboundRecord[]): Promise<void> => {
    this.records.push(...records);
    for (const look of [...this.#waiting]) look();
  };

  get keys(): readonly (string | null)[] {
    return this.records.map(({ key }) => key && String(key));
  }

  async has(count: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (this.records.length < count) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }
}
