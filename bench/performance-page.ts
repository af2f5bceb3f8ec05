import { cpus, totalmem } from 'node:os';
import type { HistoryFigures } from './history.ts';
import type { LineFigures } from './line.ts';
import type { ManyFigures } from './many.ts';
import type { Memory } from './memory.ts';
import type { PeerFigures } from './peers.ts';
import { peersPage } from './peers-page.ts';
import type { AppTime, ProcessorTime } from './processor.ts';
import { MiB, sizeText } from './sizes.ts';
import { table } from './table.ts';
import type { TransferFigures } from './transfers.ts';

/** What a run of the bench found; JSON keys stay. */
export type Figures = Partial<TransferFigures & PeerFigures> & {
  many?: ManyFigures;
  line?: LineFigures;
  history?: HistoryFigures;
  people?: unknown;
};

/** The page `docs/performance.md`, as far as this run measured it. */
export function performancePage(figures: Figures): string {
  const [first] = cpus();
  const machine = `${cpus().length} × ${first?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 1e9)} GB, ${process.platform}`;
  return `${[
    `# Performance`,
    `Made by \`npm run bench -- --page\`. Everything runs on one computer: two apps with their windows, the broker, its disk, and the bench itself; nothing is drawn by a graphics card.`,
    `Machine: ${machine}. Electron 33.2.1, Apache Kafka 4.4.0, kafkajs 2.2.4.`,
    ...transfersOf(figures),
    ...peersPage(figures),
    ...stagesOf(figures),
    ...traceOf(figures),
    ...processorOf(figures),
    ...manyOf(figures),
    ...lineOf(figures),
    ...memoryOf(figures),
    ...historyOf(figures),
  ].join('\n\n')}\n`;
}

function transfersOf({ results = [] }: Figures): readonly string[] {
  if (results.length === 0) return [];
  const rows = results.map(({ kind, bytes, seconds, spread, mbPerSecond }) => [
    ...[kind, sizeText(bytes), seconds.toFixed(3), spread.map((one) => one.toFixed(3)).join(' to ')],
    mbPerSecond < 1 ? '' : mbPerSecond.toFixed(1),
  ]);
  return [
    '## From Send to a verified Delivered',
    table(['document', 'size', 'median, s', 'fastest to slowest, s', 'MB/s'], rows),
  ];
}

/** How near the whole comes to its slowest step alone. */
function stagesOf({ stages = {}, results = [] }: Figures): readonly string[] {
  const rows = Object.entries(stages).map(([kind, speeds]) => {
    const limit = Object.entries(speeds).sort(([, a], [, b]) => a - b)[0] ?? ['', 1];
    const whole = results.find((one) => one.kind === kind && one.bytes === 100 * MiB)?.mbPerSecond ?? 0;
    return [kind, ...Object.values(speeds), `${Math.round((whole / limit[1]) * 100)} % of ${limit[0]}`];
  });
  const [first] = Object.values(stages);
  if (!first) return [];
  return [
    '## Share of the limit',
    'Each step alone on one thread with 100 MiB, MB/s, and how much of the slowest one the whole reaches.',
    table(['document', ...Object.keys(first), 'the whole'], rows),
  ];
}

function traceOf({ smallTraceMs }: Figures): readonly string[] {
  if (!smallTraceMs) return [];
  const rows = Object.entries(smallTraceMs).map(([leg, milliseconds]) => [leg, milliseconds]);
  return [
    '## The way of 1 KiB',
    'Medians of each leg, by the journals of both sides; they add up to a little more or less than the median of the whole.',
    table(['leg', 'ms'], rows),
  ];
}

function processorOf({ results = [] }: Figures): readonly string[] {
  const rows = results.flatMap(({ kind, bytes, cpuMsPerMb }) =>
    cpuMsPerMb ? [[kind, sizeText(bytes), ...partsOf(cpuMsPerMb)]] : [],
  );
  if (rows.length === 0) return [];
  return [
    '## Processor time, ms per MB of document',
    '`main` is the thread that runs the main process, `worker` the threads that seal and open, with those of Node for files and zlib and for its garbage; `page` and `compositor` draw the window.',
    table(['document', 'size', ...partNames], rows),
  ];
}

const partNames = [
  ...['sender main', 'worker', 'page', 'compositor'],
  ...['recipient main', 'worker', 'page', 'compositor', 'broker', 'all'],
];

const ofApp = ({ main, worker, page, compositor, browser }: AppTime): readonly number[] => [
  main,
  worker,
  page,
  Math.round((compositor + browser) * 100) / 100,
];
const partsOf = ({ sender, recipient, broker, all }: ProcessorTime): readonly number[] => [
  ...ofApp(sender),
  ...ofApp(recipient),
  broker,
  all,
];

function manyOf({ many }: Figures): readonly string[] {
  if (!many) return [];
  const { toOne, cpuMsEach, toSeveral, sender, recipient, hiddenPercent } = many;
  return [
    '## Many',
    `${toOne.documents} documents of 50 KiB to one person: ${toOne.seconds.toFixed(1)} s, ${toOne.msEach} ms each.`,
    ...(toSeveral
      ? [
          `${toSeveral.transfers / toSeveral.people} documents to ${toSeveral.people} people: ${toSeveral.seconds.toFixed(1)} s.`,
        ]
      : []),
    'Processor time of each of them, ms:',
    table(partNames, [partsOf(cpuMsEach)]),
    table(
      ['meanwhile, ms', 'frame p99', 'input p95', 'delay of the main loop p99'],
      [
        ['sender', sender.frameP99, sender.inputP95, sender.mainDelayP99],
        ['recipient', recipient.frameP99, recipient.inputP95, recipient.mainDelayP99],
      ],
    ),
    `A hidden window that has nothing to do: ${hiddenPercent} % of a processor.`,
  ];
}

function lineOf({ line }: Figures): readonly string[] {
  if (!line) return [];
  const rows = line.map(({ bytesPerSecond, following, fixed }) => [
    `${bytesPerSecond / 1e6} MB/s`,
    following.seconds.toFixed(1),
    (following.sealedBytes / 1e6).toFixed(1),
    following.lastLevel,
    fixed.seconds.toFixed(1),
    (fixed.sealedBytes / 1e6).toFixed(1),
  ]);
  return [
    '## Following the line',
    '64 MiB of text, sealed and published through a proxy that lets so much through.',
    table(['line', 'following, s', 'MB', 'level at the end', 'level 3, s', 'MB'], rows),
  ];
}

function memoryOf({ memoryGrowthMb, huge }: Figures): readonly string[] {
  const said = (what: string, { main, worker, renderer }: Memory): string =>
    `The highest growth while ${what} travel: main process ${main} MB, of which ${worker} MB are neither heap nor buffers of its main thread; page ${renderer} MB.`;
  return [
    ...(memoryGrowthMb ? ['## Memory', said('2 GB', memoryGrowthMb)] : []),
    ...(huge
      ? [
          '## 10 GiB',
          `That do not compress: ${huge.seconds.toFixed(0)} s, ${huge.mbPerSecond.toFixed(1)} MB/s. ${said('they', huge.memoryGrowthMb)}`,
        ]
      : []),
  ];
}

function historyOf({ history }: Figures): readonly string[] {
  if (!history) return [];
  const { rows, startRatio, mainMb, rendererMb, searchP95Ms, pageP95Ms, eventMs } = history;
  return [
    '## A long history',
    `${rows} transfers against 100: start ${startRatio} times as long, main process ${mainMb} MB and page ${rendererMb} MB more; a search ${searchP95Ms} ms, a page of the list ${pageP95Ms} ms (p95), a change until it is told ${eventMs} ms.`,
  ];
}
