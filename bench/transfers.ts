import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Office } from '../scripts/driver/office.ts';
import type { RunningApp } from '../scripts/driver/running-app.ts';
import { Slip } from '../scripts/driver/slip.ts';
import { type DocumentKind, makeDocument } from './documents.ts';
import { median } from './figures.ts';
import { growthWhile, type Memory } from './memory.ts';
import { type ProcessorTime, perMb, processorTimeOf } from './processor.ts';
import { profiled } from './profile.ts';
import { measureStages } from './stages.ts';
import { type Legs, traceOf } from './trace.ts';
import { next } from './watch.ts';

type Result = {
  readonly kind: DocumentKind;
  readonly bytes: number;
  /** From the click on Send to Delivered: the median, the fastest and the slowest. */
  readonly seconds: number;
  readonly spread: readonly [number, number];
  readonly mbPerSecond: number;
  /** Where the processor time goes, of large documents. */
  readonly cpuMsPerMb: ProcessorTime | null;
};

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;
const kinds: readonly DocumentKind[] = ['text', 'office', 'incompressible'];
/** Size and how often it is sent: the median counts. */
const small: Plan = [
  [KiB, 21],
  [50 * KiB, 21],
  [MiB, 11],
];
const large: Plan = [
  [100 * MiB, 5],
  [GiB, 3],
];
const traceOver = 21;

type Plan = readonly (readonly [bytes: number, times: number])[];
/** What of it is measured. */
export type Scope = 'all' | 'small' | 'large' | 'memory';

export type Asked = {
  readonly scope: Scope;
  readonly quick: boolean;
  /** Where profiles of the main threads go; null where none are asked for. They cost time themselves. */
  readonly profile: string | null;
};

/** What `measureTransfers` found. Sizes in bytes, speeds in MB a second, memory in MB, times in milliseconds. */
export type TransferFigures = {
  readonly results: readonly Result[];
  readonly memoryGrowthMb: Memory | null;
  readonly stages: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly smallTraceMs: Legs | null;
};

/** Documents of all kinds and sizes between two apps, memory at 2 GB, and each stage alone. */
export async function measureTransfers(
  office: Office,
  dir: string,
  { scope, quick, profile }: Asked,
  say: (line: string) => void,
): Promise<TransferFigures> {
  const documentsDir = join(dir, 'documents');
  mkdirSync(documentsDir);
  const alice = office.person('alice', 'Alice Martin');
  const bob = office.person('bob', 'Bob Chen');
  await office.answerRequests();
  await start(alice, bob);
  // First, while the apps are fresh: later their heaps have grown to the work already.
  const withMemory = scope === 'memory' || (scope === 'all' && !quick);
  const memoryGrowthMb = withMemory ? await measureMemory(alice, bob, documentsDir) : null;
  if (memoryGrowthMb) say(`memory growth at 2 GB: ${JSON.stringify(memoryGrowthMb)} MB`);
  const plan = [
    ...(scope === 'all' || scope === 'small' ? small : []),
    ...((scope === 'all' && !quick) || scope === 'large' ? large.slice(0, quick ? 1 : 2) : []),
  ];
  const results: Result[] = [];
  const stages: Record<string, Readonly<Record<string, number>>> = {};
  const traced: string[] = [];
  for (const kind of kinds) {
    for (const [bytes, times] of plan) {
      const path = join(documentsDir, `${kind}-${bytes}.bin`);
      await makeDocument(path, kind, bytes);
      await send(alice, bob, path);
      const sent: Sent[] = [];
      const sendAll = async (): Promise<void> => {
        for (let i = 0; i < times; i++) sent.push(await send(alice, bob, path));
      };
      const isLarge = bytes >= 100 * MiB;
      const measured = (): Promise<void> =>
        profile === null ? sendAll() : profiled([alice, bob], profile, `${kind}-${bytes}`, sendAll);
      const time = isLarge ? await processorTimeOf(alice, bob, measured) : await measured();
      const cpuMsPerMb = time ? perMb(time, times * bytes) : null;
      if (kind === 'incompressible' && bytes === KiB) traced.push(...sent.map(({ id }) => id));
      const result = resultOf(kind, bytes, sent, cpuMsPerMb);
      results.push(result);
      say(lineOf(result));
      if (bytes === 100 * MiB || (quick && bytes === MiB))
        stages[kind] = await measureStages(path, office.brokers);
      rmSync(path);
    }
  }
  for (const [kind, figures] of Object.entries(stages)) {
    const slowest = Object.entries(figures).sort(([, a], [, b]) => a - b)[0];
    const whole = results.filter((one) => one.kind === kind).at(-1)?.mbPerSecond ?? 0;
    say(
      `stages, ${kind}: ${Object.entries(figures)
        .map(([name, figure]) => `${name} ${figure}`)
        .join(', ')} MB/s; whole = ${Math.round((whole / (slowest?.[1] ?? 1)) * 100)} % of ${slowest?.[0]}`,
    );
  }
  await Promise.all([alice.stop(), bob.stop()]);
  const smallTraceMs =
    traced.length > 0 ? traceOf(alice.options, bob.options, traced.slice(-traceOver)) : null;
  for (const [leg, milliseconds] of Object.entries(smallTraceMs ?? {}))
    say(`1 KiB: ${String(milliseconds).padStart(4)} ms  ${leg}`);
  return { results, memoryGrowthMb, stages, smallTraceMs };
}

