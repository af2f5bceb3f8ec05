import type { Kafka } from 'kafkajs';
import type { Clock } from '../../transfers/ports.ts';
import { answered } from '../kafka-failures.ts';

const joinWithin = 30_000;
const leaveWithin = 5_000;

/**
 * Joins a group and fetches once from the end of a topic, from the server that leads it: then it may be read. kafkajs tells a refusal
 * only when its reader ends (`consumer.crash`).
 * @throws what kafkajs throws, ConnectionLost
 */
export async function joined(
  kafka: Kafka,
  topic: string,
  leader: number,
  groupId: string,
  clock: Clock,
): Promise<void> {
  const consumer = kafka.consumer({
    groupId,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: 100,
    readUncommitted: true,
    retry: { retries: 2, restartOnFailure: async () => false },
  });
  const fetched = new Promise<void>((resolve, reject) => {
    // The other servers have nothing of the topic, and are said to be fetched from at once.
    consumer.on('consumer.fetch', ({ payload }) => {
      if (Number((payload as { readonly nodeId?: unknown }).nodeId) === leader) resolve();
    });
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
