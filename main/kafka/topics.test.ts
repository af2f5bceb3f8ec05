import type { Admin, ITopicConfig } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { DAY } from '../protocol/limits.ts';
import {
  ensureTopic,
  inboxSettings,
  partitionsOf,
  registrySettings,
  repairInbox,
  requestsSettings,
} from './topics.ts';

const topic = 'sealpost-inbox-anna__acme';
const ownSetting = 1;
const default_ = 5;
type Setting = { readonly value: string; readonly source: number };
type Settings = Readonly<Record<string, Setting>>;

const refused = (type: string): Error =>
  Object.assign(new Error(type), { name: 'KafkaJSProtocolError', type });

/** The part of Kafka that topics need: what it holds can be looked at. */
class Topics {
  readonly partitions = new Map<string, number>();
  settings: Settings = {};
  refuses: 'describe' | 'alter' | null = null;
  readonly made: ITopicConfig[] = [];
  altered: Readonly<Record<string, string>> | null = null;

  get admin(): Admin {
    const admin = {
      fetchTopicMetadata: async ({ topics: [name = ''] }: { topics: string[] }) => {
        const count = this.partitions.get(name);
        if (count === undefined) throw refused('UNKNOWN_TOPIC_OR_PARTITION');
        return { topics: [{ name, partitions: Array.from({ length: count }) }] };
      },
      createTopics: async ({ topics }: { topics: ITopicConfig[] }) => {
        this.made.push(...topics);
        for (const { topic, numPartitions = 1 } of topics) this.partitions.set(topic, numPartitions);
      },
      describeConfigs: async () => {
        if (this.refuses === 'describe') throw refused('TOPIC_AUTHORIZATION_FAILED');
        const configEntries = Object.entries(this.settings).map(([configName, { value, source }]) => ({
          ...{ configName, configValue: value, configSource: source },
        }));
        return { resources: [{ configEntries }] };
      },
      alterConfigs: async ({ resources: [resource] }: { resources: { configEntries: unknown }[] }) => {
        if (this.refuses === 'alter') throw refused('POLICY_VIOLATION');
        const entries = resource?.configEntries as { name: string; value: string }[];
        this.altered = Object.fromEntries(entries.map(({ name, value }) => [name, value]));
      },
    };
    return admin as unknown as Admin;
  }
}

const sane: Settings = {
  'compression.type': { value: 'uncompressed', source: ownSetting },
  'message.timestamp.type': { value: 'LogAppendTime', source: ownSetting },
  'retention.ms': { value: String(3 * DAY), source: ownSetting },
};

describe('a topic', () => {
  it('is made as the protocol says', () => {
    expect(inboxSettings('anna.b@acme')).toEqual({
      topic: 'sealpost-inbox-anna_b__acme',
      numPartitions: 1,
      configEntries: [
        { name: 'cleanup.policy', value: 'delete' },
        { name: 'retention.ms', value: String(14 * DAY) },
        { name: 'message.timestamp.type', value: 'LogAppendTime' },
        { name: 'compression.type', value: 'uncompressed' },
        { name: 'max.message.bytes', value: '1048588' },
      ],
    });
    expect(registrySettings()).toMatchObject({ topic: 'sealpost-registry', numPartitions: 1 });
    expect(requestsSettings()).toMatchObject({ topic: 'sealpost-requests', numPartitions: 1 });
  });

  it('is made where it is missing, and only there', async () => {
    const topics = new Topics();
    await ensureTopic(topics.admin, inboxSettings('anna@acme'), systemClock);
    expect(topics.made.map((one) => one.topic)).toEqual([topic]);
    topics.partitions.set(topic, 1);
    await ensureTopic(topics.admin, inboxSettings('anna@acme'), systemClock);
    expect(topics.made.length).toBe(1);
  });

  it('has no partitions where it does not exist; another refusal is told', async () => {
    const topics = new Topics();
    expect(await partitionsOf(topics.admin, topic)).toBe(0);
    topics.partitions.set(topic, 3);
    expect(await partitionsOf(topics.admin, topic)).toBe(3);
    const admin = { fetchTopicMetadata: () => Promise.reject(refused('TOPIC_AUTHORIZATION_FAILED')) };
    await expect(partitionsOf(admin as unknown as Admin, topic)).rejects.toThrow(
      'TOPIC_AUTHORIZATION_FAILED',
    );
  });
});

describe('the settings of an inbox', () => {
  it('stay as they are where they are safe', async () => {
    const topics = new Topics();
    topics.settings = sane;
    expect((await repairInbox(topics.admin, topic)).retention).toBe(3 * DAY);
    expect(topics.altered).toBeNull();
  });

  it('are repaired, and what an administrator set besides stays', async () => {
    const topics = new Topics();
    topics.settings = {
      ...sane,
      'compression.type': { value: 'producer', source: default_ },
      'max.message.bytes': { value: '5000000', source: ownSetting },
      'min.insync.replicas': { value: '2', source: ownSetting },
      'segment.bytes': { value: '1073741824', source: default_ },
    };
    expect((await repairInbox(topics.admin, topic)).retention).toBe(3 * DAY);
    expect(topics.altered).toEqual({
      'compression.type': 'uncompressed',
      'message.timestamp.type': 'LogAppendTime',
      'retention.ms': String(3 * DAY),
      'max.message.bytes': '5000000',
      'min.insync.replicas': '2',
    });
  });

  it('that nobody but an administrator may read or change do not stop the inbox', async () => {
    const topics = new Topics();
    topics.settings = { ...sane, 'compression.type': { value: 'zstd', source: ownSetting } };
    topics.refuses = 'alter';
    const { retention, found } = await repairInbox(topics.admin, topic);
    expect([retention, found.wrong, found.refusal?.message]).toEqual([
      ...[3 * DAY, ['compression.type'], 'POLICY_VIOLATION'],
    ]);
    topics.refuses = 'describe';
    const unseen = await repairInbox(topics.admin, topic);
    expect([unseen.retention, unseen.found.settings, unseen.found.refusal?.message]).toEqual([
      ...[14 * DAY, null, 'TOPIC_AUTHORIZATION_FAILED'],
    ]);
  });

  it('that keep everything for ever give a bound that no time reaches, not one in the past', async () => {
    const topics = new Topics();
    topics.settings = { ...sane, 'retention.ms': { value: '-1', source: ownSetting } };
    expect((await repairInbox(topics.admin, topic)).retention).toBeGreaterThan(3_650 * DAY);
  });

  it('are asked for again where the connection failed', async () => {
    const admin = { describeConfigs: () => Promise.reject(new Error('socket')) } as unknown as Admin;
    await expect(repairInbox(admin, topic)).rejects.toThrow('socket');
  });
});
