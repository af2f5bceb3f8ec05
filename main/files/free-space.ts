import { statfs } from 'node:fs/promises';

const lookEvery = 1_000; // milliseconds
/**
 * Kept free for what must be written whatever comes, the journal above all, and for the rest of the computer.
 * A journal that is full stops receiving and sending alike.
 */
const reserveBytes = 64 * 1024 * 1024;

/** What the drive of a folder gives away, in bytes; below zero where the reserve was begun. @throws the system's error */
export async function freeBytes(dir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dir);
  return bavail * bsize - reserveBytes;
}

/** What the drive of a folder gives away, for somebody who writes much and asks often. */
export class FreeSpace {
  readonly #dir: string;
  readonly #clock: { now(): number };
  #seen = 0;
  #seenAt = Number.NEGATIVE_INFINITY;

  constructor(dir: string, clock: { now(): number }) {
    this.#dir = dir;
    this.#clock = clock;
  }

  /** @throws the system's error */
  async bytes(): Promise<number> {
    this.#seen = await freeBytes(this.#dir);
    this.#seenAt = this.#clock.now();
    return this.#seen;
  }

  /** As it was at most a second ago, less what was taken since. @throws the system's error */
  async lately(): Promise<number> {
    const isFresh = Math.abs(this.#clock.now() - this.#seenAt) < lookEvery;
    return isFresh ? this.#seen : this.bytes();
  }

  /** So many bytes were written. */
  took(bytes: number): void {
    this.#seen -= bytes;
  }
}
