import { expect, it, vi } from 'vitest';
import { TestClock } from './test-support.ts';
import { every, pause, within } from './waits.ts';

it('a pause ends after its time', async () => {
  const clock = new TestClock();
  const done = vi.fn();
  const paused = pause(clock, 100).then(done);
  clock.pass(99);
  await Promise.resolve();
  expect(done).not.toHaveBeenCalled();
  clock.pass(1);
  await paused;
});

it('a task runs again and again until it is ended, also by itself', () => {
  const clock = new TestClock();
  const task = vi.fn();
  const end = every(clock, 10, task);
  clock.pass(35);
  expect(task).toHaveBeenCalledTimes(3);
  end();
  clock.pass(100);
  expect(task).toHaveBeenCalledTimes(3);
  const once = vi.fn(() => endOnce());
  const endOnce = every(clock, 10, once);
  clock.pass(100);
  expect(once).toHaveBeenCalledTimes(1);
});

it('what takes too long is told, and what does not leaves no timer behind', async () => {
  const clock = new TestClock();
  const late = vi.fn(() => new Error('late'));
  expect(await within(clock, 10, Promise.resolve(7), late)).toBe(7);
  await expect(within(clock, 10, Promise.reject(new Error('theirs')), late)).rejects.toThrow('theirs');
  clock.pass(10);
  expect(late).not.toHaveBeenCalled();
  const waiting = within(clock, 10, new Promise(() => {}), late);
  clock.pass(10);
  await expect(waiting).rejects.toThrow('late');
});
