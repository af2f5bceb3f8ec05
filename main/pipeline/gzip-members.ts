import { promisify } from 'node:util';
import { gzip as gzipWithCallback, type ZlibOptions } from 'node:zlib';
import { Compressibility } from './compressibility.ts';
import { storedMember } from './stored-member.ts';

const gzip = promisify<Buffer, ZlibOptions, Buffer>(gzipWithCallback);

/** Makes of each block of a document one gzip member, without name and with mtime 0 (protocol.md section 4.1). */
export class GzipMembers {
  readonly #compressibility = new Compressibility();

  /** @returns the member in parts, of which some may be parts of the block itself */
  async of(block: Buffer, level: number): Promise<Iterable<Uint8Array>> {
    if (!this.#compressibility.isWorthwhile(block)) return storedMember(block);
    return [await gzip(block, { level, memLevel: 9 })];
  }
}
