import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newKey, subkey } from './keys.ts';
import { CHUNK_BYTES, MAX_SHARDS, SHARD_BYTES } from './limits.ts';
import { ChunkCutter, mostShards, openShard, sealShard, shardNonce } from './shard.ts';
import { newTransferId } from './transfer-id.ts';

type Sealed = { readonly key: Buffer; readonly transferId: string; readonly shards: readonly Buffer[] };

/** @param pieces sizes in which the stream arrives, used in turn */
function seal(gzip: Buffer, pieces: readonly number[] = [gzip.length]): Sealed {
  const key = subkey(newKey(), 'shards');
  const transferId = newTransferId();
  const cutter = new ChunkCutter();
  const shards: Buffer[] = [];
  for (let at = 0, turn = 0; at < gzip.length; turn++) {
    const piece = gzip.subarray(at, at + (pieces[turn % pieces.length] ?? 1));
    at += piece.length;
    for (const chunk of cutter.push(piece)) {
      shards.push(sealShard(key, transferId, shards.length, false, chunk));
    }
  }
  shards.push(sealShard(key, transferId, shards.length, true, cutter.flush()));
  return { key, transferId, shards };
}

function open({ key, transferId, shards }: Sealed): Buffer | null {
  const chunks = shards.map((one, n) => openShard(key, transferId, n, n === shards.length - 1, one));
  return chunks.length > 0 && chunks.every((one) => one !== null) ? Buffer.concat(chunks) : null;
}

/** Lengths around the edges of chunks, up to three shards and a bit. */
const length = fc.oneof(
  fc.integer({ min: 1, max: 3 * CHUNK_BYTES }),
  fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: -2, max: 2 }))
    .map(([chunks, more]) => chunks * CHUNK_BYTES + more),
);
const gzip = length.map((bytes) => randomBytes(bytes));
const severalShards = fc
  .integer({ min: CHUNK_BYTES + 1, max: 3 * CHUNK_BYTES })
  .map((bytes) => randomBytes(bytes));
const pieces = fc.array(fc.integer({ min: 1_000, max: 600_000 }), { minLength: 1, maxLength: 4 });
const runs = { numRuns: 40 };

describe('shards (protocol.md section 4)', () => {
  it('open what was sealed, however the stream arrives', () => {
    fc.assert(
      fc.property(gzip, pieces, (bytes, sizes) => {
        const sealed = seal(bytes, sizes);
        expect(open(sealed)?.equals(bytes)).toBe(true);
        expect(sealed.shards.length).toBe(Math.ceil(bytes.length / CHUNK_BYTES));
        expect(sealed.shards.slice(0, -1).every((one) => one.length === SHARD_BYTES)).toBe(true);
      }),
      runs,
    );
  });

  it('do not open with a bit flipped', () => {
    fc.assert(
      fc.property(gzip, fc.nat(), fc.nat(), fc.integer({ min: 0, max: 7 }), (bytes, which, place, bit) => {
        const sealed = seal(bytes);
        const changed = sealed.shards[which % sealed.shards.length] as Buffer;
        const at = place % changed.length;
        changed[at] = (changed[at] as number) ^ (1 << bit);
        expect(open(sealed)).toBeNull();
      }),
      runs,
    );
  });

  it('do not open with one dropped, repeated, swapped, cut or lengthened', () => {
    fc.assert(
      fc.property(severalShards, fc.nat(), fc.integer({ min: 1, max: 40 }), (bytes, which, some) => {
        const sealed = seal(bytes);
        const { shards } = sealed;
        const n = which % shards.length;
        const one = shards[n] as Buffer;
        const other = (n + 1) % shards.length;
        const attacks: Readonly<Record<string, readonly Buffer[]>> = {
          dropped: shards.filter((_, i) => i !== n),
          repeated: [...shards.slice(0, n + 1), ...shards.slice(n)],
          repeatedAtEnd: [...shards, one],
          swapped: shards.map((shard, i) => shards[i === n ? other : i === other ? n : i] ?? shard),
          cut: shards.with(n, one.subarray(0, one.length - some)),
          cutInFront: shards.with(n, one.subarray(some)),
          lengthened: shards.with(n, Buffer.concat([one, Buffer.alloc(some)])),
          emptyLast: [...shards, Buffer.alloc(16)],
        };
        for (const [name, attacked] of Object.entries(attacks)) {
          expect([name, open({ ...sealed, shards: attacked })]).toEqual([name, null]);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('do not open when spliced from another transfer, whether its key or only its ID differs', () => {
    fc.assert(
      fc.property(severalShards, fc.nat(), (bytes, which) => {
        const ours = seal(bytes);
        const theirs = seal(bytes);
        const n = which % ours.shards.length;
        expect(open({ ...ours, shards: ours.shards.with(n, theirs.shards[n] as Buffer) })).toBeNull();
        expect(open({ ...ours, transferId: newTransferId() })).toBeNull();
        expect(open({ ...ours, key: theirs.key })).toBeNull();
      }),
      { numRuns: 15 },
    );
  });

  it('never use a nonce twice', () => {
    const nonces = new Set<string>();
    for (let n = 0; n < MAX_SHARDS; n += 37) {
      nonces.add(shardNonce(n, false).toString('hex')).add(shardNonce(n, true).toString('hex'));
    }
    expect(nonces.size).toBe(2 * Math.ceil(MAX_SHARDS / 37));
  });

  it.each([-1, 0.5, 1.5, Number.NaN, MAX_SHARDS, 2 ** 32])('refuse the number %s', (n) => {
    const key = newKey();
    expect(() => sealShard(key, newTransferId(), n, true, Buffer.alloc(1))).toThrow(RangeError);
    expect(openShard(key, newTransferId(), n, true, Buffer.alloc(17))).toBeNull();
  });

  it.each([
    [0, true],
    [CHUNK_BYTES + 1, true],
    [CHUNK_BYTES - 1, false],
    [CHUNK_BYTES + 1, false],
  ])('refuse a chunk of %i bytes, last: %s', (bytes, last) => {
    expect(() => sealShard(newKey(), newTransferId(), 0, last, Buffer.alloc(bytes))).toThrow(RangeError);
  });

  it('have no last chunk of nothing', () => {
    expect(() => new ChunkCutter().flush()).toThrow(RangeError);
  });

  it('are no more than a document of that size can need, whatever compressed it', () => {
    const shardsOf = (gzip: Buffer): number => Math.max(1, Math.ceil(gzip.length / CHUNK_BYTES));
    for (const bytes of [0, 1, 1_000, CHUNK_BYTES - 100, CHUNK_BYTES, 3_000_000]) {
      const document = randomBytes(bytes);
      for (const level of [0, 1, 9])
        for (const memLevel of [1, 9])
          expect(shardsOf(gzipSync(document, { level, memLevel }))).toBeLessThanOrEqual(mostShards(bytes));
    }
    // A member for each 64 KiB.
    const document = randomBytes(3_000_000);
    const members: Buffer[] = [];
    for (let at = 0; at < document.length; at += 65_536)
      members.push(gzipSync(document.subarray(at, at + 65_536)));
    expect(shardsOf(Buffer.concat(members))).toBeLessThanOrEqual(mostShards(document.length));
    expect(mostShards(1)).toBe(1);
    expect(mostShards(10 * 1024 ** 3)).toBeLessThan(MAX_SHARDS);
  });
});
