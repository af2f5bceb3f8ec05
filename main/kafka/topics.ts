import type { Admin, ITopicConfig } from 'kafkajs';
import { pause } from '../clock/waits.ts';
import { inboxTopic, REGISTRY_TOPIC, REQUESTS_TOPIC } from '../protocol/destination.ts';
import { DAY } from '../protocol/limits.ts';
import { type Clock, PublishRefused, TopicUnavailable } from '../transfers/ports.ts';
import { causes } from './kafka-failures.ts';
import { lookAtSettings, type SettingsFound } from './topic-settings.ts';

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

/** A topic has another number of partitions than one: offsets would not name its records, so it counts as missing. */
export class WrongPartitions extends PublishRefused {
  constructor(topic: string, partitions: number) {
    super('no-inbox');
    this.message = `the topic ${topic} has ${partitions} partitions: it has to be made anew with one`;
  }
}

/**
 * Makes the topic where it is missing; one that exists stays as it is. Each broker hears of a new one in its own
 * time: asked once more, another may not know it yet.
 * @returns how many partitions it has @throws TopicNotMade, what kafkajs throws
 */
export async function ensureTopic(admin: Admin, settings: ITopicConfig, clock: Clock): Promise<number> {
  const before = await partitionsOf(admin, settings.topic);
  if (before > 0) return before;
  // kafkajs's own wait ends with an error where the brokers do not know the new topic at once.
  await admin.createTopics({ topics: [settings], waitForLeaders: false }).catch((error: unknown) => {
    throw new TopicNotMade(settings.topic, error);
  });
  for (let looks = 0; looks < mostLooks; looks++) {
    const partitions = await partitionsOf(admin, settings.topic);
    if (partitions > 0) return partitions;
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

/** `retention.ms` of -1 keeps everything: a bound that no time reaches. */
const withoutEnd = 100 * 365 * DAY;
const defaultRetention = 14 * DAY;

/** An administrator may have set the rest of an inbox otherwise for a reason. */
const mended: ReadonlySet<string> = new Set(['compression.type', 'message.timestamp.type']);

/**
 * Reads R, and repairs `compression.type` and the timestamp type of an inbox where it may
 * (docs/decisions/0003). Everything else that was set for the topic stays as it is. Where it may not, the
 * inbox is read all the same: the decoder's own bounds hold, and a record without broker time gets one here.
 * @returns R in milliseconds, and what was found
 */
export async function repairInbox(
  admin: Admin,
  topic: string,
): Promise<{ readonly retention: number; readonly found: SettingsFound }> {
  const configEntries = inboxEntries(defaultRetention).filter(({ name }) => mended.has(name));
  const found = await lookAtSettings(admin, { topic, configEntries }, true);
  const kept = Number(found.settings?.get('retention.ms') ?? defaultRetention);
  return { retention: kept < 0 ? withoutEnd : kept, found };
}
