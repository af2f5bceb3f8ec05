import { replaceExport } from './kafkajs-export.ts';

// biome-ignore lint/suspicious/noExplicitAny: kafkajs does not type its inside
type Internal = any;

type Fetch = (nodeId: number) => Promise<Internal[]>;
type Options = { readonly fetch: Fetch; readonly [other: string]: unknown };
type Manager = { start(): Promise<void>; stop(): Promise<void>; readonly getFetchers: unknown };

/** Nothing is fetched any more: ends the loops of a reader that was stopped. */
class Stopped extends Error {}

/**
 * Lets a reader that was stopped end. When the servers of a connection become others, kafkajs ends its loops, one for
 * each server, and begins as many new ones; it does so also where the reader was stopped in between. Those loops
 * fetch nothing, without waiting for anything, so that the whole process stands still for ever.
 */
export function patchFetchers(require: NodeJS.Require): void {
  replaceExport(require, 'kafkajs/src/consumer/fetchManager', (stock: Internal) => (options: Options) => {
    let isStopped = false;
    const fetch: Fetch = async (nodeId) => {
      if (isStopped) throw new Stopped();
      return options.fetch(nodeId);
    };
    const manager: Manager = stock({ ...options, fetch });
    const start = async (): Promise<void> => {
      try {
        await manager.start();
      } catch (error) {
        if (!(error instanceof Stopped)) throw error;
      }
    };
    const stop = async (): Promise<void> => {
      // For good: a reader that starts again has another manager.
      isStopped = true;
      await manager.stop();
    };
    return { ...manager, start, stop };
  });
}
