import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolders } from '../storage/test-support.ts';
import type { SealedShard } from '../transfers/ports.ts';
import { shardsInFlight } from './messages.ts';
import { WorkerPipeline } from './pipeline.ts';
import { collector, forever, incompressible, leavesNothing, openJob, sealJob } from './test-support.ts';

const folder = temporaryFolders();
const megabyte = 1024 * 1024;
const bundleDir = mkdtempSync(join(tmpdir(), 'sealpost-test-worker-'));
let workerUrl: URL;

/** The real worker, bundled as the app bundles it. */
beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(import.meta.dirname, 'pipeline.worker.ts'),
      outDir: bundleDir,
      minify: false,
      target: 'node20.18',
      rolldownOptions: { output: { format: 'es', entryFileNames: 'worker.mjs' } },
    },
  });
  workerUrl = pathToFileURL(join(bundleDir, 'worker.mjs'));
});
afterAll(() => rmSync(bundleDir, { recursive: true, force: true }));

let opened: WorkerPipeline[] = [];
function pipeline(url = workerUrl): WorkerPipeline {
  const one = new WorkerPipeline(url);
  opened.push(one);
  return one;
}
afterEach(async () => {
  for (const one of opened) await one.close();
  opened = [];
});

/** A gate that the test opens. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened: promise, open };
}

describe('the pipeline', () => {
  it('opens in one thread what it sealed in another', async () => {
    const one = pipeline();
    for (const document of [Buffer.alloc(0), incompressible(3 * megabyte + 17)]) {
      const dir = folder();
      const job = sealJob(dir, document);
      const { shards, emit } = collector();
      const outcome = await one.seal(job, emit, forever);
      expect(outcome).toMatchObject({
        kind: 'sealed',
        documentSize: document.length,
        shardCount: shards.length,
      });
      const opening = openJob(
        dir,
        job,
        document,
        shards.map(({ body }) => [body]),
      );
      expect(await one.open(opening, () => {}, forever)).toEqual({ kind: 'opened' });
      expect(readFileSync(opening.temporaryPath).equals(document)).toBe(true);
    }
  });

  it('gives outcomes that are no success as they are, and takes the next job', async () => {
    const one = pipeline();
    const job = sealJob(folder(), Buffer.from('x'));
    const missing = await one.seal({ ...job, path: `${job.path}.gone` }, collector().emit, forever);
    expect(missing).toEqual({ kind: 'failed', reason: 'document-missing' });
    const opening = openJob(folder(), job, Buffer.from('x'), [[incompressible(40)]]);
    expect(await one.open(opening, () => {}, forever)).toEqual({ kind: 'missing', shards: [0] });
    expect(await one.seal(job, collector().emit, forever)).toMatchObject({ kind: 'sealed' });
  });

  it('has never more shards under way than it may, and goes on as they are taken', async () => {
    const full = gate();
    const waiting: (() => void)[] = [];
    let most = 0;
    const shard = (): Promise<void> =>
      new Promise((resolve) => {
        waiting.push(resolve);
        most = Math.max(most, waiting.length);
        if (waiting.length === shardsInFlight) full.open();
      });
    const sealing = pipeline().seal(sealJob(folder(), incompressible(6 * megabyte)), shard, forever);
    await full.opened;
    let done = false;
    const finished = sealing.finally(() => {
      done = true;
    });
    while (!done) {
      waiting.shift()?.();
      await new Promise(setImmediate);
    }
    expect(await finished).toMatchObject({ kind: 'sealed', shardCount: 25 });
    expect(most).toBe(shardsInFlight);
  });

  it('uses no memory again that somebody may still read, and does not run out of it', async () => {
    const kept: { readonly body: Buffer; readonly as: Buffer }[] = [];
    const { shards, emit } = collector();
    const shard = async (one: SealedShard, keep: () => void): Promise<void> => {
      await emit(one);
      // More of them than the ring has places.
      if (one.n % 2 === 1) return;
      kept.push({ body: one.body, as: Buffer.from(one.body) });
      keep();
    };
    await pipeline().seal(sealJob(folder(), incompressible(6 * megabyte)), shard, forever);
    expect([shards.length, kept.length]).toEqual([25, 13]);
    expect(kept.filter(({ body, as }) => !body.equals(as))).toEqual([]);
  });

  it('fails where one shard cannot be published, and publishes none after it', async () => {
    const one = pipeline();
    const failure = new Error('refused');
    let calls = 0;
    const shard = async (): Promise<void> => {
      calls++;
      if (calls === 3) throw failure;
    };
    await expect(one.seal(sealJob(folder(), incompressible(6 * megabyte)), shard, forever)).rejects.toBe(
      failure,
    );
    expect(calls).toBeLessThanOrEqual(3 + shardsInFlight);
    expect(await one.seal(sealJob(folder(), Buffer.from('x')), collector().emit, forever)).toMatchObject({
      kind: 'sealed',
    });
  });

  it('is not done before its last shard is published, and fails with it', async () => {
    const failure = new Error('refused');
    const job = sealJob(folder(), Buffer.from('x'));
    const late = async (): Promise<void> => {
      for (let i = 0; i < 20; i++) await new Promise(setImmediate);
      throw failure;
    };
    await expect(pipeline().seal(job, late, forever)).rejects.toBe(failure);
  });

  it('stops when it is told to, without plaintext behind it, and takes the next job', async () => {
    const one = pipeline();
    const dir = folder();
    const document = incompressible(4 * megabyte);
    const job = sealJob(dir, document);
    const { shards, emit } = collector();
    const stopSealing = new AbortController();
    const first = async (shard: SealedShard): Promise<void> => {
      await emit(shard);
      stopSealing.abort(new Error('cancelled'));
    };
    await expect(one.seal(job, first, stopSealing.signal)).rejects.toThrow('cancelled');
    shards.length = 0;
    await one.seal(job, emit, forever);
    const opening = openJob(
      dir,
      job,
      document,
      shards.map(({ body }) => [body]),
    );
    const stopOpening = new AbortController();
    const stop = (): void => stopOpening.abort(new Error('cancelled'));
    await expect(one.open(opening, stop, stopOpening.signal)).rejects.toThrow('cancelled');
    expect(leavesNothing(opening)).toBe(true);
    expect(await one.open(opening, () => {}, forever)).toEqual({ kind: 'opened' });
  });

  it('does two jobs at once; a third waits, and does not begin once it is cancelled', async () => {
    const one = pipeline();
    const go = gate();
    const begun: number[] = [];
    const cancel = new AbortController();
    const start = (n: number): Promise<unknown> => {
      const shard = async (): Promise<void> => {
        begun.push(n);
        await go.opened;
      };
      return one.seal(sealJob(folder(), Buffer.from('x')), shard, n === 2 ? cancel.signal : forever);
    };
    const jobs = [0, 1, 2, 3].map(start);
    cancel.abort(new Error('cancelled'));
    while (begun.length < 2) await new Promise(setImmediate);
    expect(begun.sort()).toEqual([0, 1]);
    go.open();
    const ends = await Promise.allSettled(jobs);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(begun).toEqual([0, 1, 3]);
  });

  it('ends the jobs under way and the ones that wait when it is closed, without plaintext', async () => {
    const one = pipeline();
    const dir = folder();
    const document = incompressible(8 * megabyte);
    const job = sealJob(dir, document);
    const { shards, emit } = collector();
    await one.seal(job, emit, forever);
    const opening = openJob(
      dir,
      job,
      document,
      shards.map(({ body }) => [body]),
    );
    const begun = gate();
    const jobs = [
      one.open(opening, begun.open, forever),
      one.seal(job, () => begun.opened, forever),
      one.seal(job, emit, forever),
    ];
    const ends = Promise.allSettled(jobs);
    await begun.opened;
    await one.close();
    expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(existsSync(opening.temporaryPath)).toBe(false);
    await expect(one.seal(job, emit, forever)).rejects.toThrow('closed');
  });
});

describe('a thread that dies', () => {
  const script = (text: string): URL => new URL(`data:text/javascript,${encodeURIComponent(text)}`);
  const seal = (one: WorkerPipeline): Promise<unknown> =>
    one.seal(sealJob(folder(), Buffer.from('x')), collector().emit, forever);

  it('fails its job and no other: the next one gets a new thread', async () => {
    const one = pipeline(
      script(`import { parentPort } from 'node:worker_threads';
        parentPort.once('message', () => { throw new Error('broken'); });`),
    );
    const ends = await Promise.allSettled([seal(one), seal(one), seal(one)]);
    expect(ends.map((end) => end.status === 'rejected' && String(end.reason))).toEqual(
      Array.from({ length: 3 }, () => 'Error: the worker thread died'),
    );
  });

  it('while it has no job is not asked for the next one', async () => {
    const one = pipeline(
      script(`import { parentPort } from 'node:worker_threads';
        parentPort.once('message', () => {
          parentPort.postMessage({ kind: 'sealed', outcome: { kind: 'failed', reason: 'document-missing' } });
          setImmediate(() => process.exit(0));
        });`),
    );
    for (let i = 0; i < 3; i++) {
      const end = await seal(one).catch((error: Error) => error.message);
      expect([{ kind: 'failed', reason: 'document-missing' }, 'the worker thread died']).toContainEqual(end);
    }
  });
});
