import { expect, it, vi } from 'vitest';
import { TestClock } from '../clock/test-support.ts';
import { KnownInboxes } from './known-inboxes.ts';

it('an inbox that is there is asked for every ten seconds, one that is not each time', async () => {
  const clock = new TestClock();
  const inboxes = new KnownInboxes(clock);
  const ask = vi.fn(async () => true);
  expect(await inboxes.isThere('bob', ask)).toBe(true);
  clock.pass(9_999);
  expect(await inboxes.isThere('bob', ask)).toBe(true);
  expect(ask).toHaveBeenCalledTimes(1);
  clock.pass(1);
  ask.mockResolvedValue(false);
  expect(await inboxes.isThere('bob', ask)).toBe(false);
  expect(await inboxes.isThere('bob', ask)).toBe(false);
  expect(ask).toHaveBeenCalledTimes(3);
  ask.mockRejectedValueOnce(new Error('no connection'));
  await expect(inboxes.isThere('bob', ask)).rejects.toThrow('no connection');
});
