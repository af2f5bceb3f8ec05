import type { RunningApp } from '../scripts/driver/running-app.ts';
import { descendants, type Process, textOf } from './processes.ts';

/**
 * Resident memory of an app's processes, in MB. The workers are threads of the main process, so
 * `main` holds them too; `worker` is what of it is neither heap nor buffers of the main thread.
 */
export type Memory = { readonly main: number; readonly worker: number; readonly renderer: number };

/** The highest growth over the first reading while `work` runs. */
export async function growthWhile(app: RunningApp, work: () => Promise<void>): Promise<Memory> {
  const before = await read(app);
  let peak = before;
  let running = true;
  const watch = (async () => {
    while (running) {
      const now = await read(app);
      peak = {
        main: Math.max(peak.main, now.main),
        worker: Math.max(peak.worker, now.worker),
        renderer: Math.max(peak.renderer, now.renderer),
      };
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  })();
  try {
    await work();
  } finally {
    running = false;
    await watch;
  }
  return {
    main: peak.main - before.main,
    worker: peak.worker - before.worker,
    renderer: peak.renderer - before.renderer,
  };
}

/** The median of five readings of an app that rests. */
export async function settledMemory(app: RunningApp): Promise<Memory> {
  const readings: Memory[] = [];
  for (let i = 0; i < 5; i++) {
    await new Promise((resolve) => setTimeout(resolve, 400));
    readings.push(await read(app));
  }
  const median = (of: (memory: Memory) => number): number => readings.map(of).sort((a, b) => a - b)[2] ?? 0;
  return {
    main: median(({ main }) => main),
    worker: median(({ worker }) => worker),
    renderer: median(({ renderer }) => renderer),
  };
}

async function read(app: RunningApp): Promise<Memory> {
  const pid = app.electron.process().pid ?? 0;
  const { rss, heapTotal, external } = await usageOf(app);
  const children = descendants(pid).filter(({ command }) => command.includes('--type=renderer'));
  return {
    main: Math.round(rss / 1e6),
    worker: Math.round((rss - heapTotal - external) / 1e6),
    renderer: Math.max(0, ...children.map(residentMb)),
  };
}

/** Under load the debugger can lose an answer to the garbage collector: it is asked again. */
async function usageOf(app: RunningApp, attempts = 5): Promise<NodeJS.MemoryUsage> {
  try {
    return await app.electron.evaluate(() => process.memoryUsage());
  } catch (error) {
    if (attempts <= 1 || !String(error).includes('garbage collected')) throw error;
    return usageOf(app, attempts - 1);
  }
}

const residentMb = ({ pid }: Process): number =>
  Math.round((Number(/VmRSS:\s+(\d+)/.exec(textOf(`/proc/${pid}/status`))?.[1] ?? 0) * 1024) / 1e6);
