import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ListFilter } from '../../shared/history.ts';
import type { Transfer } from '../../shared/transfer.ts';
import { type FakeApi, fakeApi } from '../dev/fake-api.ts';
import { sample } from '../dev/sample.ts';
import type { ListName } from './view.ts';

let fake: FakeApi;

const row = (n: number, change: Partial<Transfer> = {}): Transfer =>
  sample({ id: `x${n}`, direction: 'received', status: 'received', ago: n, who: 'alice', ...change });
const long = (count: number): readonly Transfer[] => Array.from({ length: count }, (_, n) => row(n));

/** Follows events, and shows a list. */
async function load(transfers?: readonly Transfer[]) {
  vi.resetModules();
  fake = fakeApi(transfers ? { transfers } : {});
  vi.stubGlobal('window', { sealpost: fake });
  vi.stubGlobal('document', { hidden: false, addEventListener: () => {} });
  const { lists, followLists, historyWith, wholeList } = await import('./lists.ts');
  const { useTransfers, followTransfers } = await import('./transfers.ts');
  const { openTransfer } = await import('./view.ts');
  const { markAll, unmark, useMarked } = await import('./marked.ts');
  followLists();
  followTransfers();
  const show = async (list: ListName): Promise<() => void> => {
    const hide = lists[list].show(wholeList(list));
    await settled();
    return hide;
  };
  const ids = (list: keyof typeof lists): readonly string[] =>
    lists[list].state.getState().rows.map(({ id }) => id);
  const held = (): readonly string[] => Object.keys(useTransfers.getState().byId);
  return {
    lists,
    historyWith,
    wholeList,
    useTransfers,
    openTransfer,
    markAll,
    unmark,
    useMarked,
    show,
    ids,
    held,
  };
}

const settled = () => vi.advanceTimersByTimeAsync(0);
const questions = (): number => fake.called.filter(({ name }) => name === 'transfers.page').length;

/** From now on, pages are answered when the test says so, in the order that it wants. */
function answersWait(): (() => void)[] {
  const waiting: (() => void)[] = [];
  const call = fake.call.bind(fake);
  vi.spyOn(fake, 'call').mockImplementation(async (name, args) => {
    const answer = await call(name, args);
    if (name === 'transfers.page') await new Promise<void>((resolve) => waiting.push(resolve));
    return answer;
  });
  return waiting;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a list asks for its first page when it is shown, and for the next before it ends', async () => {
  const { lists, show, ids, held } = await load(long(350));
  expect(lists.inbox.state.getState().phase).toBe('first');
  await show('inbox');
  expect(lists.inbox.state.getState().phase).toBe('ready');
  expect(ids('inbox')).toHaveLength(100);
  lists.inbox.reach(20);
  await settled();
  expect(questions()).toBe(1);
  lists.inbox.reach(60);
  lists.inbox.reach(61);
  await settled();
  expect(questions()).toBe(2);
  expect(ids('inbox')).toEqual(long(200).map(({ id }) => id));
  for (const index of [150, 250, 349, 349]) {
    lists.inbox.reach(index);
    await settled();
  }
  expect(questions()).toBe(4);
  expect(ids('inbox')).toHaveLength(350);
  expect(held()).toHaveLength(350);
});

test.each<[ListName, ListFilter, readonly string[]]>([
  ['inbox', 'unread', ['r3', 'r5']],
  ['inbox', 'failed', ['r4', 'r9']],
  ['inbox', 'incoming', ['r1']],
  ['sent', 'in-progress', ['s1', 's2', 's6']],
  ['sent', 'not-confirmed', ['s3']],
  ['sent', 'failed', ['s5', 's8']],
])('%s shows %s', async (list, filter, expected) => {
  const { lists, show, ids } = await load();
  await show(list);
  lists[list].narrow({ filter });
  expect(lists[list].state.getState().phase).toBe('asking');
  await settled();
  expect(ids(list)).toEqual(expected);
});

