import { expect, test, vi } from 'vitest';
import { sampleNow, transfers } from '../../dev/sample.ts';
import type { FilterName, ListItem } from './list-items.ts';

vi.stubGlobal('window', {});
const { listItems, nextRow } = await import('./list-items.ts');

const inbox = transfers.filter(({ direction }) => direction === 'received');
const sent = transfers.filter(({ direction }) => direction === 'sent');
const ids = (items: readonly ListItem[]): readonly string[] =>
  items.map((item) => (item.kind === 'row' ? item.id : item.day));

test('rows stand under the head of their day', () => {
  expect(ids(listItems(inbox, 'all', '', sampleNow))).toEqual([
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

test.each<[FilterName, readonly string[]]>([
  ['unread', ['Today', 'r3', 'r5']],
  ['failed', ['Today', 'r4', 'Earlier', 'r9']],
  ['incoming', ['Today', 'r1']],
])('the inbox shows %s', (filter, expected) => {
  expect(ids(listItems(inbox, filter, '', sampleNow))).toEqual(expected);
});

test.each<[FilterName, readonly string[]]>([
  ['in-progress', ['Today', 's1', 's2', 's6']],
  ['not-confirmed', ['Today', 's3']],
  ['failed', ['Today', 's5', 'Yesterday', 's8']],
])('sent shows %s', (filter, expected) => {
  expect(ids(listItems(sent, filter, '', sampleNow))).toEqual(expected);
});

test.each([
  ['name', 'q3 REPORT', 'r2'],
  ['nothing', 'no such document', null],
  ['marks left out', 'sud', 'r3'],
  ['person', 'demirtas', 'r7'],
  ['address', 'lukasz.wojcik@baltyk', 'r3'],
  ['transfer id', '0000r10', 'r10'],
])('search finds by %s', (_what, query, id) => {
  const found = ids(listItems(inbox, 'all', query, sampleNow)).filter((one) => /^r\d/.test(one));
  expect(found).toEqual(id === null ? [] : [id]);
});

test('moving skips heads and stops at both ends', () => {
  const items = listItems(inbox, 'all', '', sampleNow);
  expect(nextRow(items, 1, -1)).toBeNull();
  expect(nextRow(items, 5, 1)).toBe(7);
  expect(nextRow(items, 1, 100)).toBe(items.length - 1);
  expect(nextRow(items, items.length - 1, 1)).toBeNull();
});

test('10,000 rows are searched within a moment', () => {
  const many = Array.from({ length: 1_000 }, (_, index) =>
    sent.map((one) => ({ ...one, id: `${one.id}-${index}` })),
  ).flat();
  listItems(many, 'all', 'warm', sampleNow);
  const start = performance.now();
  listItems(many, 'all', 'delivered offer', sampleNow);
  expect(performance.now() - start).toBeLessThan(200);
});
