import type { Kafka } from 'kafkajs';
import type { Clock } from '../../transfers/ports.ts';
import { answered } from '../kafka-failures.ts';

const joinWithin = 30_000;
const leaveWithin = 5_000;

/**
 * Joins a group and fetches once from the end of a topic: then it may be read. kafkajs tells a refusal
 * only when its reader ends (`consumer.crash`).
 * @throws what kafkajs throws, ConnectionLost
 */
export async function joined(kafka: Kafka, topic: string, groupId: string, clock: Clock): Promise<void> {
  const consumer = kafka.consumer({
    groupId,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: 100,
    readUncommitted: true,
    retry: { retries: 2, restartOnFailure: async () => false },
  });
  const fetched = new Promise<void>((resolve, reject) => {
    consumer.on('consumer.fetch', () => resolve());
    consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
  });
  fetched.catch(() => {});
  try {
    await answered(clock, joinWithin, consumer.connect());
    await answered(clock, joinWithin, consumer.subscribe({ topics: [topic], fromBeginning: false }));
    await answered(clock, joinWithin, consumer.run({ autoCommit: false, eachMessage: async () => {} }));
    await answered(clock, joinWithin, fetched);
  } finally {
    await answered(clock, leaveWithin, consumer.disconnect()).catch(() => {});
  }
}
