import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Office } from '../scripts/driver/office.ts';
import type { RunningApp } from '../scripts/driver/running-app.ts';
import { type DocumentKind, makeDocument } from './documents.ts';
import { growthWhile, type Memory } from './memory.ts';
import { measureStages } from './stages.ts';

type Result = {
  readonly kind: DocumentKind;
  readonly bytes: number;
  readonly seconds: number;
  readonly mbPerSecond: number;
};

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;
const kinds: readonly DocumentKind[] = ['text', 'office', 'incompressible'];
/** Size and how often it is sent: the median counts. */
const plan: readonly (readonly [number, number])[] = [
  [KiB, 5],
  [50 * KiB, 5],
  [MiB, 5],
  [100 * MiB, 3],
  [GiB, 3],
];

/** What `measureTransfers` found. Sizes in bytes, speeds in MB a second, memory in MB. */
export type TransferFigures = {
  readonly results: readonly Result[];
  readonly memoryGrowthMb: Memory | null;
  readonly stages: Readonly<Record<string, Readonly<Record<string, number>>>>;
};

/** Documents of all kinds and sizes between two apps, memory at 2 GB, and each stage alone. */
export async function measureTransfers(
  office: Office,
  dir: string,
  quick: boolean,
  say: (line: string) => void,
): Promise<TransferFigures> {
  const documentsDir = join(dir, 'documents');
  mkdirSync(documentsDir);
  const alice = office.person('alice', 'Alice Martin');
  const bob = office.person('bob', 'Bob Chen');
  await office.answerRequests();
  await start(alice, bob);
  // First, while the apps are fresh: later their heaps have grown to the work already.
  const memoryGrowthMb = quick ? null : await measureMemory(alice, bob, documentsDir);
  if (memoryGrowthMb) say(`memory growth at 2 GB: ${JSON.stringify(memoryGrowthMb)} MB`);
  const results: Result[] = [];
  const stages: Record<string, Readonly<Record<string, number>>> = {};
  for (const kind of kinds) {
    for (const [bytes, times] of quick ? plan.slice(0, 3) : plan) {
      const path = join(documentsDir, `${kind}-${bytes}.bin`);
      await makeDocument(path, kind, bytes);
      await send(alice, bob, path);
      const seconds: number[] = [];
      for (let i = 0; i < times; i++) seconds.push(await send(alice, bob, path));
      const median = seconds.sort((a, b) => a - b)[Math.floor(times / 2)] ?? 0;
      results.push({ kind, bytes, seconds: round(median), mbPerSecond: round(bytes / 1e6 / median) });
      say(
        `${kind.padEnd(15)} ${String(bytes).padStart(11)} bytes  ${median.toFixed(2).padStart(7)} s  ${(bytes / 1e6 / median).toFixed(1).padStart(7)} MB/s`,
      );
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
  return { results, memoryGrowthMb, stages };
}

async function start(...apps: readonly RunningApp[]): Promise<void> {
  await Promise.all(apps.map((app) => app.start()));
  await Promise.all(apps.map((app) => app.untilReady()));
}

/** Seconds from the click on Send to Delivered. */
async function send(alice: RunningApp, bob: RunningApp, path: string): Promise<number> {
  const [queued] = await alice.send([path], bob.options.destination);
  const delivered = await alice.untilTransfer(
    ({ id, status }) => id === queued?.id && status === 'delivered',
    'delivered',
    600_000,
  );
  const received = await bob.untilTransfer(
    ({ transferId, status }) => transferId === delivered.transferId && status === 'received',
    'received',
  );
  if (received.path) rmSync(received.path);
  return ((delivered.finishedAt ?? 0) - delivered.createdAt) / 1000;
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
