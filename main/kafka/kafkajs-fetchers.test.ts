import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadKafkaJs } from './kafkajs-patches.ts';

const require = createRequire(import.meta.url);
const turn = (): Promise<void> => new Promise(setImmediate);
const logger = { namespace: () => logger, debug: () => {}, info: () => {}, error: () => {} };

describe('a reader of kafkajs', () => {
  beforeAll(() => void loadKafkaJs());

  /** Reads from servers 1 and 2, where nothing comes. Stock would fetch without a turn of the loop once it is stopped. */
  function reading() {
    const createFetchManager = require('kafkajs/src/consumer/fetchManager');
    const reader = { nodes: [1, 2], isRunning: true, fetches: 0, answer: (): void => {} };
    const manager = createFetchManager({
      logger,
      getNodeIds: () => reader.nodes,
      handler: async () => {},
      fetch: async (node: number) => {
        reader.fetches++;
        if (reader.isRunning && node === 2)
          await new Promise<void>((resolve) => {
            reader.answer = resolve;
          });
        await turn();
        return [];
      },
    });
    return { reader, manager, ended: manager.start() as Promise<void> };
  }

  it('ends when it is stopped', async () => {
    const { reader, manager, ended } = reading();
    await turn();
    reader.isRunning = false;
    const stopped = manager.stop();
    reader.answer();
    await Promise.all([stopped, ended]);
  });

  it('ends when it is stopped while its servers become others', async () => {
    const { reader, manager, ended } = reading();
    await turn();
    // The loop of server 1 sees it, and that of server 2 is waited for.
    reader.nodes = [1, 2, 3];
    for (let turns = 0; turns < 5; turns++) await turn();
    reader.isRunning = false;
    const stopped = manager.stop();
    reader.answer();
    await stopped;
    await ended;
    const { fetches } = reader;
    for (let turns = 0; turns < 20; turns++) await turn();
    expect(reader.fetches).toBe(fetches);
  });

  it('goes on with other servers where nobody stopped it', async () => {
    const { reader, manager, ended } = reading();
    await turn();
    reader.nodes = [3, 1];
    for (let turns = 0; turns < 5; turns++) await turn();
    const { fetches } = reader;
    reader.answer();
    for (let turns = 0; turns < 20; turns++) await turn();
    expect(reader.fetches).toBeGreaterThan(fetches + 3);
    reader.isRunning = false;
    await manager.stop();
    await ended;
  });

  it('fails with what a fetch failed with', async () => {
    const createFetchManager = require('kafkajs/src/consumer/fetchManager');
    const failure = new Error('refused');
    const fetch = async (): Promise<never> => {
      throw failure;
    };
    const manager = createFetchManager({ logger, getNodeIds: () => [1], handler: async () => {}, fetch });
    await expect(manager.start()).rejects.toBe(failure);
  });
});
