import { crc32 } from 'node:zlib';

/** RFC 1952: deflate, no flags, mtime 0, no extra flags, of an unknown system. */
const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
/** Of a gzip member: CRC-32 and size, little endian. */
export const trailerBytes = 8;
/** RFC 1951, 3.2.4: a stored block holds at most so many bytes, behind its kind, their number and its complement. */
const mostStored = 0xffff;
export const blockHeaderBytes = 5;

/** The parts of one gzip member that holds `bytes` as they are: a checksum, and neither a compressor nor a copy. */
export function* storedMember(bytes: Uint8Array): Generator<Uint8Array> {
  yield header;
  const blocks = Math.max(1, Math.ceil(bytes.length / mostStored));
  for (let n = 0; n < blocks; n++) {
    const part = bytes.subarray(n * mostStored, (n + 1) * mostStored);
    const blockHeader = Buffer.alloc(blockHeaderBytes);
    blockHeader.writeUInt8(n === blocks - 1 ? 1 : 0, 0);
    blockHeader.writeUInt16LE(part.length, 1);
    blockHeader.writeUInt16LE(part.length ^ 0xffff, 3);
    yield blockHeader;
    yield part;
  }
  const trailer = Buffer.alloc(trailerBytes);
  trailer.writeUInt32LE(crc32(bytes), 0);
  trailer.writeUInt32LE(bytes.length % 2 ** 32, 4);
  yield trailer;
}
