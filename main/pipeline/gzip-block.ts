import { promisify } from 'node:util';
import { gzip as gzipWithCallback, type ZlibOptions } from 'node:zlib';

const gzip = promisify<Buffer, ZlibOptions, Buffer>(gzipWithCallback);

const probeBytes = 32 * 1024;
/** docx, pdf, jpg and zip are compressed already: below this gain, compressing costs more than it saves. */
const worthwhile = 0.93;
/** Level 3 keeps most of level 6's ratio at more than twice its speed (bench/). */
const level = 3;

/**
 * One gzip member holding `block`, without name and with mtime 0 (protocol.md section 4.1).
 * A sample from the middle decides whether it is compressed or stored.
 */
export async function gzipBlock(block: Buffer): Promise<Buffer> {
  return gzip(block, { level: (await isCompressible(block)) ? level : 0, memLevel: 9 });
}

async function isCompressible(block: Buffer): Promise<boolean> {
  if (block.length <= probeBytes) return true;
  const start = Math.floor((block.length - probeBytes) / 2);
  const sample = await gzip(block.subarray(start, start + probeBytes), { level: 1 });
  return sample.length < probeBytes * worthwhile;
}
