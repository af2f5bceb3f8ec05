import { parentPort } from 'node:worker_threads';
import { type FromWorker, placeOf, type Ring, type ToWorker } from './messages.ts';
import { openDocument } from './open-document.ts';
import { sealDocument } from './seal-document.ts';

/** Thread entry: one job at a time, credits, typed messages; no decisions. */
const port = parentPort;
if (!port) throw new Error('pipeline.worker runs only as a worker thread');

let abort = new AbortController();
/** Places of the ring that no shard is published from. */
let places: number[] = [];
let ring: Ring = [];
let placeCame: (() => void) | null = null;
const progressEvery = 100; // milliseconds

const tell = (message: FromWorker): void => port.postMessage(message);

port.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'credit':
      if (message.memory) ring[message.place] = message.memory;
      places.push(message.place);
      placeCame?.();
      return;
    case 'abort':
      abort.abort();
      placeCame?.();
      return;
    default:
      abort = new AbortController();
      ring = message.kind === 'seal' ? message.ring : [];
      places = [...ring.keys()];
      void run(message, abort.signal);
  }
});

async function run(
  message: Extract<ToWorker, { kind: 'seal' | 'open' }>,
  signal: AbortSignal,
): Promise<void> {
  try {
    if (message.kind === 'seal') tell({ kind: 'sealed', outcome: await seal(message, signal) });
    else
      tell({
        kind: 'opened',
        outcome: await openDocument(
          { ...message.job, shardsKey: Buffer.from(message.job.shardsKey) },
          throttledProgress(),
          signal,
        ),
      });
  } catch (error) {
    if (signal.aborted) tell({ kind: 'aborted' });
    else
      tell({
        kind: 'crashed',
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
  }
}

function seal(
  { job }: Extract<ToWorker, { kind: 'seal' }>,
  signal: AbortSignal,
): ReturnType<typeof sealDocument> {
  let place = 0;
  return sealDocument(
    { ...job, shardsKey: Buffer.from(job.shardsKey) },
    async ({ n, body: { length }, documentBytes }) =>
      tell({ kind: 'shard', n, place, length, documentBytes }),
    signal,
    async () => {
      for (;;) {
        signal.throwIfAborted();
        const free = places.shift();
        if (free !== undefined) {
          place = free;
          return Buffer.from(placeOf(ring, place));
        }
        await new Promise<void>((resolve) => {
          placeCame = resolve;
        });
      }
    },
  );
}

function throttledProgress(): (documentBytes: number) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (documentBytes) => {
    const now = performance.now();
    if (now - last < progressEvery) return;
    last = now;
    tell({ kind: 'progress', documentBytes });
  };
}
