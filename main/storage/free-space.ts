import { statfs } from 'node:fs/promises';
import type { Clock } from '../transfers/ports.ts';

const lookEvery = 1_000; // milliseconds

/** What the drive of a folder has left, in bytes. */
export class FreeSpace {
  readonly #dir: string;
  readonly #clock: Pick<Clock, 'now'>;
  #seen = 0;
  #seenAt = Number.NEGATIVE_INFINITY;

  constructor(dir: string, clock: Pick<Clock, 'now'>) {
    this.#dir = dir;
    this.#clock = clock;
  }

  /** @throws the system's error */
  async bytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#dir);
    this.#seen = bavail * bsize;
    this.#seenAt = this.#clock.now();
    return this.#seen;
  }

  /** As it was at most a second ago: a stream of pieces asks many times in that. @throws the system's error */
  async lately(): Promise<number> {
    const isFresh = Math.abs(this.#clock.now() - this.#seenAt) < lookEvery;
    return isFresh ? this.#seen : this.bytes();
  }
}
