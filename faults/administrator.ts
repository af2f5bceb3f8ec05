import { randomUUID } from 'node:crypto';
import type { Admin, Kafka, KafkaMessage, Message } from 'kafkajs';
import { systemClock } from '../main/clock/system-clock.ts';
import { kafkaConfigOf } from '../main/kafka/kafka-config.ts';
import { loadKafkaJs } from '../main/kafka/kafkajs-patches.ts';
import type { Office } from '../scripts/driver/office.ts';

export type Administrator = { readonly kafka: Kafka; readonly admin: Admin };

/** Whoever runs the servers may do anything to what stands there. */
export async function asAdministrator<T>(
  { kafka: { administrator } }: Office,
  work: (one: Administrator) => Promise<T>,
): Promise<T> {
  const { Kafka: Client } = loadKafkaJs();
  const { access, secrets } = administrator;
  const patient = { connectionTimeout: 20_000, retry: { retries: 8 } };
  const kafka = new Client({
    ...kafkaConfigOf(access, secrets, 'administrator', systemClock),
    ...patient,
  });
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await work({ kafka, admin });
  } finally {
    await admin.disconnect();
  }
}

/** The offset after the last record; 0 where the topic is not there. */
export async function endOf(admin: Admin, topic: string): Promise<bigint> {
  if (!(await admin.listTopics()).includes(topic)) return 0n;
  const [span] = await admin.fetchTopicOffsets(topic);
  return BigInt(span?.high ?? 0);
}

/** What stands last in a topic. @param most so many records */
export async function recordsOf(
  administrator: Administrator,
  topic: string,
  most: number,
): Promise<readonly KafkaMessage[]> {
  const found: KafkaMessage[] = [];
  const from = (await endOf(administrator.admin, topic)) - BigInt(most);
  const take = (record: KafkaMessage): void => {
    found.push({ ...record, value: record.value && Buffer.from(record.value) });
  };
  await eachRecordOf(administrator, topic, take, from > 0n ? from : 0n);
  return found;
}

/** What stands in a topic now, one after the other; its bytes are lent for the time of the call. */
export async function eachRecordOf(
  { kafka, admin }: Administrator,
  topic: string,
  take: (record: KafkaMessage) => void,
  from = 0n,
): Promise<void> {
  const end = await endOf(admin, topic);
  if (end === from) return;
  const consumer = kafka.consumer({ groupId: `administrator.${randomUUID()}` });
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
      const run = consumer.run({
        eachMessage: async ({ message }) => {
          take(message);
          if (BigInt(message.offset) + 1n >= end) resolve();
        },
      });
      run.catch(reject);
      consumer.seek({ topic, partition: 0, offset: String(from) });
    });
  } finally {
    await consumer.disconnect();
  }
}

export type Written = Pick<KafkaMessage, 'key' | 'value' | 'headers'>;

/** A topic takes no batch over 1 MiB. */
const mostBytes = 700_000;

function* batchesOf(messages: readonly Written[]): Generator<readonly Message[]> {
  let batch: Message[] = [];
  let bytes = 0;
  for (const { key, value, headers } of messages) {
    const cost = 200 + (value?.length ?? 0);
    if (bytes + cost > mostBytes && batch.length > 0) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push({ key, value, ...(headers ? { headers } : {}) });
    bytes += cost;
  }
  if (batch.length > 0) yield batch;
}

/** Publishes these to a topic, in this order. */
export async function publishAll(
  { kafka }: Administrator,
  topic: string,
  messages: readonly Written[],
): Promise<void> {
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  try {
    for (const some of batchesOf(messages)) await producer.send({ topic, acks: -1, messages: [...some] });
  } finally {
    await producer.disconnect();
  }
}
