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
  let fed = 0;
  let fedAll = false;
  const feed = async (): Promise<void> => {
    for await (const chunk of compressed) {
      fed += chunk.length;
      if (!gunzip.write(chunk)) await drained();
    }
    fedAll = true;
    gunzip.end();
  };
  const drained = (): Promise<void> =>
    new Promise((resolve, reject) => {
      gunzip.once('drain', resolve);
      gunzip.once('close', () => reject(new NotTheDocument('ended before its input')));
    });
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
  const feeding = feed();
  try {
    await Promise.all([consume(), feeding]);
  } catch (error) {
    gunzip.destroy();
    await feeding.catch(() => {});
    const code = (error as NodeJS.ErrnoException).code;
    if (code?.startsWith('Z_')) throw new NotTheDocument(code, { cause: error });
    throw error;
  }
}
