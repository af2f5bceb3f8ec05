import { beforeEach, expect, test, vi } from 'vitest';
import { type FakeApi, fakeApi } from '../dev/fake-api.ts';

let fake: FakeApi;
beforeEach(() => {
  vi.resetModules();
  fake = fakeApi();
  vi.stubGlobal('window', { sealpost: fake });
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
