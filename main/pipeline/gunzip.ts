import { once } from 'node:events';
import { createGunzip } from 'node:zlib';

/** Row 10 of protocol.md section 8 does not hold: the sender is told `hash-mismatch`. */
export class NotTheDocument extends Error {
  override readonly name = 'NotTheDocument';
}

/**
 * Unzips `compressed` into `write`, with back-pressure both ways. Stops at the first byte over
 * `size`; the stream must end exactly with the last gzip member, and nothing may follow it.
 * @throws NotTheDocument
 */
export async function gunzipExactly(
  compressed: AsyncIterable<Buffer>,
  size: number,
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
    let length = 0;
    for await (const plain of gunzip as AsyncIterable<Buffer>) {
      length += plain.length;
      if (length > size) throw new NotTheDocument('longer than signed');
      await write(plain);
    }
    // zlib stops at zeros after a member as if the stream were over.
    if (!fedAll || gunzip.bytesWritten !== fed) throw new NotTheDocument('something follows the last member');
    if (length !== size) throw new NotTheDocument('shorter than signed');
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
