/** Numbers that a seed decides: the same seed gives the same run's choices (xorshift32 of Marsaglia). */
export class Random {
  #state: number;

  constructor(seed: number) {
    // Zero would stay zero, and neighbouring seeds would begin alike.
    this.#state = Math.imul(seed, 0x9e3779b1) >>> 0 || 1;
    for (let n = 0; n < 8; n++) this.#next();
  }

  /** From 0 up to, without, 1. */
  share(): number {
    return this.#next() / 2 ** 32;
  }

  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.share() * (most - least + 1));
  }

  one<T>(of: readonly T[]): T {
    if (of.length === 0) throw new Error('there is nothing to choose from');
    return of[this.whole(0, of.length - 1)] as T;
  }

  /** Some bytes that do not compress. */
  bytes(count: number): Buffer {
    const bytes = Buffer.alloc(count);
    for (let at = 0; at + 4 <= count; at += 4) bytes.writeUInt32LE(this.#next(), at);
    for (let at = count - (count % 4); at < count; at++) bytes[at] = this.whole(0, 255);
    return bytes;
  }

  #next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return this.#state;
  }
}