function resultOf(
  kind: DocumentKind,
  bytes: number,
  sent: readonly Sent[],
  cpuMsPerMb: ProcessorTime | null,
): Result {
  const seconds = sent.map((one) => one.seconds).sort((a, b) => a - b);
  const middle = median(seconds);
  const spread = [round(seconds[0] ?? 0), round(seconds.at(-1) ?? 0)] as const;
  const mbPerSecond = round(bytes / 1e6 / middle);
  return { kind, bytes, seconds: round(middle), spread, mbPerSecond, cpuMsPerMb };
}

function lineOf({ kind, bytes, seconds, spread, mbPerSecond, cpuMsPerMb }: Result): string {
  const [size, speed] = [String(bytes).padStart(11), mbPerSecond.toFixed(1).padStart(7)];
  const time = `${seconds.toFixed(3).padStart(7)} s (${spread.map((one) => one.toFixed(3)).join(' to ')})`;
  const cpu = cpuMsPerMb ? `  ${JSON.stringify(cpuMsPerMb)} ms/MB` : '';
  return `${kind.padEnd(15)} ${size} bytes  ${time}  ${speed} MB/s${cpu}`;
}

async function start(...apps: readonly RunningApp[]): Promise<void> {
  await Promise.all(apps.map((app) => app.start()));
  await Promise.all(apps.map((app) => app.untilReady()));
}

type Sent = { readonly id: string; readonly seconds: number };

/** Sends one document through the window, and waits until both sides are done with it. */
async function send(alice: RunningApp, bob: RunningApp, path: string): Promise<Sent> {
  const slip = new Slip(alice.page);
  await alice.drop([path]);
  const [delivering, receiving] = [next(alice.page, 'delivered'), next(bob.page, 'received')];
  await slip.submit([path], bob.options.destination);
  const [delivered, received] = await Promise.all([delivering, receiving]);
  if (received.path) rmSync(received.path);
  return {
    id: delivered.transferId,
    seconds: ((delivered.finishedAt ?? 0) - delivered.createdAt) / 1000,
  };
}

/** The worst growth of each kind of process over both apps while 2 GB travel. */
async function measureMemory(alice: RunningApp, bob: RunningApp, dir: string): Promise<Memory> {
  const path = join(dir, 'memory.bin');
  await makeDocument(path, 'incompressible', 2 * GiB);
  let ofBob: Memory | null = null;
  const ofAlice = await growthWhile(alice, async () => {
    ofBob = await growthWhile(bob, async () => void (await send(alice, bob, path)));
  });
  rmSync(path);
  const other = ofBob as Memory | null;
  return {
    main: Math.max(ofAlice.main, other?.main ?? 0),
    worker: Math.max(ofAlice.worker, other?.worker ?? 0),
    renderer: Math.max(ofAlice.renderer, other?.renderer ?? 0),
  };
}

const round = (figure: number): number => Math.round(figure * 1000) / 1000;
