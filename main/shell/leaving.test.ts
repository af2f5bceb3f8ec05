import { expect, test, vi } from 'vitest';
import type { Transfer } from '../../shared/transfer.ts';
import { countOnTheirWay, Leaving } from './leaving.ts';

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test('nothing on its way: nothing is asked', () => {
  const ask = vi.fn(async () => true);
  expect(new Leaving(() => 0, ask).mayLeave(() => {})).toBe(true);
  expect(ask).not.toHaveBeenCalled();
});

test('asked once at a time, and again after "Keep sending"', async () => {
  const ask = vi.fn(async () => false);
  const leave = vi.fn();
  const leaving = new Leaving(() => 2, ask);
  expect([leaving.mayLeave(leave), leaving.mayLeave(leave)]).toEqual([false, false]);
  expect(ask).toHaveBeenCalledExactlyOnceWith(2);
  await soon();
  expect(leave).not.toHaveBeenCalled();
  expect(leaving.mayLeave(leave)).toBe(false);
  expect(ask).toHaveBeenCalledTimes(2);
});

test('after "Quit" the app leaves, and the window that closes with it asks no more', async () => {
  const ask = vi.fn(async () => true);
  const leave = vi.fn();
  const leaving = new Leaving(() => 1, ask);
  leaving.mayLeave(leave);
  await soon();
  expect(leave).toHaveBeenCalledTimes(1);
  expect(leaving.mayLeave(leave)).toBe(true);
  expect(ask).toHaveBeenCalledTimes(1);
});

test('a signal is not asked', () => {
  const leaving = new Leaving(
    () => 1,
    async () => false,
  );
  leaving.decide();
  expect(leaving.mayLeave(() => {})).toBe(true);
});

test('only what is being prepared or sent counts', () => {
  const rows = [
    ['sent', 'preparing'],
    ['sent', 'sending'],
    ['sent', 'waiting-for-connection'],
    ['sent', 'sent'],
    ['received', 'incoming'],
  ].map(([direction, status]) => ({ direction, status }) as Transfer);
  expect(countOnTheirWay(rows)).toBe(2);
});
