import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Compressibility } from './compressibility.ts';
import { LinePace } from './line-pace.ts';
import { storedMember } from './stored-member.ts';

const megabyte = 1024 * 1024;
const stored = (bytes: Uint8Array): Buffer => Buffer.concat([...storedMember(bytes)]);

describe('a stored member', () => {
  it('is one that every gunzip reads, of any length', () => {
    for (const length of [0, 1, 0xfffe, 0xffff, 0x10000, 2 * 0xffff, megabyte, megabyte + 1]) {
      const bytes = randomBytes(length);
      expect(gunzipSync(stored(bytes)).equals(bytes)).toBe(true);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200_000 }), (bytes) => {
        expect(gunzipSync(stored(bytes)).equals(bytes)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('may stand before and behind others', () => {
    const [a, b] = [randomBytes(70_000), randomBytes(3)];
    const both = gunzipSync(Buffer.concat([stored(a), stored(Buffer.alloc(0)), stored(b)]));
    expect(both.equals(Buffer.concat([a, b]))).toBe(true);
  });
});

describe('whether a block is worth compressing', () => {
  const text = Buffer.from('The goods are delivered within the agreed period. '.repeat(30_000)).subarray(
    0,
    megabyte,
  );
  const noise = randomBytes(megabyte);

  it('is said of a block that is partly so, wherever that part is', () => {
    for (let start = 0; start < megabyte; start += megabyte / 8) {
      const block = Buffer.from(noise);
      text.copy(block, start, 0, megabyte / 8);
      expect(new Compressibility().isWorthwhile(block)).toBe(true);
    }
  });

  it('is not said of noise, and is seen again when that ends', () => {
    const compressibility = new Compressibility();
    const blocks = [noise, noise, text, noise, Buffer.concat([noise.subarray(megabyte / 2), text])];
    expect(blocks.map((block) => compressibility.isWorthwhile(block))).toEqual([
      false,
      false,
      true,
      false,
      true,
    ]);
  });

  it('is said of what is smaller than a sample', () => {
    expect([0, 1, 1024].map((n) => new Compressibility().isWorthwhile(noise.subarray(0, n)))).toEqual([
      true,
      true,
      true,
    ]);
  });
});

describe('the level', () => {
  type Block = { readonly work: number; readonly wait: number; readonly idle?: number };

  /** What is chosen after each block, of which working and waiting for the line take so many milliseconds. */
  async function levels(blocks: readonly Block[]): Promise<number[]> {
    let now = 0;
    let rests = 1;
    const pace = new LinePace(
      () => now,
      () => rests,
    );
    const chosen: number[] = [];
    for (const { work, wait, idle = 0.8 } of blocks) {
      rests = idle;
      now += work;
      const waiting = Promise.resolve().then(() => {
        now += wait;
      });
      await pace.line(waiting);
      pace.blockDone();
      chosen.push(pace.level);
    }
    return chosen;
  }
  const times = (count: number, block: Block): Block[] => Array.from({ length: count }, () => block);

  it('rises while the line is waited for, and falls while it is not', async () => {
    expect(await levels(times(12, { work: 10, wait: 90 }))).toEqual([3, 3, 3, 6, 6, 6, 6, 9, 9, 9, 9, 9]);
    const better = await levels([...times(8, { work: 10, wait: 90 }), ...times(12, { work: 50, wait: 1 })]);
    expect(better.at(-1)).toBe(1);
  });

  it('stays where work and line take turns, and for one late answer', async () => {
    expect(new Set(await levels(times(20, { work: 10, wait: 5 })))).toEqual(new Set([3]));
    const late = [{ work: 10, wait: 30 }, ...times(7, { work: 10, wait: 3 })];
    expect(new Set(await levels(late))).toEqual(new Set([3]));
  });

  it('does not rise, and falls, where the line is waited for because the processors are busy', async () => {
    const full = await levels(times(8, { work: 10, wait: 90, idle: 0.05 }));
    expect(full).toEqual([3, 3, 3, 1, 1, 1, 1, 1]);
    const busy = await levels([
      ...times(8, { work: 10, wait: 90 }),
      ...times(16, { work: 10, wait: 90, idle: 0 }),
    ]);
    expect(busy.at(-1)).toBe(1);
  });
});
