import type { Admin } from 'kafkajs';
import { expect, it } from 'vitest';
import { startOfReading } from './start-of-reading.ts';

/** A topic of records with these broker times, of which the first have these offsets. */
const topic = (low: number, times: readonly number[]): Admin =>
  ({
    fetchTopicOffsets: async () => [
      { partition: 0, offset: '', low: String(low), high: String(low + times.length) },
    ],
    fetchTopicOffsetsByTimestamp: async (_: string, time: number) => {
      const index = times.findIndex((one) => one >= time);
      return [{ partition: 0, offset: String(low + (index < 0 ? times.length : index)) }];
    },
  }) as unknown as Admin;

const at = (next: number, brokerTime: number) => ({ next: BigInt(next), brokerTime });

it.each([
  ['is at the first that is left where the journal has none', topic(4, [1, 2]), null, 4n, 0n, 6n],
  ['is at the last record that was read', topic(0, [10, 20, 30]), at(2, 20), 1n, 0n, null],
  ['is at the end where all was read and removed', topic(3, []), at(3, 30), 3n, 0n, null],
  ['is at the first that is left, and tells how many are not', topic(7, [80, 90]), at(3, 30), 7n, 4n, null],
  ['is at the start of a topic that was made again, shorter', topic(0, [100, 110]), at(9, 90), 0n, 0n, null],
  [
    'is at the start of one that was made again, and is longer',
    topic(0, [100, 110, 120]),
    at(2, 90),
    0n,
    0n,
    null,
  ],
] as const)('reading %s', async (_name, admin, position, from, missed, again) => {
  expect(await startOfReading(admin, 'inbox', position)).toEqual({ from, missed, again });
});
