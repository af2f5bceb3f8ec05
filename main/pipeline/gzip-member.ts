import { promisify } from 'node:util';
import { gzip as gzipWithCallback, type ZlibOptions } from 'node:zlib';

const gzip = promisify<Buffer, ZlibOptions, Buffer>(gzipWithCallback);

/** One gzip member that holds `block` compressed, without name and with mtime 0 (protocol.md section 4.1). */
export const compressedMember = (block: Buffer, level: number): Promise<Buffer> =>
  gzip(block, { level, memLevel: 9 });
