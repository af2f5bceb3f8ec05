import { parentPort } from 'node:worker_threads';
import { type FromWorker, shardsInFlight, type ToWorker } from './messages.ts';
import { openDocument } from './open-document.ts';
import { sealDocument } from './seal-document.ts';

/** Thread entry: one job at a time, credits, typed messages; no decisions. */
const port = parentPort;
if (!port) throw new Error('pipeline.worker runs only as a worker thread');

let abort = new AbortController();
let credits = shardsInFlight;
let creditCame: (() => void) | null = null;
const progressEvery = 100; // milliseconds

const tell = (message: FromWorker, transfer: readonly ArrayBuffer[] = []): void =>
  port.postMessage(message, [...transfer]);

port.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'credit':
      credits++;
      creditCame?.();
      return;
    case 'abort':
      abort.abort();
      creditCame?.();
      return;
    default:
      abort = new AbortController();
      credits = shardsInFlight;
      void run(message, abort.signal);
  }
});

async function run(
  message: Extract<ToWorker, { kind: 'seal' | 'open' }>,
  signal: AbortSignal,
): Promise<void> {
  try {
    if (message.kind === 'seal') tell({ kind: 'sealed', outcome: await seal(message.job, signal) });
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

const seal = (
  job: Parameters<typeof sealDocument>[0],
  signal: AbortSignal,
): ReturnType<typeof sealDocument> =>
  sealDocument(
    { ...job, shardsKey: Buffer.from(job.shardsKey) },
    async ({ n, body, documentBytes }) => {
      while (credits === 0) {
        signal.throwIfAborted();
        await new Promise<void>((resolve) => {
          creditCame = resolve;
        });
      }
      signal.throwIfAborted();
      credits--;
      const own = body.buffer.byteLength === body.byteLength ? body : Uint8Array.from(body);
      tell({ kind: 'shard', n, body: own, documentBytes }, [own.buffer as ArrayBuffer]);
    },
    signal,
  );

function throttledProgress(): (documentBytes: number) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (documentBytes) => {
    const now = performance.now();
    if (now - last < progressEvery) return;
    last = now;
    tell({ kind: 'progress', documentBytes });
  };
}
