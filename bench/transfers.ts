import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Office } from '../scripts/driver/office.ts';
import { type DocumentKind, makeDocument } from './documents.ts';
import { median, round, type Times, timesOf, timesText } from './figures.ts';
import type { Memory } from './memory.ts';
import { closePair, openPair, type Sent, send } from './pair.ts';
import { type ProcessorTime, perMb, processorTimeOf } from './processor.ts';
import { profiled } from './profile.ts';
import { GiB, KiB, MiB } from './sizes.ts';
import { measureStages } from './stages.ts';
import { type Legs, traceOf } from './trace.ts';
import { measureWhole, type Whole } from './whole.ts';

/** The times are from the click on Send to Delivered. */
type Result = Times & {
  readonly kind: DocumentKind;
  readonly bytes: number;
  readonly mbPerSecond: number;
  /** Where the processor time goes, of large documents. */
  readonly cpuMsPerMb: ProcessorTime | null;
};

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
/** Asked for by its name alone: it takes thirty times its size of writing to the disk, and minutes. */
const hugeBytes = 10 * GiB;
const traceOver = 21;

type Plan = readonly (readonly [bytes: number, times: number])[];
/** What of it is measured. */
export type Scope = 'all' | 'small' | 'large' | 'memory' | 'huge';

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
  readonly huge: Whole | null;
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
  const pair = await openPair(office);
  const { alice, bob } = pair;
  // First, while the apps are fresh: later their heaps have grown to the work already.
  const withMemory = scope === 'memory' || (scope === 'all' && !quick);
  const whole = (bytes: number): Promise<Whole> => measureWhole(pair, documentsDir, bytes);
  const memoryGrowthMb = withMemory ? (await whole(2 * GiB)).memoryGrowthMb : null;
  if (memoryGrowthMb) say(`memory growth at 2 GB: ${JSON.stringify(memoryGrowthMb)} MB`);
  const huge = scope === 'huge' ? await whole(hugeBytes) : null;
  if (huge) say(`10 GiB: ${JSON.stringify(huge)}`);
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
      await send(pair, path);
      const sent: Sent[] = [];
      const sendAll = async (): Promise<void> => {
        for (let i = 0; i < times; i++) sent.push(await send(pair, path));
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
  await closePair(pair);
  const smallTraceMs =
    traced.length > 0 ? traceOf(alice.options, bob.options, traced.slice(-traceOver)) : null;
  for (const [leg, milliseconds] of Object.entries(smallTraceMs ?? {}))
    say(`1 KiB: ${String(milliseconds).padStart(4)} ms  ${leg}`);
  return { results, memoryGrowthMb, huge, stages, smallTraceMs };
}

function resultOf(
  kind: DocumentKind,
  bytes: number,
  sent: readonly Sent[],
  cpuMsPerMb: ProcessorTime | null,
): Result {
  const seconds = sent.map((one) => one.seconds);
  const mbPerSecond = round(bytes / 1e6 / median(seconds));
  return { kind, bytes, ...timesOf(seconds), mbPerSecond, cpuMsPerMb };
}

function lineOf({ kind, bytes, mbPerSecond, cpuMsPerMb, ...times }: Result): string {
  const [size, speed] = [String(bytes).padStart(11), mbPerSecond.toFixed(1).padStart(7)];
  const cpu = cpuMsPerMb ? `  ${JSON.stringify(cpuMsPerMb)} ms/MB` : '';
  return `${kind.padEnd(15)} ${size} bytes  ${timesText(times)}  ${speed} MB/s${cpu}`;
}
