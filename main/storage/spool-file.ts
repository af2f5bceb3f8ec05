import { type FileHandle, open } from 'node:fs/promises';

const headerBytes = 8; // u32 n, u32 length
const tagBytes = 16;

export type Shard = { readonly n: number; readonly body: Buffer };
/** Where the sealed bytes of a shard stand in its spool, and the tag that ends them. */
export type Candidate = { readonly position: number; readonly length: number; readonly tag: string };

/** A spool holds `u32 n ‖ u32 length ‖ sealed bytes`, again and again. @param length of the sealed bytes */
export const entryBytes = (length: number): number => headerBytes + length;

export const isSame = ({ length, tag }: Candidate, body: Buffer): boolean =>
  length === body.length && tag === tagOf(body);

/** @param at where the spool ends, and still ends where this throws the system's error */
export async function writeShard(file: FileHandle, at: number, { n, body }: Shard): Promise<Candidate> {
  const header = Buffer.allocUnsafe(headerBytes);
  header.writeUInt32BE(n, 0);
  header.writeUInt32BE(body.length, 4);
  try {
    await writeAll(file, [header, body], at);
  } catch (error) {
    await file.truncate(at).catch(() => {});
    throw error;
  }
  return { position: at + headerBytes, length: body.length, tag: tagOf(body) };
}

/** Reads the headers of a spool; an entry that a crash cut is cut off. Returns when it last grew, in milliseconds. */
export async function readSpool(path: string): Promise<{
  readonly lastAt: number;
  readonly entries: readonly { readonly n: number; readonly candidate: Candidate }[];
}> {
  const file = await open(path, 'r+');
  try {
    const { size, mtimeMs } = await file.stat();
    const header = Buffer.alloc(headerBytes);
    const tag = Buffer.alloc(tagBytes);
    const entries: { n: number; candidate: Candidate }[] = [];
    let at = 0;
    while (at + headerBytes <= size) {
      await file.read(header, 0, headerBytes, at);
      const length = header.readUInt32BE(4);
      const position = at + headerBytes;
      if (length < tagBytes || position + length > size) break;
      await file.read(tag, 0, tagBytes, position + length - tagBytes);
      entries.push({
        n: header.readUInt32BE(0),
        candidate: { position, length, tag: tag.toString('latin1') },
      });
      at = position + length;
    }
    if (at < size) await file.truncate(at);
    return { lastAt: mtimeMs, entries };
  } finally {
    await file.close();
  }
}

const tagOf = (body: Buffer): string => body.subarray(-tagBytes).toString('latin1');

/** A disk that is nearly full takes a part and reports no error. */
async function writeAll(file: FileHandle, parts: readonly Buffer[], position: number): Promise<void> {
  const whole = parts.reduce((sum, { length }) => sum + length, 0);
  const { bytesWritten } = await file.writev(parts, position);
  if (bytesWritten === whole) return;
  const bytes = Buffer.concat(parts);
  for (let done = bytesWritten; done < whole; )
    done += (await file.write(bytes, done, whole - done, position + done)).bytesWritten;
}
