import { createHash, randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasTestdata, readTestdata } from '../protocol/test-support.ts';
import { gunzipExactly, NotTheDocument } from './gunzip.ts';
import { storedMember } from './stored-member.ts';

const file = 'sealpost-v1-vectors/vectors.json';
const vectors = hasTestdata(file) ? readTestdata(file) : { gzipCases: [] };

// biome-ignore lint/suspicious/noExplicitAny: test data has the form that its README says
const cases: any[] = vectors.gzipCases;

async function judge(gzip: Buffer, size: number, hash: string, pieceBytes: number): Promise<string> {
  const digest = createHash('sha256');
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let at = 0; at < gzip.length; at += pieceBytes) yield gzip.subarray(at, at + pieceBytes);
  }
  try {
    await gunzipExactly(pieces(), size, async (bytes) => void digest.update(bytes));
  } catch (error) {
    if (error instanceof NotTheDocument) return 'hash-mismatch';
    throw error;
  }
  return digest.digest('hex') === hash ? 'ok' : 'hash-mismatch';
}

describe.skipIf(!hasTestdata(file))(`independent gzip vectors (${file})`, () => {
  describe.each([1, 7, 262_128])('in pieces of %i bytes', (pieceBytes) => {
    it.each(cases)('$name -> $expected', async ({ gzip, documentSize, documentHash, expected }) => {
      expect(await judge(Buffer.from(gzip, 'base64'), documentSize, documentHash, pieceBytes)).toBe(expected);
    });
  });
});

describe('stored members', () => {
  const stored = (bytes: Uint8Array): Buffer => Buffer.concat([...storedMember(bytes)]);
  const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  /** What Node's own gunzip says of the same stream, all at once. */
  function expected(gzip: Buffer, size: number, hash: string): string {
    try {
      const plain = gunzipSync(gzip);
      return plain.length === size && hashOf(plain) === hash ? 'ok' : 'hash-mismatch';
    } catch {
      return 'hash-mismatch';
    }
  }
  const kinds = {
    stored,
    compressed: (bytes: Uint8Array): Buffer => gzipSync(bytes),
    storedByZlib: (bytes: Uint8Array): Buffer => gzipSync(bytes, { level: 0 }),
  };
  const member = fc.record({
    kind: fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[])),
    bytes: fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.integer({ min: 65_530, max: 140_000 }).map((length): Uint8Array => randomBytes(length)),
    ),
  });
  const members = fc.array(member, { minLength: 1, maxLength: 5 });

  it('are read like others, alone and mixed with them, however they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(members, fc.integer({ min: 50, max: 262_128 }), async (all, pieceBytes) => {
        const plain = Buffer.concat(all.map(({ bytes }) => bytes));
        const gzip = Buffer.concat(all.map(({ kind, bytes }) => kinds[kind](bytes)));
        expect(await judge(gzip, plain.length, hashOf(plain), pieceBytes)).toBe('ok');
        expect(await judge(gzip, plain.length + 1, hashOf(plain), pieceBytes)).toBe('hash-mismatch');
        if (plain.length > 0)
          expect(await judge(gzip, plain.length - 1, hashOf(plain), pieceBytes)).toBe('hash-mismatch');
      }),
      { numRuns: 60 },
    );
  });

  it('that were changed anywhere are judged as zlib judges them', async () => {
    const bytes = fc.uint8Array({ maxLength: 120 });
    const change = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(bytes, bytes, change, async (a, b, [at, by]) => {
        const gzip = Buffer.concat([stored(a), stored(b)]);
        const place = at % gzip.length;
        gzip[place] = (gzip[place] as number) ^ by;
        const plain = Buffer.concat([a, b]);
        const [size, hash] = [plain.length, hashOf(plain)];
        expect(await judge(gzip, size, hash, 30)).toBe(expected(gzip, size, hash));
        const cut = gzip.subarray(0, place);
        expect(await judge(cut, size, hash, 30)).toBe(expected(cut, size, hash));
      }),
      { numRuns: 400 },
    );
  });

  it('are not what they are looked for: a longer one, and two million empty blocks, are left to zlib', async () => {
    const long = gzipSync(randomBytes(3 * 1024 * 1024), { level: 0 });
    const plain = gunzipSync(long);
    expect(await judge(long, plain.length, hashOf(plain), 262_128)).toBe('ok');
    const none = Buffer.concat([
      stored(new Uint8Array()).subarray(0, 10),
      Buffer.alloc(2_000_000 * 5, Buffer.from([0, 0, 0, 0xff, 0xff])),
      stored(new Uint8Array()).subarray(10),
    ]);
    expect(await judge(none, 0, hashOf(Buffer.alloc(0)), 262_128)).toBe('ok');
    // Nor is a stream of a hundred thousand members of one byte.
    const one = stored(Buffer.from('a'));
    const tiny = Buffer.alloc(100_000 * one.length, one);
    expect(await judge(tiny, 100_000, hashOf(Buffer.alloc(100_000, 'a')), 262_128)).toBe('ok');
  });
});

describe('a stream that is given up', () => {
  const turns = async (): Promise<void> => {
    for (let i = 0; i < 50; i++) await new Promise(setImmediate);
  };

  it('does not wait for more of what nobody reads', async () => {
    let closed = false;
    async function* pieces(): AsyncGenerator<Buffer> {
      try {
        yield gzipSync(Buffer.alloc(20));
        await turns();
        yield Buffer.alloc(300_000);
        yield Buffer.alloc(300_000);
      } finally {
        closed = true;
      }
    }
    await expect(gunzipExactly(pieces(), 10, async () => {})).rejects.toBeInstanceOf(NotTheDocument);
    expect(closed).toBe(true);
  }, 45_000);

  it('because the disk is full says so, and not that it was another document', async () => {
    const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
    async function* pieces(): AsyncGenerator<Buffer> {
      for (let i = 0; i < 9; i++) yield gzipSync(randomBytes(300_000));
    }
    const writing = gunzipExactly(pieces(), 2_700_000, () => Promise.reject(full));
    await expect(writing).rejects.toBe(full);
  });

  it('because its source fails gives the error of its source', async () => {
    const failure = new Error('shard missing');
    async function* pieces(): AsyncGenerator<Buffer> {
      yield gzipSync(randomBytes(300_000));
      throw failure;
    }
    await expect(gunzipExactly(pieces(), 300_000, async () => {})).rejects.toBe(failure);
  });
});
