import { expect, it } from 'vitest';
import type { InboundRecord } from '../transfers/ports.ts';
import { slicesOf } from './slices.ts';

const record = (key: string | null, bytes = 10): InboundRecord => ({
  ...{ topic: 't', offset: '0', brokerTime: 0, headers: [] },
  key: key === null ? null : Buffer.from(key),
  value: Buffer.alloc(bytes),
});
const sizes = (records: readonly InboundRecord[]): readonly number[] =>
  [...slicesOf(records)].map(({ length }) => length);

it('cuts a batch by what its records cost, and loses none', () => {
  expect(sizes([])).toEqual([]);
  expect(sizes(Array.from({ length: 70 }, () => record('data-1')))).toEqual([32, 32, 6]);
  expect(sizes(Array.from({ length: 2_050 }, () => record('shard-1-0')))).toEqual([1_024, 1_024, 2]);
  expect(sizes(Array.from({ length: 20 }, () => record('shard-1-0', 262_144)))).toEqual([16, 4]);
  expect(sizes([record(null), record('shard-1-0'), record('ack-1')])).toEqual([3]);
});
