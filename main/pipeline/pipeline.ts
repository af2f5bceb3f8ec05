import { Worker } from 'node:worker_threads';
import type {
  OpenJob,
  OpenOutcome,
  Pipeline,
  SealedShard,
  SealJob,
  SealOutcome,
} from '../transfers/ports.ts';
import { type FromWorker, newPlace, newRing, placeOf, type ToWorker } from './messages.ts';

const threads = 2;

type Waiting = { readonly take: (worker: Worker) => void; readonly giveUp: (error: Error) => void };

/** The main side of the worker threads: two jobs at once, the others wait in order. */
export class WorkerPipeline implements Pipeline {
  readonly #workerUrl: URL;
  readonly #workers = new Set<Worker>();
  readonly #idle = new Set<Worker>();
  readonly #waiting: Waiting[] = [];
  readonly #jobs = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();

  constructor(workerUrl: URL) {
    this.#workerUrl = workerUrl;
  }

  async seal(
    job: SealJob,
    shard: (shard: SealedShard, keep: () => void) => Promise<void>,
    given: AbortSignal,
  ): Promise<SealOutcome> {
    // Of this job alone: a place whose shard was not published may still be read by a socket.
    const ring = newRing();
    return this.#withWorker(given, (worker, signal) =>
      this.#run<SealOutcome>(worker, { kind: 'seal', job, ring }, signal, (message, resolve, reject) => {
        if (message.kind === 'sealed') resolve(message.outcome);
        if (message.kind !== 'shard') return null;
        const { n, place, length, documentBytes } = message;
        let memory: SharedArrayBuffer | null = null;
        const keep = (): void => {
          memory ??= newPlace();
        };
        return shard({ n, body: Buffer.from(placeOf(ring, place), 0, length), documentBytes }, keep).then(
          () => {
            if (memory) ring[place] = memory;
            worker.postMessage({ kind: 'credit', place, memory } satisfies ToWorker);
          },
          reject,
        );
      }),
    );
  }

  async open(
    job: OpenJob,
    progress: (documentBytes: number) => void,
    given: AbortSignal,
  ): Promise<OpenOutcome> {
    return this.#withWorker(given, (worker, signal) =>
      this.#run<OpenOutcome>(worker, { kind: 'open', job }, signal, (message, resolve) => {
        if (message.kind === 'progress') progress(message.documentBytes);
        if (message.kind === 'opened') resolve(message.outcome);
        return null;
      }),
    );
  }

  /** Jobs under way fail and clean up behind them; then the threads end. */
  async close(): Promise<void> {
    const closed = new Error('the pipeline is closed');
    this.#closing.abort(closed);
    for (const { giveUp } of this.#waiting.splice(0)) giveUp(closed);
    await Promise.allSettled(this.#jobs);
    await Promise.all([...this.#workers].map((worker) => worker.terminate()));
  }

  async #withWorker<T>(
    given: AbortSignal,
    job: (worker: Worker, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const signal = AbortSignal.any([given, this.#closing.signal]);
    const worker = await this.#take();
    try {
      signal.throwIfAborted();
      const running = job(worker, signal);
      this.#jobs.add(running);
      return await running.finally(() => this.#jobs.delete(running));
    } finally {
      this.#give(worker);
    }
  }

  async #take(): Promise<Worker> {
    this.#closing.signal.throwIfAborted();
    for (const worker of this.#idle) {
      this.#idle.delete(worker);
      return worker;
    }
    if (this.#workers.size < threads) return this.#start();
    return new Promise((take, giveUp) => this.#waiting.push({ take, giveUp }));
  }

  /** A thread that died makes room for another. */
  #give(worker: Worker): void {
    const next = this.#waiting.shift();
    if (!next) {
      if (this.#workers.has(worker)) this.#idle.add(worker);
    } else next.take(this.#workers.has(worker) ? worker : this.#start());
  }

  #start(): Worker {
    const worker = new Worker(this.#workerUrl);
    this.#workers.add(worker);
    const forget = (): void => {
      this.#workers.delete(worker);
      this.#idle.delete(worker);
    };
    worker.on('error', forget).on('exit', forget);
    return worker;
  }

  /** Runs one job; settles only after the worker is done with it, so that it can take the next. */
  #run<T>(
    worker: Worker,
    start: ToWorker,
    signal: AbortSignal,
    handle: (
      message: FromWorker,
      resolve: (value: T) => void,
      reject: (error: unknown) => void,
    ) => Promise<void> | null,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let failure: { readonly error: unknown } | null = null;
      const publishing = new Set<Promise<void>>();
      const stop = (error: unknown): void => {
        failure ??= { error };
        worker.postMessage({ kind: 'abort' } satisfies ToWorker);
      };
      const onAbort = (): void => stop(signal.reason);
      const settle = (finish: () => void): void => {
        worker.off('message', onMessage).off('error', onDeath).off('exit', onDeath);
        signal.removeEventListener('abort', onAbort);
        void Promise.allSettled(publishing).then(() => (failure ? reject(failure.error) : finish()));
      };
      const onDeath = (cause: unknown): void => {
        failure ??= { error: new Error('the worker thread died', { cause }) };
        settle(() => {});
      };
      const onMessage = (message: FromWorker): void => {
        if (message.kind === 'aborted') return settle(() => reject(new Error('aborted')));
        if (message.kind === 'crashed') return settle(() => reject(new Error(message.message)));
        // What is on its way when a job fails is not published any more.
        if (failure && message.kind === 'shard') return;
        const work = handle(message, (value) => settle(() => resolve(value)), stop);
        if (!work) return;
        publishing.add(work);
        void work.finally(() => publishing.delete(work));
      };
      worker.on('message', onMessage).on('error', onDeath).on('exit', onDeath);
      signal.addEventListener('abort', onAbort, { once: true });
      worker.postMessage(start);
    });
  }
}
