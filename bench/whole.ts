import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeDocument } from './documents.ts';
import { round } from './figures.ts';
import { growthWhile, type Memory } from './memory.ts';
import { type Pair, send } from './pair.ts';

/** One document that does not compress, and the worst growth of each kind of process over both apps meanwhile. */
export type Whole = {
  readonly bytes: number;
  readonly seconds: number;
  readonly mbPerSecond: number;
  readonly memoryGrowthMb: Memory;
};

export async function measureWhole(pair: Pair, dir: string, bytes: number): Promise<Whole> {
  const { alice, bob } = pair;
  const path = join(dir, 'whole.bin');
  await makeDocument(path, 'incompressible', bytes);
  let seconds = 0;
  let ofBob: Memory | null = null;
  const ofAlice = await growthWhile(alice, async () => {
    ofBob = await growthWhile(bob, async () => {
      seconds = (await send(pair, path)).seconds;
    });
  });
  rmSync(path);
  const other = ofBob as Memory | null;
  const memoryGrowthMb = {
    main: Math.max(ofAlice.main, other?.main ?? 0),
    worker: Math.max(ofAlice.worker, other?.worker ?? 0),
    renderer: Math.max(ofAlice.renderer, other?.renderer ?? 0),
  };
  return { bytes, seconds: round(seconds), mbPerSecond: round(bytes / 1e6 / seconds), memoryGrowthMb };
}
