import { beforeEach, expect, test, vi } from 'vitest';

beforeEach(() => vi.resetModules());

test('the server is asked for at once when the computer has a network again', async () => {
  const call = vi.fn(async () => null);
  vi.stubGlobal('window', { sealpost: { call } });
  const { followNetwork } = await import('./network.ts');
  const page = new EventTarget();
  followNetwork(page);
  page.dispatchEvent(new Event('offline'));
  expect(call).not.toHaveBeenCalled();
  page.dispatchEvent(new Event('online'));
  expect(call).toHaveBeenCalledExactlyOnceWith('connection.retryNow', undefined);
});
