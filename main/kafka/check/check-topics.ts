import { randomUUID } from 'node:crypto';
import type { Admin, Kafka } from 'kafkajs';
import type { CheckFacts } from '../../../shared/connection-report.ts';
import { inboxTopic, REGISTRY_TOPIC } from '../../protocol/destination.ts';
import { DAY, MINUTE } from '../../protocol/limits.ts';
import { type Clock, PublishRefused, TopicUnavailable } from '../../transfers/ports.ts';
import { ownGroups } from '../acls.ts';
import { guessFrom } from '../diagnose.ts';
import { answered, translate } from '../kafka-failures.ts';
import { loadKafkaJs } from '../kafkajs-patches.ts';
import { readUpTo } from '../seek.ts';
import { lookAtSettings } from '../topic-settings.ts';
import { maxMessageBytes, partitionsOf, registrySettings } from '../topics.ts';
import { joined } from './join-topic.ts';
import type { Finding } from './run-check.ts';

const answerWithin = 30_000;
const tolerated = 5 * MINUTE;

/** Reads the registry to its end, and looks at its settings where this account may. */
export async function checkAddressBook(kafka: Kafka, admin: Admin, clock: Clock): Promise<Finding> {
  const startedAt = clock.now();
  try {
    const partitions = await partitionsOf(admin, REGISTRY_TOPIC);
    if (partitions === 0) return { state: 'failed', cause: 'registry-missing' };
    if (partitions > 1) return { state: 'failed', cause: 'registry-partitions' };
    const [partition] = await answered(clock, answerWithin, admin.fetchTopicOffsets(REGISTRY_TOPIC));
    const people = new Set<string>();
    const found = async (key: string): Promise<void> => {
      const [kind, destination = ''] = key.split(':');
      if (kind === 'destination') people.add(destination);
    };
    const end = BigInt(partition?.high ?? 0);
    const search = { topic: REGISTRY_TOPIC, groupId: `registry.${randomUUID()}`, end };
    if (BigInt(partition?.low ?? 0) < end)
      await readUpTo(
        kafka,
        { ...search, keys: null, found: ({ key }) => found(String(key)) },
        new AbortController().signal,
        clock,
      );
    const facts = { people: people.size, took: clock.now() - startedAt };
    const { wrong } = await answered(clock, answerWithin, lookAtSettings(admin, registrySettings(), false));
    return wrong.length > 0
      ? { state: 'failed', cause: 'registry-settings-wrong', facts: { ...facts, settings: wrong } }
      : { state: 'passed', facts };
  } catch (error) {
    const cause = guessFrom(error);
    return { state: 'failed', cause: cause === 'registry-missing' ? 'registry-not-allowed' : cause };
  }
}

/** Joins a group of the owner's on the own inbox and fetches from its end. */
export async function checkInbox(
  kafka: Kafka,
  admin: Admin,
  destination: string,
  clock: Clock,
): Promise<Finding> {
  const topic = inboxTopic(destination);
  const startedAt = clock.now();
  try {
    const partitions = await partitionsOf(admin, topic);
    if (partitions === 0) return { state: 'failed', cause: 'inbox-missing' };
    if (partitions > 1) return { state: 'failed', cause: 'inbox-partitions' };
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    const leader = topics[0]?.partitions[0]?.leader ?? -1;
    await joined(kafka, topic, leader, `${ownGroups(destination)}check.${randomUUID()}`, clock);
    return { state: 'passed', facts: { took: clock.now() - startedAt } };
  } catch (error) {
    const failure = translate(error);
    if (failure instanceof PublishRefused)
      return {
        state: 'failed',
        cause: failure.why === 'not-allowed' ? 'inbox-not-allowed' : 'inbox-missing',
      };
    return {
      state: 'failed',
      cause: failure instanceof TopicUnavailable ? 'inbox-unavailable' : guessFrom(error),
    };
  }
}

export type Sent = { readonly finding: Finding; readonly difference: number | null };

/**
 * Writes the small letter with which the app asks for the server's time, to the own inbox: every reader
 * ignores it (docs/decisions/0011), and it needs the same right, replicas and room as a document does.
 */
