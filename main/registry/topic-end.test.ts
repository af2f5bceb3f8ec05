import { expect, it, vi } from 'vitest';
import { TestClock } from '../clock/test-support.ts';
import { HOUR, MINUTE } from '../protocol/limits.ts';
import { ConnectionLost } from '../transfers/ports.ts';
import { TopicEnd } from './topic-end.ts';

function topic(end = 0n) {
  const clock = new TestClock();
  const ask = vi.fn(async () => end);
  return { clock, ask, end: new TopicEnd(ask, clock) };
}

it('an end that was read within the last minute is not asked for again', async () => {
  const { clock, ask, end } = topic();
  await end.refresh();
  clock.pass(MINUTE);
  await end.refresh();
  expect(ask).toHaveBeenCalledTimes(1);
  clock.pass(1);
  await end.refresh();
  expect(ask).toHaveBeenCalledTimes(2);
});

it('is asked for again after the computer slept, or its clock was set', async () => {
  const { clock, ask, end } = topic();
  await end.refresh();
  for (const setBy of [HOUR, -HOUR]) {
    clock.setBy = setBy;
    await end.refresh();
  }
  expect(ask).toHaveBeenCalledTimes(3);
});

it('is asked for anew by who wants it anew', async () => {
  const { ask, end } = topic();
  await end.reach();
  await end.reach();
  expect(ask).toHaveBeenCalledTimes(2);
});

it('calls at the same time share one question, and all wait until the end was read', async () => {
  const { ask, end } = topic(3n);
  const done = vi.fn();
  const calls = [end.refresh(), end.reach(), end.refresh()].map((call) => call.then(done));
  end.readTo(2n);
  await vi.waitFor(() => expect(ask).toHaveBeenCalled());
  await Promise.resolve();
  expect(done).not.toHaveBeenCalled();
  end.readTo(3n);
  await Promise.all(calls);
  expect(ask).toHaveBeenCalledTimes(1);
});

it('how old the end is counts from the question, not from the answer', async () => {
  const { clock, ask, end } = topic(1n);
  const slow = end.refresh();
  await Promise.resolve();
  clock.pass(10_000);
  end.readTo(1n);
  await slow;
  clock.pass(MINUTE - 10_000 + 1);
  await end.refresh();
  expect(ask).toHaveBeenCalledTimes(2);
});

it('a question without an answer, or an end that does not come, is told and asked again', async () => {
  const { clock, ask, end } = topic(1n);
  ask.mockRejectedValueOnce(new ConnectionLost('gone'));
  await expect(Promise.all([end.refresh(), end.refresh()])).rejects.toThrow('gone');
  const never = end.refresh();
  await vi.waitFor(() => expect(ask).toHaveBeenCalledTimes(2));
  await Promise.resolve();
  clock.pass(15_000);
  await expect(never).rejects.toThrow('not read to its end');
  const later = end.refresh();
  end.readTo(1n);
  await later;
  expect(ask).toHaveBeenCalledTimes(3);
});
