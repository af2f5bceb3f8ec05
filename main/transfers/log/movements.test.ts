import { expect, it } from 'vitest';
import type { TransferProgress } from '../../../shared/transfer.ts';
import { TestClock } from '../../clock/test-support.ts';
import { Movements } from './movements.ts';

const make = (): {
  readonly clock: TestClock;
  readonly told: TransferProgress[];
  readonly all: Movements;
} => {
  const clock = new TestClock();
  const told: TransferProgress[] = [];
  return { clock, told, all: new Movements(clock, (progress) => void told.push(...progress)) };
};

it('is told at most four times a second, and known at once', () => {
  const { clock, told, all } = make();
  for (let n = 1; n <= 1_000; n++) {
    clock.pass(1);
    all.moved('a', n, n / 1_000);
  }
  expect(told.length).toBe(4);
  expect(all.of('a')).toMatchObject({ bytesMoved: 1_000, progress: 1 });
  clock.pass(250);
  expect(told.at(-1)).toMatchObject({ bytesMoved: 1_000, progress: 1 });
});

it('tells of all documents at once, and of none that has not moved', () => {
  const { clock, told, all } = make();
  all.moved('a', 1, 0.1);
  all.moved('b', 2, 0.2);
  all.moved('a', 3, 0.3);
  all.moved('c', 4, 0.4);
  all.forget('c');
  clock.pass(250);
  expect(told.map(({ id, bytesMoved }) => [id, bytesMoved])).toEqual([
    ['a', 1],
    ['b', 2],
    ['a', 3],
  ]);
  clock.pass(60_000);
  expect(told.length).toBe(3);
});

it('never goes back', () => {
  const { all } = make();
  all.moved('a', 10, 0.5);
  all.moved('a', 5, 0.2);
  expect(all.of('a')).toMatchObject({ bytesMoved: 10, progress: 0.5 });
});

it('names the time left after five seconds, in milliseconds, and none while it stands still', () => {
  const { clock, all } = make();
  all.moved('a', 0, 0);
  for (let second = 1; second <= 5; second++) {
    clock.pass(1_000);
    all.moved('a', second, second / 100);
    expect(all.of('a')?.timeLeft).toBe(second < 5 ? null : 95_000);
  }
});

it('names no share and no time where no honest figure exists', () => {
  const { clock, all } = make();
  all.moved('a', 10, null);
  clock.pass(60_000);
  all.moved('a', 20, null);
  expect(all.of('a')).toEqual({ bytesMoved: 20, progress: null, timeLeft: null });
});

it('knows nothing of what did not move, nor of what is over', () => {
  const { all } = make();
  all.moved('a', 1, 0.1);
  all.forget('a');
  expect([all.of('a'), all.of('b')]).toEqual([null, null]);
});
