import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from './random.ts';

export type Document = {
  readonly path: string;
  readonly name: string;
  readonly size: number;
  /** SHA-256, hex. */
  readonly sha256: string;
};

const KiB = 1024;
/** How many of a hundred documents are at most so large. */
const sizes = [
  { of100: 60, least: 1, most: 64 * KiB },
  { of100: 90, least: 64 * KiB, most: 2 * KiB * KiB },
  { of100: 99, least: 2 * KiB * KiB, most: 16 * KiB * KiB },
  { of100: 100, least: 16 * KiB * KiB, most: 64 * KiB * KiB },
] as const;

/** Of a document that is long enough for it, these bytes stand at its start, wherever plain text of it is. */
export const marker = Buffer.from('sealpost-plain-text-that-nobody-may-find');

/** Documents of one byte to 64 MiB, each with a name of its own. @param most bytes at most */
export class Documents {
  readonly #dir: string;
  readonly #random: Random;
  readonly #most: number;
  #made = 0;

  constructor(dir: string, random: Random, most: number) {
    mkdirSync(dir, { recursive: true });
    this.#dir = dir;
    this.#random = random;
    this.#most = most;
  }

  next(): Document {
    this.#made += 1;
    const drawn = this.#random.whole(1, 100);
    const { least, most } = sizes.find(({ of100 }) => drawn <= of100) ?? sizes[0];
    const size = Math.min(this.#random.whole(least, most), this.#most);
    const isText = this.#random.share() < 0.5;
    const bytes = isText ? Buffer.alloc(size, 'One line of an office document.\n') : this.#random.bytes(size);
    marker.copy(bytes, 0, 0, size < marker.length ? 0 : marker.length);
    const name = `document-${String(this.#made).padStart(4, '0')}.bin`;
    const path = join(this.#dir, name);
    writeFileSync(path, bytes);
    return { path, name, size, sha256: createHash('sha256').update(bytes).digest('hex') };
  }
}
