import type { Admin, ITopicConfig } from 'kafkajs';
import { pause } from '../clock/waits.ts';
import { inboxTopic, REGISTRY_TOPIC, REQUESTS_TOPIC } from '../protocol/destination.ts';
import { DAY } from '../protocol/limits.ts';
import { type Clock, TopicUnavailable } from '../transfers/ports.ts';
import { causes } from './kafka-failures.ts';

/** Room for one shard, its key and headers, with Kafka's own default (protocol.md section 1). */
export const maxMessageBytes = 1_048_588;

/** protocol.md section 1, Inbox topic; `retentionMs` is R. */
export const inboxSettings = (destination: string, retentionMs = 14 * DAY): ITopicConfig => ({
  topic: inboxTopic(destination),
  numPartitions: 1,
  configEntries: inboxEntries(retentionMs),
});

const inboxEntries = (retentionMs: number): { name: string; value: string }[] => [
  { name: 'cleanup.policy', value: 'delete' },
  { name: 'retention.ms', value: String(retentionMs) },
  { name: 'message.timestamp.type', value: 'LogAppendTime' },
  { name: 'compression.type', value: 'uncompressed' },
  { name: 'max.message.bytes', value: String(maxMessageBytes) },
];

/** protocol.md sections 7.1 and 7.4. */
export const registrySettings = (): ITopicConfig => ({
  topic: REGISTRY_TOPIC,
  numPartitions: 1,
  configEntries: [
    { name: 'cleanup.policy', value: 'compact' },
    { name: 'compression.type', value: 'uncompressed' },
    // A list of revoked certificates may have 1 MiB.
    { name: 'max.message.bytes', value: '1114112' },
  ],
});

export const requestsSettings = (): ITopicConfig => ({
  topic: REQUESTS_TOPIC,
  numPartitions: 1,
  configEntries: [
    { name: 'cleanup.policy', value: 'delete' },
    { name: 'compression.type', value: 'uncompressed' },
    // Whoever asks is told the server's time, and a wrong clock is no reason to refuse a request.
    { name: 'message.timestamp.type', value: 'LogAppendTime' },
  ],
});

const lookAgainAfter = 200; // milliseconds
const mostLooks = 50;

/** A topic that is missing was not made. */
export class TopicNotMade extends Error {
  override readonly name = 'TopicNotMade';
  constructor(topic: string, error: unknown) {
    // kafkajs puts the answer for each topic into a list.
    const [answer] = (error as { readonly errors?: readonly unknown[] }).errors ?? [];
    super(`the topic ${topic} was not made`, { cause: answer ?? error });
  }
}

/** Makes the topic where it is missing; one that exists stays as it is. @throws TopicNotMade, what kafkajs throws */
export async function ensureTopic(admin: Admin, settings: ITopicConfig, clock: Clock): Promise<void> {
  if ((await partitionsOf(admin, settings.topic)) > 0) return;
  // kafkajs's own wait ends with an error where the brokers do not know the new topic at once.
  await admin.createTopics({ topics: [settings], waitForLeaders: false }).catch((error: unknown) => {
    throw new TopicNotMade(settings.topic, error);
  });
  for (let looks = 0; looks < mostLooks; looks++) {
    if ((await partitionsOf(admin, settings.topic)) > 0) return;
    await pause(clock, lookAgainAfter);
  }
  throw new TopicUnavailable('no-leader');
}

/** How many partitions a topic has; 0 where it does not exist. */
export async function partitionsOf(admin: Admin, topic: string): Promise<number> {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0]?.partitions.length ?? 0;
  } catch (error) {
    const types = causes(error).map(({ type }) => type);
    if (types.includes('UNKNOWN_TOPIC_OR_PARTITION')) return 0;
    throw error;
  }
}

const topicResource = 2;
/** Set for this topic itself, not the broker's default. */
const setForTopic = 1;
/** `retention.ms` of -1 keeps everything: a bound that no time reaches. */
const withoutEnd = 100 * 365 * DAY;

/**
 * Reads R, and repairs `compression.type` and the timestamp type of an inbox where it may
 * (docs/decisions/0003). Everything else that was set for the topic stays as it is.
 * @returns R in milliseconds
 */
export async function repairInbox(admin: Admin, topic: string): Promise<number> {
  const wanted = new Map([
    ['compression.type', 'uncompressed'],
    ['message.timestamp.type', 'LogAppendTime'],
  ]);
  let retention = 14 * DAY;
  try {
    const asked = { includeSynonyms: false, resources: [{ type: topicResource, name: topic }] };
    const entries = (await admin.describeConfigs(asked)).resources[0]?.configEntries ?? [];
    const kept = Number(
      entries.find(({ configName }) => configName === 'retention.ms')?.configValue ?? retention,
    );
    retention = kept < 0 ? withoutEnd : kept;
    const settings = new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
    if ([...wanted].every(([name, value]) => settings.get(name) === value)) return retention;
    // Kafka sets back to its default what this request leaves out.
    const own = entries
      .filter(
        ({ configName, configSource }) => Number(configSource) === setForTopic && !wanted.has(configName),
      )
      .map(({ configName, configValue }) => ({ name: configName, value: String(configValue) }));
    const configEntries = [...own, ...[...wanted].map(([name, value]) => ({ name, value }))];
    await admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: topicResource, name: topic, configEntries }],
    });
  } catch (error) {
    // Only an administrator may, or a policy forbids it: the decoder's own bounds hold all the same.
    if ((error as Error).name !== 'KafkaJSProtocolError') throw error;
  }
  return retention;
}
