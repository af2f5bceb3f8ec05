import { expect, it } from 'vitest';
import type { HistoryChange } from '../../shared/history.ts';
import type { Transfer } from '../../shared/transfer.ts';
import { TestClock } from '../clock/test-support.ts';
import { ToldChanges } from './told-changes.ts';

const row = (id: string, status: Transfer['status']): Transfer => ({ id, status }) as Transfer;

function make(): {
  readonly clock: TestClock;
  readonly told: HistoryChange[];
  readonly changes: ToldChanges;
} {
  const clock = new TestClock();
  const told: HistoryChange[] = [];
  return { clock, told, changes: new ToldChanges(clock, (change) => void told.push(change)) };
}

it('are told at once after a rest, and then gathered, each row as it is last', () => {
  const { clock, told, changes } = make();
  changes.changed({ rows: [row('a', 'preparing')], lists: ['sent'] });
  expect(told).toEqual([{ rows: [row('a', 'preparing')], lists: ['sent'] }]);
  changes.changed({ rows: [row('a', 'sent')], lists: [] });
  changes.changed({ rows: [row('b', 'received')], lists: ['received'] });
  changes.changed({ rows: [row('a', 'delivered')], lists: ['sent'] });
  expect(told.length).toBe(1);
  clock.pass(250);
  expect(told[1]).toEqual({
    rows: [row('b', 'received'), row('a', 'delivered')],
    lists: ['received', 'sent'],
  });
  clock.pass(1_000);
  expect(told.length).toBe(2);
  changes.changed({ rows: [row('c', 'preparing')], lists: [] });
  expect(told.length).toBe(3);
});

it('are told before what must come after them, and not again', () => {
  const { clock, told, changes } = make();
  changes.changed({ rows: [row('a', 'preparing')], lists: [] });
  changes.changed({ rows: [row('a', 'failed')], lists: [] });
  changes.flush();
  expect(told[1]).toEqual({ rows: [row('a', 'failed')], lists: [] });
  changes.flush();
  clock.pass(1_000);
  expect(told.length).toBe(2);
});

it('of a pile come once a second, and of few again as before', () => {
  const { clock, told, changes } = make();
  const pile = Array.from({ length: 20 }, (_, n) => row(`${n}`, 'sending'));
  changes.changed({ rows: pile, lists: ['sent'] });
  changes.changed({ rows: [row('a', 'preparing')], lists: [] });
  clock.pass(999);
  expect(told.length).toBe(1);
  clock.pass(1);
  expect(told[1]?.rows).toEqual([row('a', 'preparing')]);
  changes.changed({ rows: [row('a', 'sent')], lists: [] });
  clock.pass(250);
  expect(told.length).toBe(3);
});

it('come at most four times a second, however many there are', () => {
  const { clock, told, changes } = make();
  for (let n = 0; n < 1_000; n++) {
    changes.changed({ rows: [row(`${n % 7}`, 'sending')], lists: ['sent'] });
    clock.pass(1);
  }
  expect(told.length).toBeLessThanOrEqual(5);
});
