import type { Admin } from 'kafkajs';
import { expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { SharedAdmin } from './shared-admin.ts';

const admin = { connect: async () => {}, disconnect: async () => {} } as Admin;

it('is asked one thing after the other, whatever became of the one before', async () => {
  const shared = new SharedAdmin(() => admin, systemClock);
  let underWay = 0;
  const order: number[] = [];
  const ask = (n: number): Promise<void> =>
    shared.use(1_000, async () => {
      expect(++underWay).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      underWay--;
      order.push(n);
      if (n === 1) throw new Error('refused');
    });
  const answers = await Promise.allSettled([0, 1, 2, 3].map(ask));
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(order).toEqual([0, 1, 2, 3]);
  await shared.close();
});
