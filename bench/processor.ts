import { readdirSync } from 'node:fs';
import type { RunningApp } from '../scripts/driver/running-app.ts';
import { descendants, type Process, textOf } from './processes.ts';

/**
 * Where an app's processor time goes. `main` is the thread that runs the main process's JavaScript,
 * `worker` the pipeline's threads with those that Node keeps for files and zlib, `browser` whatever
 * else Chromium runs beside them, `page` the thread of the page, `compositor` all that draws it.
 */
const parts = ['main', 'worker', 'browser', 'page', 'compositor'] as const;
type Part = (typeof parts)[number];
export type AppTime = Readonly<Record<Part, number>>;

/** Processor time in milliseconds, or in milliseconds per MB of document (10^6 bytes). */
export type ProcessorTime = {
  readonly sender: AppTime;
  readonly recipient: AppTime;
  readonly broker: number;
  readonly all: number;
};

const lookEvery = 200; // milliseconds: a thread that ends in between keeps what was read of it

/** What runs on the processors for `work`: both apps and the broker, without the bench itself. */
export async function processorTimeOf(
  sender: RunningApp,
  recipient: RunningApp,
  work: () => Promise<void>,
): Promise<ProcessorTime> {
  const [of, to] = [watch(appOf(sender)), watch(appOf(recipient))];
  const broker = watch(descendants(process.pid).filter(({ command }) => command.includes('kafka.Kafka')));
  const watches = [of, to, broker];
  const look = setInterval(() => watches.forEach((one) => void one.look()), lookEvery);
  try {
    await work();
  } finally {
    clearInterval(look);
    for (const one of watches) one.look();
  }
  const [sent, received] = [of.byPart(), to.byPart()];
  const brokerTime = sumOf(broker.byPart());
  return {
    sender: sent,
    recipient: received,
    broker: brokerTime,
    all: sumOf(sent) + sumOf(received) + brokerTime,
  };
}

export const perMb = (time: ProcessorTime, bytes: number): ProcessorTime => shareOf(time, bytes / 1e6);

export const shareOf = (time: ProcessorTime, count: number): ProcessorTime => {
  const share = (milliseconds: number): number => Math.round((milliseconds / count) * 100) / 100;
  const each = (app: AppTime): AppTime =>
    Object.fromEntries(parts.map((part) => [part, share(app[part])])) as AppTime;
  return {
    sender: each(time.sender),
    recipient: each(time.recipient),
    broker: share(time.broker),
    all: share(time.all),
  };
};

function appOf(app: RunningApp): readonly Process[] {
  const pid = app.electron.process().pid ?? 0;
  return [{ pid, parent: 0, command: '' }, ...descendants(pid)];
}

/** Time by thread since now: `/proc` tells it in nanoseconds. */
function watch(processes: readonly Process[]): { look(): void; byPart(): AppTime } {
  const first = new Map<string, number>();
  const last = new Map<string, { readonly part: Part; readonly time: number }>();
  const look = (): void => {
    for (const process of processes) {
      for (const tid of threadsOf(process.pid)) {
        const path = `/proc/${process.pid}/task/${tid}`;
        const time = Number(textOf(`${path}/schedstat`).split(' ')[0] ?? 0) / 1e6;
        if (time > 0) last.set(path, { part: partOf(process, tid, textOf(`${path}/comm`).trim()), time });
      }
    }
  };
  look();
  for (const [path, { time }] of last) first.set(path, time);
  return {
    look,
    byPart: () => {
      const sums = Object.fromEntries(parts.map((part) => [part, 0])) as Record<Part, number>;
      for (const [path, { part, time }] of last) sums[part] += time - (first.get(path) ?? 0);
      return sums;
    },
  };
}

function partOf({ pid, command }: Process, tid: number, thread: string): Part {
  if (command.includes('--type=renderer')) return tid === pid ? 'page' : 'compositor';
  if (command.includes('--type=gpu-process')) return 'compositor';
  if (command.includes('--type=')) return 'browser';
  if (tid === pid) return 'main';
  // Node names none of its threads: they keep the name of the program.
  return /^(electron|sealpost|node|libuv-worker|V8Worker)/.test(thread) ? 'worker' : 'browser';
}

function threadsOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return [];
  }
}

const sumOf = (app: AppTime): number => Object.values(app).reduce((sum, one) => sum + one, 0);
