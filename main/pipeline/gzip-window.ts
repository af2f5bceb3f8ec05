import { crc32 } from 'node:zlib';
import { blockHeaderBytes, trailerBytes } from './stored-member.ts';

const headerBytes = 10;
const deflateWithoutExtras = 0x1f8b0800;
/** A sender that stores has at most one of these, at the end of each member. */
const smallBlock = 4096;
const mostSmall = 1_000;
/** So much is looked at for one member. A longer one is left to zlib, which needs no look ahead. */
const longestMember = 2 * 1024 * 1024;

/** A gzip stream as it comes, as far as it was not taken. */
export class GzipWindow {
  #chunks: Buffer[] = [];
  #length = 0;
  /** What is known of the member at the beginning: where its next block, or its trailer, stands. */
  #at = headerBytes;
  #parts: (readonly [at: number, length: number])[] = [];
  #isLast = false;
  /** Members that ended with little. */
  #small = 0;

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** Everything that was not taken, which goes. */
  rest(): readonly Buffer[] {
    const rest = this.#chunks;
    this.#chunks = [];
    this.#length = 0;
    return rest;
  }

  /**
   * Takes the gzip member at the beginning, where all of it is stored (RFC 1951, 3.2.4) and without extras.
   * @returns its bytes in parts; null where its checksum is wrong; `more` or `other` where nothing was taken
   */
  takeStored(): readonly Buffer[] | null | 'more' | 'other' {
    const found = this.#look();
    if (found !== 'whole') return found;
    const parts = this.#parts.flatMap(([at, length]) => [...this.#slices(at, length)]);
    const size = this.#parts.reduce((sum, [, length]) => sum + length, 0);
    const sum = parts.reduce((crc, part) => crc32(part, crc), 0);
    const trailer = this.#bytes(this.#at, trailerBytes);
    const isWhole = sum === trailer.readUInt32LE(0) && size === trailer.readUInt32LE(4);
    this.#drop(this.#at + trailerBytes);
    return isWhole ? parts : null;
  }

  /** Goes on where it stopped: whoever made the stream decides how many blocks there are. */
  #look(): 'whole' | 'more' | 'other' {
    if (this.#length < headerBytes) return 'more';
    if (this.#bytes(0, 4).readUInt32BE() !== deflateWithoutExtras) return 'other';
    while (!this.#isLast) {
      if (this.#at > longestMember) return 'other';
      if (this.#at + blockHeaderBytes > this.#length) return 'more';
      const block = this.#bytes(this.#at, blockHeaderBytes);
      const [kind, length] = [block.readUInt8(0), block.readUInt16LE(1)];
      if ((kind & 0b110) !== 0 || block.readUInt16LE(3) !== (length ^ 0xffff)) return 'other';
      // Many small ones cost more here than there.
      const isSmall = length < smallBlock;
      if (isSmall && ((kind & 1) === 0 || ++this.#small > mostSmall)) return 'other';
      if (length > 0) this.#parts.push([this.#at + blockHeaderBytes, length]);
      this.#at += blockHeaderBytes + length;
      this.#isLast = (kind & 1) === 1;
    }
    return this.#at + trailerBytes > this.#length ? 'more' : 'whole';
  }

  #bytes(at: number, length: number): Buffer {
    const [first, ...others] = [...this.#slices(at, length)];
    return first && others.length === 0 ? first : Buffer.concat([...this.#slices(at, length)]);
  }

  *#slices(at: number, length: number): Generator<Buffer> {
    let start = 0;
    for (const chunk of this.#chunks) {
      const from = Math.max(0, at - start);
      const to = Math.min(chunk.length, at + length - start);
      if (from < to) yield chunk.subarray(from, to);
      start += chunk.length;
      if (start >= at + length) return;
    }
  }

  #drop(count: number): void {
    this.#chunks = [...this.#slices(count, this.#length - count)];
    this.#length -= count;
    this.#at = headerBytes;
    this.#parts = [];
    this.#isLast = false;
  }
}
