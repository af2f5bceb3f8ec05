import { writeFileSync } from 'node:fs';
import type { Session } from 'node:inspector';
import { join } from 'node:path';
import type { RunningApp } from '../scripts/driver/running-app.ts';

type Holder = { profiling?: Session };

/** Writes what the main thread of each app did during `work`, for the profiler of a browser. */
export async function profiled<T>(
  apps: readonly RunningApp[],
  dir: string,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  await Promise.all(apps.map((app) => app.electron.evaluate(start)));
  const value = await work();
  for (const app of apps) {
    const profile = await app.electron.evaluate(end);
    writeFileSync(join(dir, `${what}-${app.options.destination}.cpuprofile`), profile);
  }
  return value;
}

async function start(): Promise<void> {
  const inspector = process.getBuiltinModule('node:inspector');
  const session = new inspector.Session();
  session.connect();
  await new Promise<void>((resolve) => session.post('Profiler.enable', () => resolve()));
  await new Promise<void>((resolve) =>
    session.post('Profiler.setSamplingInterval', { interval: 200 }, () => resolve()),
  );
  await new Promise<void>((resolve) => session.post('Profiler.start', () => resolve()));
  (globalThis as Holder).profiling = session;
}

function end(): Promise<string> {
  return new Promise((resolve, reject) => {
    const session = (globalThis as Holder).profiling;
    session?.post('Profiler.stop', (error, { profile }) => {
      session.disconnect();
      if (error) reject(error);
      else resolve(JSON.stringify(profile));
    });
  });
}
