import { cpus } from 'node:os';

/** The second is where a document begins. */
const levels = [1, 3, 6, 9] as const;
const first = 1;
/** So many blocks are looked at before the level changes: one late answer says nothing. */
const blocksBetween = 4;
/** Share of the time in which the line was waited for. */
const lineIsSlow = 0.5;
const lineIsFast = 0.1;
/** Share of the processors that rests: without it the line seems slow because they are busy. */
const processorsRest = 0.3;

/**
 * The level at which the next block is compressed. While the line is what is waited for, fewer bytes are
 * worth more work; while the processors are, less work is worth more bytes.
 */
export class LinePace {
  readonly #now: () => number;
  readonly #idle: () => number;
  #at = first;
  #blocks = 0;
  #waited = 0;
  #began: number;

  /**
   * @param now milliseconds
   * @param idle the share of the processors that rested since it was asked last, 0 to 1
   */
  constructor(now = (): number => performance.now(), idle = idleShare()) {
    this.#now = now;
    this.#idle = idle;
    this.#began = now();
  }

  get level(): number {
    return levels[this.#at] as number;
  }

  /** Awaits the line, and takes notice of how long. */
  async line<T>(work: Promise<T>): Promise<T> {
    const from = this.#now();
    try {
      return await work;
    } finally {
      this.#waited += this.#now() - from;
    }
  }

  /** A block has gone out. */
  blockDone(): void {
    if (++this.#blocks < blocksBetween) return;
    const now = this.#now();
    const share = this.#waited / Math.max(1, now - this.#began);
    const rests = this.#idle() > processorsRest;
    if (share > lineIsSlow && rests) this.#at = Math.min(levels.length - 1, this.#at + 1);
    else if (share < lineIsFast || !rests) this.#at = Math.max(0, this.#at - 1);
    this.#blocks = this.#waited = 0;
    this.#began = now;
  }
}

function idleShare(): () => number {
  const times = (): readonly [idle: number, all: number] => {
    let [idle, all] = [0, 0];
    for (const { times: of } of cpus()) {
      idle += of.idle;
      all += of.idle + of.user + of.sys + of.nice + of.irq;
    }
    return [idle, all];
  };
  let last = times();
  return () => {
    const now = times();
    const [idle, all] = [now[0] - last[0], now[1] - last[1]];
    last = now;
    return all > 0 ? idle / all : 0;
  };
}
