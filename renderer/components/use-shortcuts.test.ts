import { beforeEach, expect, test, vi } from 'vitest';
import { type FakeApi, fakeApi } from '../dev/fake-api.ts';

let fake: FakeApi;
beforeEach(() => {
  vi.resetModules();
  fake = fakeApi();
  vi.stubGlobal('window', { sealpost: fake });
  vi.stubGlobal('document', { hidden: false, addEventListener: () => {} });
});

const press = (init: Partial<KeyboardEvent>): KeyboardEvent => ({ ctrlKey: true, ...init }) as KeyboardEvent;

test('Ctrl+Shift+R tries every failed transfer again, by one call', async () => {
  const { actionOf } = await import('./use-shortcuts.ts');
  actionOf(press({ key: 'R', shiftKey: true }))?.();
  expect(fake.called.map(({ name }) => name)).toEqual(['transfers.retryAll']);
});

test('Ctrl+/ shows the keys, also where the slash needs Shift; then nothing moves behind them', async () => {
  const { actionOf } = await import('./use-shortcuts.ts');
  const { hideKeys, isModal } = await import('./modal.ts');
  const { follow } = await import('../navigate.ts');
  const { perform } = await import('../commands.ts');
  const { useView } = await import('../stores/view.ts');
  actionOf(press({ key: '/', shiftKey: true }))?.();
  expect(isModal()).toBe(true);
  follow({ to: 'people' });
  perform('retry-all-failed');
  expect(useView.getState().place).toBe('inbox');
  hideKeys();
  follow({ to: 'people' });
  expect(useView.getState().place).toBe('people');
});

test.each(['key', 'menu'])('in the list, marked rows are meant together, by %s', async (way) => {
  const { actionOf } = await import('./use-shortcuts.ts');
  const { perform } = await import('../commands.ts');
  const { mark } = await import('../stores/marked.ts');
  const { followTransfers, useTransfers } = await import('../stores/transfers.ts');
  const { openTransfer } = await import('../stores/view.ts');
  const markUnread = (): void =>
    way === 'key' ? actionOf(press({ key: 'U', shiftKey: true }))?.() : perform('mark-unread');
  followTransfers();
  openTransfer('inbox', 'r4');
  await vi.waitFor(() => expect(useTransfers.getState().byId.r4).toBeDefined());
  mark(() => new Set(['r2', 'r4']));
  const said = () => fake.called.filter(({ name }) => name === 'transfers.markRead').map(({ args }) => args);
  vi.stubGlobal('document', { activeElement: null });
  markUnread();
  expect(said()).toEqual([{ ids: ['r4'], read: false }]);
  vi.stubGlobal('document', { activeElement: { closest: () => ({ dataset: { id: 'r4' } }) } });
  markUnread();
  expect(said()[1]).toEqual({ ids: ['r2', 'r4'], read: false });
});
