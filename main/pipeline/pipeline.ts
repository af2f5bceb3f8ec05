import { Worker } from 'node:worker_threads';
import type {
  OpenJob,
  OpenOutcome,
  Pipeline,
  SealedShard,
  SealJob,
  SealOutcome,
} from '../transfers/ports.ts';
import type { FromWorker, ToWorker } from './messages.ts';

const threads = 2;

/** The main side of the worker threads: two jobs at once, the others wait in order. */
export class WorkerPipeline implements Pipeline {
  readonly #workerUrl: URL;
  readonly #idle: Worker[] = [];
  readonly #waiting: ((worker: Worker) => void)[] = [];
  #started = 0;

  constructor(workerUrl: URL) {
    this.#workerUrl = workerUrl;
  }

  async seal(
    job: SealJob,
    shard: (shard: SealedShard) => Promise<void>,
    signal: AbortSignal,
  ): Promise<SealOutcome> {
    return this.#withWorker(signal, (worker) =>
      this.#run<SealOutcome>(worker, { kind: 'seal', job }, signal, (message, resolve, reject) => {
        if (message.kind === 'sealed') resolve(message.outcome);
        if (message.kind !== 'shard') return null;
        const { n, body, documentBytes } = message;
        const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
        return shard({ n, body: buffer, documentBytes }).then(
          () => worker.postMessage({ kind: 'credit' } satisfies ToWorker),
          reject,
        );
      }),
    );
  }

  async open(
    job: OpenJob,
    progress: (documentBytes: number) => void,
    signal: AbortSignal,
  ): Promise<OpenOutcome> {
    return this.#withWorker(signal, (worker) =>
      this.#run<OpenOutcome>(worker, { kind: 'open', job }, signal, (message, resolve) => {
        if (message.kind === 'progress') progress(message.documentBytes);
        if (message.kind === 'opened') resolve(message.outcome);
        return null;
      }),
    );
  }

  /** Ends the threads. Jobs under way fail. */
  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((worker) => worker.terminate()));
  }

  async #withWorker<T>(signal: AbortSignal, job: (worker: Worker) => Promise<T>): Promise<T> {
    const worker = await this.#take();
    let healthy = true;
    try {
      signal.throwIfAborted();
      return await job(worker);
    } catch (error) {
      if (error instanceof ThreadDied) healthy = false;
      throw error;
    } finally {
      if (healthy) this.#give(worker);
      else this.#replace();
    }
  }

  #take(): Promise<Worker> {
    const idle = this.#idle.pop();
    if (idle) return Promise.resolve(idle);
    if (this.#started < threads) {
      this.#started++;
      return Promise.resolve(new Worker(this.#workerUrl));
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #give(worker: Worker): void {
    const next = this.#waiting.shift();
    if (next) next(worker);
    else this.#idle.push(worker);
  }

  #replace(): void {
    this.#started--;
    const next = this.#waiting.shift();
    if (!next) return;
    this.#started++;
    next(new Worker(this.#workerUrl));
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
        failure = { error: new ThreadDied('the worker thread died', { cause }) };
        settle(() => {});
      };
      const onMessage = (message: FromWorker): void => {
        if (message.kind === 'aborted') return settle(() => reject(new Error('aborted')));
        if (message.kind === 'crashed') return settle(() => reject(new Error(message.message)));
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

class ThreadDied extends Error {
  override readonly name = 'ThreadDied';
}