export async function checkSending(kafka: Kafka, destination: string, clock: Clock): Promise<Sent> {
  const topic = inboxTopic(destination);
  const messageType = `clock-${randomUUID()}`;
  const { Partitioners } = loadKafkaJs();
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  const message = { key: messageType, value: Buffer.from('clock'), headers: { messageType, v: '1' } };
  try {
    await answered(clock, answerWithin, producer.connect());
    const askedAt = clock.now();
    const sending = producer.send({ topic, acks: -1, messages: [message] });
    const [answer] = await answered(clock, answerWithin, sending);
    const answeredAt = clock.now();
    const brokerTime = Number(answer?.logAppendTime ?? -1);
    // The broker took it at some moment between the question and its answer.
    const nearest = Math.min(Math.max(brokerTime, askedAt), answeredAt);
    return {
      finding: { state: 'passed', facts: { took: answeredAt - askedAt } },
      difference: brokerTime > 0 ? nearest - brokerTime : null,
    };
  } catch (error) {
    return { finding: sendingFailure(error), difference: null };
  } finally {
    await answered(clock, answerWithin, producer.disconnect()).catch(() => {});
  }
}

function sendingFailure(error: unknown): Finding {
  const failure = translate(error);
  if (failure instanceof TopicUnavailable) return { state: 'failed', cause: 'sending-unavailable' };
  if (!(failure instanceof PublishRefused)) return { state: 'failed', cause: guessFrom(error) };
  const { why } = failure;
  if (why === 'clock-wrong') return { state: 'needs-you', cause: 'clock-wrong' };
  return why === 'not-allowed'
    ? { state: 'failed', cause: 'sending-not-allowed' }
    : { state: 'not-tested', cause: 'inbox-missing' };
}

export function checkClock(difference: number | null): Finding {
  if (difference === null) return { state: 'not-tested', cause: 'clock-unknown' };
  const facts = { difference };
  return Math.abs(difference) > tolerated
    ? { state: 'needs-you', cause: 'clock-wrong', facts }
    : { state: 'passed', facts };
}

const topicResource = 2;

/** What protocol.md section 1 asks of an inbox. */
export async function checkSettings(admin: Admin, destination: string, clock: Clock): Promise<Finding> {
  const resource = { type: topicResource, name: inboxTopic(destination) };
  let entries: readonly { readonly configName: string; readonly configValue: string }[];
  try {
    const asked = admin.describeConfigs({ includeSynonyms: false, resources: [resource] });
    entries = (await answered(clock, answerWithin, asked)).resources[0]?.configEntries ?? [];
  } catch (error) {
    const failure = translate(error);
    if (!(failure instanceof PublishRefused)) return { state: 'failed', cause: guessFrom(error) };
    const cause = failure.why === 'not-allowed' ? 'settings-hidden' : 'inbox-missing';
    return { state: 'not-tested', cause };
  }
  return judgeSettings(new Map(entries.map(({ configName, configValue }) => [configName, configValue])));
}

export function judgeSettings(settings: ReadonlyMap<string, string>): Finding {
  const number = (name: string): number => Number(settings.get(name) ?? 0);
  const largest = number('max.message.bytes');
  const retention = number('retention.ms');
  const rules: readonly (readonly [string, boolean])[] = [
    ['cleanup.policy', settings.get('cleanup.policy') === 'delete'],
    ['compression.type', settings.get('compression.type') === 'uncompressed'],
    ['max.message.bytes', largest >= maxMessageBytes],
    ['message.timestamp.type', settings.get('message.timestamp.type') === 'LogAppendTime'],
    ['retention.ms', retention < 0 || retention >= DAY],
  ];
  const wrong = rules.flatMap(([name, isRight]) => (isRight ? [] : [name]));
  const facts: CheckFacts = { retention, largest, ...(wrong.length > 0 ? { settings: wrong } : {}) };
  return wrong.length > 0 ? { state: 'failed', cause: 'settings-wrong', facts } : { state: 'passed', facts };
}
