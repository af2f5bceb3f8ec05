import { once } from 'node:events';
import { createGunzip } from 'node:zlib';
import { GzipWindow } from './gzip-window.ts';

/** Row 10 of protocol.md section 8 does not hold: the sender is told `hash-mismatch`. */
export class NotTheDocument extends Error {
  override readonly name = 'NotTheDocument';
}

/**
 * Unzips `compressed` into `write`, with back-pressure both ways. Stops at the first byte over
 * `size`; the stream must end exactly with the last gzip member, and nothing may follow it.
 *
 * Members that are stored, as a document's are that is compressed already, are taken as they stand; from the
 * first other one on, zlib has the rest.
 * @throws NotTheDocument
 */
export async function gunzipExactly(
  compressed: AsyncIterable<Buffer>,
  size: number,
  write: (plain: Buffer) => Promise<void>,
): Promise<void> {
  let length = 0;
  const writeCounted = async (plain: Buffer): Promise<void> => {
    length += plain.length;
    if (length > size) throw new NotTheDocument('longer than signed');
    await write(plain);
  };
  const chunks = compressed[Symbol.asyncIterator]();
  try {
    const rest = await takeStored(chunks, writeCounted);
    if (rest) await inflate(rest, writeCounted);
  } finally {
    await chunks.return?.();
  }
  if (length !== size) throw new NotTheDocument('shorter than signed');
}

/** @returns what is for zlib, from the start of a member; null at the end of the stream */
async function takeStored(
  chunks: AsyncIterator<Buffer>,
  write: (plain: Buffer) => Promise<void>,
): Promise<AsyncIterable<Buffer> | null> {
  const window = new GzipWindow();
  let hasBegun = false;
  for (;;) {
    const taken = window.takeStored();
    if (taken === null) throw new NotTheDocument('a stored member is not what its checksum says');
    if (taken === 'other') return following(window.rest(), chunks);
    if (taken !== 'more') {
      hasBegun = true;
      for (const part of taken) await write(part);
      continue;
    }
    const next = await chunks.next();
    if (!next.done) window.push(next.value);
    else if (window.isEmpty && hasBegun) return null;
    else return following(window.rest(), chunks);
  }
}

async function* following(first: readonly Buffer[], chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield* first;
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
}

async function inflate(
  compressed: AsyncIterable<Buffer>,
  write: (plain: Buffer) => Promise<void>,
): Promise<void> {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  const over = new AbortController();
  gunzip.once('close', () => over.abort());
  let fed = 0;
  let fedAll = false;
  const feed = async (): Promise<void> => {
    for await (const chunk of compressed) {
      fed += chunk.length;
      if (!gunzip.write(chunk)) await once(gunzip, 'drain', { signal: over.signal });
    }
    fedAll = true;
    gunzip.end();
  };
  const consume = async (): Promise<void> => {
    for await (const plain of gunzip as AsyncIterable<Buffer>) await write(plain);
    // zlib stops at zeros after a member as if the stream were over.
    if (!fedAll || gunzip.bytesWritten !== fed) throw new NotTheDocument('something follows the last member');
  };
  // What stops the feeding reaches `consume`, so that there is one error: the first.
  const feeding = feed().catch((error: Error) => void gunzip.destroy(error));
  try {
    await consume();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code?.startsWith('Z_')) throw new NotTheDocument(code, { cause: error });
    throw error;
  } finally {
    gunzip.destroy();
    await feeding;
  }
}
