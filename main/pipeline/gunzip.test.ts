import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { hasTestdata, readTestdata } from '../protocol/test-support.ts';
import { gunzipExactly, NotTheDocument } from './gunzip.ts';

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
  }, 5_000);

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
