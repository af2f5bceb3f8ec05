import type { RunningApp } from '../../scripts/driver/running-app.ts';

type Meter = { readonly max: number; reset(): void; enable(): void };
type WithMeter = { sealpostMeter?: Meter };

/** Measures from now on how long the main process of an app kept everybody waiting at most. */
export async function watchMainLoop(app: RunningApp): Promise<void> {
  await app.electron.evaluate(() => {
    const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks');
    const meter = monitorEventLoopDelay({ resolution: 20 });
    meter.enable();
    (globalThis as WithMeter).sealpostMeter = meter;
  });
}

/** @returns milliseconds */
export const longestStall = (app: RunningApp): Promise<number> =>
  app.electron.evaluate(() => ((globalThis as WithMeter).sealpostMeter?.max ?? 0) / 1e6);
