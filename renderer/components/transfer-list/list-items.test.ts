import { expect, test, vi } from 'vitest';
import { sampleNow, transfers } from '../../dev/sample.ts';
import type { ListItem } from './list-items.ts';

vi.stubGlobal('window', {});
const { listItems, nextRow } = await import('./list-items.ts');

const inbox = transfers.filter(({ direction }) => direction === 'received');
const ids = (items: readonly ListItem[]): readonly string[] =>
  items.map((item) => (item.kind === 'row' ? item.id : item.day));

test('rows stand under the head of their day', () => {
  expect(ids(listItems(inbox, sampleNow))).toEqual([
    'Today',
    'r1',
    'r2',
    'r3',
    'r4',
    'r5',
    'Yesterday',
    'r6',
    'r7',
    'r8',
    'Earlier',
    'r9',
    'r10',
  ]);
});

test('moving skips heads and stops at both ends', () => {
  const items = listItems(inbox, sampleNow);
  expect(nextRow(items, 1, -1)).toBeNull();
  expect(nextRow(items, 5, 1)).toBe(7);
  expect(nextRow(items, 1, 100)).toBe(items.length - 1);
  expect(nextRow(items, items.length - 1, 1)).toBeNull();
});