test('words of search are asked for once the keys rest', async () => {
  const { lists, show, ids } = await load();
  await show('inbox');
  for (const search of ['q', 'q3', 'q3 r']) {
    lists.inbox.narrow({ search });
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(questions()).toBe(1);
  await vi.advanceTimersByTimeAsync(100);
  expect(questions()).toBe(2);
  expect(ids('inbox')).toEqual(['r2']);
});

test('an older answer never overwrites a newer question', async () => {
  const { lists, show, ids } = await load();
  await show('inbox');
  const waiting = answersWait();
  lists.inbox.narrow({ filter: 'failed' });
  await settled();
  lists.inbox.narrow({ filter: 'unread' });
  await settled();
  waiting[1]?.();
  await settled();
  expect(ids('inbox')).toEqual(['r3', 'r5']);
  waiting[0]?.();
  await settled();
  expect(ids('inbox')).toEqual(['r3', 'r5']);
});

test('a row of an event is replaced at once, and its list asks again', async () => {
  const { show, ids, useTransfers } = await load();
  await show('inbox');
  const changed = { ...row(0, { id: 'r2' }), unread: true };
  fake.state.transfers = [row(0), ...fake.state.transfers.map((one) => (one.id === 'r2' ? changed : one))];
  fake.emit('transfers.changed', { rows: [changed], lists: ['received'] });
  expect(useTransfers.getState().byId.r2).toBe(changed);
  await settled();
  expect(ids('inbox')[0]).toBe('x0');
  fake.emit('transfers.changed', { rows: [changed], lists: ['sent'] });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(questions()).toBe(2);
});

test('what an event says while a question is open is newer than its answer', async () => {
  const { lists, wholeList, ids, useTransfers } = await load();
  const waiting = answersWait();
  lists.inbox.show(wholeList('inbox'));
  await settled();
  fake.emit('transfers.changed', { rows: [row(0, { id: 'r2', status: 'refused' })], lists: [] });
  fake.emit('transfers.removed', ['r3']);
  waiting[0]?.();
  await settled();
  expect(useTransfers.getState().byId.r2?.status).toBe('refused');
  expect(ids('inbox')).not.toContain('r3');
});

test('a flood of unknown rows leads to ten questions a second and to no row that is not shown', async () => {
  const { show, ids, held } = await load(long(150));
  await show('inbox');
  const before = questions();
  for (let second = 0; second < 2; second++) {
    for (let n = 0; n < 1_000; n++) {
      const rows = Array.from({ length: 5 }, (_, at) => row(0, { id: `u${second}-${n}-${at}` }));
      fake.state.transfers = [...rows, ...fake.state.transfers].slice(0, 400);
      fake.emit('transfers.changed', { rows, lists: ['received'] });
      await vi.advanceTimersByTimeAsync(1);
    }
    // The first goes out at once.
    expect(questions() - before).toBeLessThanOrEqual(10 * (second + 1) + 1);
  }
  expect(ids('inbox')).toHaveLength(100);
  expect(new Set(held())).toEqual(new Set(ids('inbox')));
});

test('the row with the keyboard stays while others come above it', async () => {
  const { lists, show, ids } = await load(long(1_000));
  await show('inbox');
  for (let index = 60; index < 800; index += 100) {
    lists.inbox.reach(index);
    await settled();
  }
  const before = ids('inbox');
  const [current] = before.slice(760);
  fake.state.transfers = [row(0, { id: 'new1' }), row(0, { id: 'new2' }), ...fake.state.transfers];
  fake.emit('transfers.changed', { rows: [], lists: ['received'] });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(ids('inbox')).toHaveLength(before.length + 2);
  expect(ids('inbox').slice(762)[0]).toBe(current);
  expect(new Set(ids('inbox')).size).toBe(before.length + 2);
});

test('rows that were scrolled through go when the list is back at its top, and when it is left', async () => {
  const { lists, show, ids, held } = await load(long(1_000));
  const hide = await show('inbox');
  for (let index = 60; index < 1_000; index += 100) {
    lists.inbox.reach(index);
    await settled();
  }
  expect(held()).toHaveLength(1_000);
  lists.inbox.reach(15);
  await vi.advanceTimersByTimeAsync(100);
  expect(ids('inbox')).toHaveLength(115);
  expect(held()).toHaveLength(115);
  lists.inbox.reach(70);
  await settled();
  expect(ids('inbox')).toHaveLength(215);
  hide();
  expect(held()).toHaveLength(100);
  fake.emit('transfers.changed', { rows: [], lists: ['received'] });
  const asked = questions();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(questions()).toBe(asked);
});

test('the open transfer is held, on whatever page it is, until another is open', async () => {
  const { show, ids, openTransfer, useTransfers } = await load(long(300));
  await show('inbox');
  openTransfer('inbox', 'x250');
  expect(useTransfers.getState().byId.x250).toBeUndefined();
  await settled();
  expect(useTransfers.getState().byId.x250?.status).toBe('received');
  expect(ids('inbox')).not.toContain('x250');
  fake.emit('transfers.changed', { rows: [row(250, { unread: true })], lists: [] });
  expect(useTransfers.getState().byId.x250?.unread).toBe(true);
  openTransfer('inbox', null);
  expect(useTransfers.getState().byId.x250).toBeUndefined();
});

test('removed rows leave the list, and others come in their place', async () => {
  const { show, ids } = await load(long(120));
  await show('inbox');
  await fake.call('transfers.remove', ['x0', 'x1']);
  expect(ids('inbox')[0]).toBe('x2');
  await settled();
  expect(ids('inbox')).toHaveLength(100);
});

test('where main does not answer, the rows stay, and trying again asks again', async () => {
  const { lists, show, ids } = await load();
  await show('inbox');
  const fails = vi.spyOn(fake, 'call').mockRejectedValue(new Error('the disk'));
  fake.emit('transfers.changed', { rows: [], lists: ['received'] });
  await settled();
  expect(lists.inbox.state.getState().phase).toBe('failed');
  expect(ids('inbox')).toHaveLength(10);
  fails.mockRestore();
  lists.inbox.tryAgain();
  await vi.advanceTimersByTimeAsync(100);
  expect(lists.inbox.state.getState().phase).toBe('ready');
});

test('rows of an earlier filter never stand among those of the present one', async () => {
  const { lists, show, ids } = await load(long(300).map((one, n) => ({ ...one, unread: n % 2 === 1 })));
  await show('inbox');
  lists.inbox.reach(60);
  await settled();
  vi.spyOn(fake, 'call').mockRejectedValueOnce(new Error('the disk'));
  lists.inbox.narrow({ filter: 'unread' });
  await settled();
  lists.inbox.reach(150);
  const unread = Array.from({ length: 590 }, (_, n) => row(-n, { id: `u${n}`, unread: true }));
  fake.state.transfers = [...unread, ...fake.state.transfers];
  fake.emit('transfers.changed', { rows: [], lists: ['received'] });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(lists.inbox.state.getState().phase).toBe('ready');
  expect(ids('inbox')).toContain('x1');
  expect(ids('inbox')).not.toContain('x198');
});

test('a list that is shown again is there at once, and a filter is not kept', async () => {
  const { lists, show, ids } = await load();
  (await show('inbox'))();
  expect(ids('inbox')).toHaveLength(10);
  const hide = await show('inbox');
  lists.inbox.narrow({ filter: 'failed' });
  await settled();
  hide();
  const waiting = answersWait();
  void show('inbox');
  await settled();
  expect(ids('inbox')).toEqual([]);
  expect(lists.inbox.state.getState().phase).toBe('first');
  waiting[0]?.();
  await settled();
  expect(ids('inbox')).toHaveLength(10);
});

test('the history with a person has the newest of both directions', async () => {
  const { lists, historyWith, ids } = await load([
    ...long(30).slice(10),
    row(1, { id: 'other', peer: { label: 'Bob Chen', destination: 'bob.chen@halden' } }),
    row(2, { id: 'sent', direction: 'sent', status: 'delivered' }),
    row(3, { id: 'claimed', peerVerified: false }),
  ]);
  lists.person.show(historyWith('alice.martin@halden'));
  await settled();
  expect(ids('person')).toHaveLength(20);
  expect(ids('person').slice(0, 2)).toEqual(['sent', 'x10']);
  expect(ids('person')).not.toContain('claimed');
});

test('all rows are marked, also those that were not scrolled to, and held while they are', async () => {
  const { wholeList, show, ids, markAll, unmark, useMarked, held } = await load(long(450));
  await show('inbox');
  await markAll(wholeList('inbox'), ids('inbox'));
  expect(useMarked.getState().ids.size).toBe(450);
  expect(held()).toHaveLength(450);
  unmark();
  expect(held()).toHaveLength(100);
});

test('a flood above that one question does not hold takes no row from under the keyboard', async () => {
  const { lists, show, ids } = await load(long(300));
  await show('inbox');
  lists.inbox.reach(3);
  fake.state.transfers = [...Array.from({ length: 2_000 }, (_, n) => row(-n - 1)), ...fake.state.transfers];
  fake.emit('transfers.changed', { rows: [], lists: ['received'] });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(ids('inbox')).toContain('x3');
  expect(ids('inbox').slice(0, 2)).toEqual(['x-2000', 'x-1999']);
});
