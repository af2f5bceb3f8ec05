import { createHash } from 'node:crypto';
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
