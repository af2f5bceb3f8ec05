import { openAead, sealAead } from './aead.ts';
import { CHUNK_BYTES, MAX_SHARDS, MIN_SHARD_BYTES, SHARD_BYTES } from './limits.ts';
import { shardType } from './message-type.ts';

/** 7 zero bytes ‖ u32(n) ‖ last (protocol.md section 4.3: the STREAM construction). */
export function shardNonce(n: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(n, 7);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

/**
 * Seals one chunk of the gzip stream.
 * @param chunk exactly 262,128 bytes; the last one 1 to 262,128
 * @param into memory of 262,144 bytes for the shard, so that none has to be made for it
 * @throws RangeError for another size or number
 */
export function sealShard(
  shardsKey: Uint8Array,
  transferId: string,
  n: number,
  last: boolean,
  chunk: Uint8Array,
  into?: Buffer,
): Buffer {
  if (!isShardNumber(n)) throw new RangeError('shard number');
  if (chunk.length < 1 || chunk.length > CHUNK_BYTES || (!last && chunk.length !== CHUNK_BYTES))
    throw new RangeError('chunk size');
  return sealAead(shardsKey, shardNonce(n, last), Buffer.from(shardType(transferId, n)), chunk, into);
}

/** The chunk, or null where the shard is not the one that was sealed at this place. */
export function openShard(
  shardsKey: Uint8Array,
  transferId: string,
  n: number,
  last: boolean,
  sealed: Uint8Array,
): Buffer | null {
  if (!isShardNumber(n)) return null;
  if (
    sealed.length < MIN_SHARD_BYTES ||
    sealed.length > SHARD_BYTES ||
    (!last && sealed.length !== SHARD_BYTES)
  )
    return null;
  return openAead(shardsKey, shardNonce(n, last), Buffer.from(shardType(transferId, n)), sealed);
}

/** Beside what grows with the document: headers, which may carry a file's name and more. */
const fixedBytes = 65_536;

/**
 * The most shards that a document of this size comes to, whatever compressed it. What does not compress stands
 * in stored blocks: 5 bytes more for 65,535, and 14 % more in the smallest ones that zlib makes. A quarter more
 * has room for members too. Section 4 bounds none of that, so a document with more is taken all the same.
 */
export const mostShards = (documentSize: number): number =>
  Math.ceil((documentSize * 1.25 + fixedBytes) / CHUNK_BYTES);

/** A fraction would be cut off in the nonce, and so use it twice. */
const isShardNumber = (n: number): boolean => Number.isInteger(n) && n >= 0 && n < MAX_SHARDS;

/**
 * Cuts a stream into chunks. A full chunk leaves only once more bytes follow: it may be the last. All of them
 * stand in one place, each until the next is asked for.
 */
export class ChunkCutter {
  readonly #chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  #length = 0;

  /** The chunks that are surely not the last. */
  *push(bytes: Uint8Array): Generator<Buffer> {
    for (let at = 0; at < bytes.length; ) {
      if (this.#length === CHUNK_BYTES) {
        yield this.#chunk;
        this.#length = 0;
      }
      const part = bytes.subarray(at, at + CHUNK_BYTES - this.#length);
      this.#chunk.set(part, this.#length);
      this.#length += part.length;
      at += part.length;
    }
  }

  /** @returns the last chunk, 1 to 262,128 bytes. @throws where nothing was pushed */
  flush(): Buffer {
    const last = this.#chunk.subarray(0, this.#length);
    this.#length = 0;
    if (last.length === 0) throw new RangeError('nothing to flush');
    return last;
  }
}
