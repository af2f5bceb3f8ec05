import { expect, test, vi } from 'vitest';
import { EngineHost } from './engine-host.ts';

const engine = (start = () => {}) => ({ start: vi.fn(start), close: vi.fn(async () => {}) });

test('two starts at once make one engine', async () => {
  const open = vi.fn(async () => engine());
  const host = new EngineHost(open);
  await Promise.all([host.start(), host.start()]);
  expect(open).toHaveBeenCalledTimes(1);
  expect(host.engine?.start).toHaveBeenCalledTimes(1);
});

test('a start during a stop waits until the old engine is closed', async () => {
  const order: string[] = [];
  const host = new EngineHost(async () => {
    order.push('opened');
    return {
      start() {},
      async close() {
        await new Promise((resolve) => setTimeout(resolve, 20));
        order.push('closed');
      },
    };
  });
  await host.start();
  await Promise.all([host.stop(), host.start()]);
  expect(order).toEqual(['opened', 'closed', 'opened']);
  expect(host.engine).not.toBeNull();
});

test('an engine that does not start is closed, said to have failed, and can be tried again', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const broken = engine(() => {
    throw new Error('no space');
  });
  const engines = [broken, engine()];
  const host = new EngineHost(async () => engines.shift() ?? null);
  await host.start();
  expect([host.engine, host.failed]).toEqual([null, true]);
  expect(broken.close).toHaveBeenCalled();
  await host.start();
  expect([host.engine === null, host.failed]).toEqual([false, false]);
});

test('nothing runs while something that it needs is missing, and that is no failure', async () => {
  const host = new EngineHost(async () => null);
  await host.start();
  expect([host.engine, host.failed]).toEqual([null, false]);
});
