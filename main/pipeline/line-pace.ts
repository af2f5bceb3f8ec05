/**
 * Levels of compression, each with the speed of a line, in bytes a second, up to which it may pay: a faster
 * one waits because the processors are busy, and more work for them would make that worse. Below 3 nothing
 * is won: what is saved in compressing is spent on the bytes that it makes more.
 */
const levels = [
  { level: 3, pays: Number.POSITIVE_INFINITY },
  { level: 6, pays: 20e6 },
  { level: 9, pays: 4e6 },
] as const;
/** So many blocks are looked at before the level changes: one late answer says nothing. */
const blocksBetween = 4;
/** Share of the time in which the line was waited for. */
const lineIsSlow = 0.5;
const lineIsFast = 0.1;

/**
 * The level at which the next block is compressed. While the line is what is waited for, fewer bytes are
 * worth more work; while it is not, less work is worth more bytes.
 */
export class LinePace {
  #at = 0;
  #blocks = 0;
  #bytes = 0;
  #waited = 0;
  #began: number;
  readonly #now: () => number;

  /** @param now milliseconds */
  constructor(now: () => number) {
    this.#now = now;
    this.#began = now();
  }

  get level(): number {
    return (levels[this.#at] as (typeof levels)[number]).level;
  }

  /** Awaits that the line takes so many bytes, and takes notice of how long. */
  async line<T>(bytes: number, work: Promise<T>): Promise<T> {
    const from = this.#now();
    try {
      return await work;
    } finally {
      this.#bytes += bytes;
      this.#waited += this.#now() - from;
    }
  }

  /** A block has gone out. */
  blockDone(): void {
    if (++this.#blocks < blocksBetween) return;
    const now = this.#now();
    const milliseconds = Math.max(1, now - this.#began);
    const share = this.#waited / milliseconds;
    const speed = (this.#bytes / milliseconds) * 1_000;
    const next = levels[this.#at + 1];
    if (share > lineIsSlow && next && speed <= next.pays) this.#at++;
    else if (share < lineIsFast && this.#at > 0) this.#at--;
    this.#blocks = this.#bytes = this.#waited = 0;
    this.#began = now;
  }
}
