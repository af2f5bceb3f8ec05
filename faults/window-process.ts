import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { endingWithUs } from '../scripts/driver/ending-with-us.ts';
import { FalseClock } from '../scripts/driver/false-clock.ts';
import { RunningApp } from '../scripts/driver/running-app.ts';
import type { HistoryChange } from '../shared/history.ts';
import type { Order, WindowPlan, Word } from './words.ts';

const looksEvery = 1_000; // milliseconds

const say = (word: Word): void => void process.stdout.write(`${JSON.stringify(word)}\n`);

type Watched = { sealpostStalls?: { milliseconds: number; until: number }[] };

/** Runs in the main process of the app, as text. */
function watchStallsThere(): number {
  const lookEvery = 100;
  const worthSaying = 500;
  const stalls: { milliseconds: number; until: number }[] = [];
  (globalThis as Watched).sealpostStalls = stalls;
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    const stood = now - last - lookEvery;
    last = now;
    if (stood >= worthSaying)
      stalls.push({ milliseconds: Math.round(stood), until: performance.timeOrigin + now });
  }, lookEvery).unref();
  return process.pid;
}

/** Runs in the main process of the app, as text: what was seen since it was asked last. */
function seenThere() {
  const stalls = (globalThis as Watched).sealpostStalls?.splice(0) ?? [];
  return { stalls, bytes: process.memoryUsage().rss };
}

/** Started in place of Electron: it ends with us, whatever happens to us. */
function endingWithThis(dir: string, electron: string): string {
  const path = join(dir, 'app.start');
  const command = endingWithUs([electron])
    .map((part) => `'${part}'`)
    .join(' ');
  writeFileSync(path, `#!/bin/sh\nexec ${command} "$@"\n`);
  chmodSync(path, 0o755);
  return path;
}

/** Drives the app itself, with its window, and says of it what `engine-process.ts` says of an engine. */
async function main(): Promise<void> {
  const planPath = process.argv[2] ?? '';
  const plan = JSON.parse(readFileSync(planPath, 'utf8')) as WindowPlan;
  const { profileDir, receivedDir, destination, checkoutDir } = plan;
  const dir = dirname(planPath);
  const clock = new FalseClock(join(dir, 'clock'), plan.electron, 0);
  const app = new RunningApp({
    ...{ checkoutDir, profileDir, receivedDir, destination, label: destination },
    electron: endingWithThis(dir, clock.program),
    // It was set up before.
    ...{ connectionFile: null, demo: null },
    // The driver that runs under Electron as Node starts an Electron that is none.
    environment: { ELECTRON_RUN_AS_NODE: '' },
  });
  await app.onEvent((name, payload) => {
    if (name === 'transfers.changed') say({ kind: 'changed', rows: (payload as HistoryChange).rows });
  });
  await app.start();
  const pid = await app.electron.evaluate(watchStallsThere);
  let isMeant = false;
  app.electron.process().once('exit', (code, signal) => {
    if (isMeant) return;
    process.stderr.write(`the app ended by itself: ${code ?? signal}\n`);
    process.exit(3);
  });
  const look = async (): Promise<void> => {
    const { stalls, bytes } = await app.electron.evaluate(seenThere);
    for (const stall of stalls) say({ kind: 'stalled', ...stall });
    say({ kind: 'memory', bytes });
    say({ kind: 'connection', state: await app.connection() });
  };
  // It may end meanwhile, which its process tells.
  const looking = setInterval(() => void look().catch(() => {}), looksEvery);
  const obey = async (order: Order): Promise<void> => {
    if (order.kind === 'rows') return say({ kind: 'rows', rows: await app.transfers() });
    if (order.kind === 'clock') return clock.set(order.ahead);
    if (order.kind === 'die') throw new Error('the app itself is killed at no edge');
    const { to, path, name } = order;
    try {
      await app.send([path], to);
      say({ kind: 'queued', name });
    } catch (error) {
      process.stderr.write(`not sent: ${error instanceof Error ? error.message : String(error)}\n`);
      say({ kind: 'not-queued', name });
    }
  };
  say({ kind: 'started', pid });
  for await (const line of createInterface({ input: process.stdin })) await obey(JSON.parse(line) as Order);
  isMeant = true;
  clearInterval(looking);
  await app.stop();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
