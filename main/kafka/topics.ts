import type { Admin, ITopicConfig } from 'kafkajs';
import { inboxTopic, REGISTRY_TOPIC, REQUESTS_TOPIC } from '../protocol/destination.ts';
import { DAY } from '../protocol/limits.ts';

/** Room for one shard, its key and headers, with Kafka's own default (protocol.md section 1). */
const maxMessageBytes = 1_048_588;

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
  ],
});

export const requestsSettings = (): ITopicConfig => ({
  topic: REQUESTS_TOPIC,
  numPartitions: 1,
  configEntries: [
    { name: 'cleanup.policy', value: 'delete' },
    { name: 'compression.type', value: 'uncompressed' },
  ],
});

/** Makes the topic where it is missing; one that exists stays as it is. */
export async function ensureTopic(admin: Admin, settings: ITopicConfig): Promise<void> {
  if ((await partitionsOf(admin, settings.topic)) === 0) {
    await admin.createTopics({ topics: [settings], waitForLeaders: true });
  }
}

/** How many partitions a topic has; 0 where it does not exist. */
export async function partitionsOf(admin: Admin, topic: string): Promise<number> {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0]?.partitions.length ?? 0;
  } catch (error) {
    if ((error as { type?: string }).type === 'UNKNOWN_TOPIC_OR_PARTITION') return 0;
    throw error;
  }
}

/**
 * Reads the settings of an inbox on which safety rests, and repairs `compression.type` and the
 * timestamp type where it may (docs/decisions/0003). Without them a compressed batch can fill memory.
 */
export async function repairInbox(
  admin: Admin,
  topic: string,
): Promise<{ retentionMs: number; logAppendTime: boolean }> {
  const wanted = new Map([
    ['compression.type', 'uncompressed'],
    ['message.timestamp.type', 'LogAppendTime'],
  ]);
  const read = async (): Promise<Map<string, string>> => {
    const names = [...wanted.keys(), 'retention.ms'];
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: 2, name: topic, configNames: names }],
    });
    return new Map(resources[0]?.configEntries.map((entry) => [entry.configName, entry.configValue]));
  };
  let settings = await read();
  const kept = Number(settings.get('retention.ms') ?? 14 * DAY);
  if ([...wanted].some(([name, value]) => settings.get(name) !== value)) {
    const resources = [{ type: 2, name: topic, configEntries: inboxEntries(kept) }];
    await admin.alterConfigs({ validateOnly: false, resources }).catch((error: unknown) => {
      // Only an administrator may: the decoder's own bounds hold all the same.
      if ((error as { type?: string }).type !== 'TOPIC_AUTHORIZATION_FAILED') throw error;
    });
    settings = await read();
  }
  return { retentionMs: kept, logAppendTime: settings.get('message.timestamp.type') === 'LogAppendTime' };
}
