import { afterEach, expect, it, vi } from 'vitest';
import { systemClock } from './system-clock.ts';

afterEach(() => void vi.restoreAllMocks());

/** Timers that fire when the test says so, whatever they were armed for. */
function timers(): { readonly armed: number[]; fire(): void } {
  const armed: number[] = [];
  let task = (): void => {};
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((given: () => void, milliseconds: number) => {
    armed.push(milliseconds);
    task = given;
    return 0;
  }) as unknown as typeof setTimeout);
  return { armed, fire: () => task() };
}

it('a task whose timer fires before its time runs at its time', () => {
  const { armed, fire } = timers();
  const now = vi.spyOn(performance, 'now').mockReturnValue(1_000);
  const task = vi.fn();
  systemClock.after(60_000, task);
  now.mockReturnValue(60_999.4);
  fire();
  expect(task).not.toHaveBeenCalled();
  expect(armed).toEqual([60_000, 1]);
  now.mockReturnValue(61_000.1);
  fire();
  expect(task).toHaveBeenCalledOnce();
});

it('a task that was cancelled does not run, also where its timer was armed again', async () => {
  const task = vi.fn();
  systemClock.after(5, task)();
  const cancel = systemClock.after(5, task);
  cancel();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(task).not.toHaveBeenCalled();
});

it('a thousand tasks never run early', async () => {
  const early: number[] = [];
  await Promise.all(
    Array.from({ length: 1_000 }, (_, n) => {
      const from = performance.now();
      const wait = n % 20;
      return new Promise<void>((resolve) => {
        systemClock.after(wait, () => {
          if (performance.now() - from < wait) early.push(wait);
          resolve();
        });
      });
    }),
  );
  expect(early).toEqual([]);
});
