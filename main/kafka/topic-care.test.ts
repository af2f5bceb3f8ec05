import type { Admin } from 'kafkajs';
import { expect, it, vi } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { TopicCare } from './topic-care.ts';

const unknown = (): Error =>
  Object.assign(new Error('unknown'), { name: 'KafkaJSProtocolError', type: 'UNKNOWN_TOPIC_OR_PARTITION' });

it('a new topic that another broker does not know yet is not said to be made wrong', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const asked = new Map<string, number>();
  const admin = {
    // The first broker that is asked after the making knows the topic, the next one does not.
    fetchTopicMetadata: async ({ topics: [name = ''] }: { topics: string[] }) => {
      const times = (asked.get(name) ?? 0) + 1;
      asked.set(name, times);
      if (times !== 2) throw unknown();
      return { topics: [{ name, partitions: [{}] }] };
    },
    createTopics: async () => {},
    describeConfigs: async () => ({ resources: [{ configEntries: [] }] }),
    alterConfigs: async () => {},
  };
  await new TopicCare(systemClock).registry(admin as unknown as Admin);
  expect([...asked.keys()]).toEqual(['sealpost-registry', 'sealpost-requests']);
});
