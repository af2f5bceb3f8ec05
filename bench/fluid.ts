import type { IntervalHistogram } from 'node:perf_hooks';
import type { Page } from 'playwright';
import type { RunningApp } from '../scripts/driver/running-app.ts';
import { percentile } from './figures.ts';

/** Milliseconds. How well a window and its main process answer meanwhile. */
export type Fluidity = {
  /** From one frame to the next. */
  readonly frameP99: number;
  /** From a key to what it drew. */
  readonly inputP95: number;
  /** By how much a timer of the main process comes late. */
  readonly mainDelayP99: number;
};

type Watched = {
  frames: number[];
  inputs: number[];
  end?: () => void;
};
type Holder = { benchWatched?: Watched; benchDelay?: IntervalHistogram };
/** The page's own. */
declare const requestAnimationFrame: (task: (now: number) => void) => number;

const keyEvery = 250; // milliseconds
const timerEvery = 10; // milliseconds

/** Watches an app while `work` runs, and presses a key in it four times a second. */
export async function fluidityOf(app: RunningApp, work: () => Promise<void>): Promise<Fluidity> {
  await app.page.evaluate(watchFrames);
  await app.electron.evaluate((_, resolution) => {
    const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks');
    const delay = monitorEventLoopDelay({ resolution });
    delay.enable();
    (globalThis as Holder).benchDelay = delay;
  }, timerEvery);
  let isOver = false;
  const pressing = press(app.page, () => isOver);
  try {
    await work();
  } finally {
    isOver = true;
    await pressing;
  }
  const { frames, inputs } = await app.page.evaluate(() => {
    const watched = (globalThis as Holder).benchWatched as Watched;
    watched.end?.();
    return { frames: watched.frames, inputs: watched.inputs };
  });
  const delay = await app.electron.evaluate(() => {
    const { benchDelay } = globalThis as Holder;
    benchDelay?.disable();
    return (benchDelay?.percentile(99) ?? 0) / 1e6;
  });
  return {
    frameP99: round(percentile(frames, 99)),
    inputP95: round(percentile(inputs, 95)),
    mainDelayP99: Math.max(0, round(delay - timerEvery)),
  };
}

const round = (milliseconds: number): number => Math.round(milliseconds * 10) / 10;

function watchFrames(): void {
  const watched: Watched = { frames: [], inputs: [] };
  let last = performance.now();
  let isOver = false;
  const frame = (now: number): void => {
    watched.frames.push(now - last);
    last = now;
    if (!isOver) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === 'keydown') watched.inputs.push(entry.duration);
  });
  // Node's types know neither the page's events nor their threshold.
  const asked = { type: 'event', durationThreshold: 16 } as object;
  observer.observe(asked as Parameters<typeof observer.observe>[0]);
  watched.end = () => {
    isOver = true;
    observer.disconnect();
  };
  (globalThis as Holder).benchWatched = watched;
}

/** A key that the page answers and that changes nothing. */
async function press(page: Page, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    await page.keyboard.press('Shift');
    await new Promise((resolve) => setTimeout(resolve, keyEvery));
  }
}
