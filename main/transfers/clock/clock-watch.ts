import { MINUTE } from '../../protocol/limits.ts';
import type { Clock } from '../ports.ts';

const lookEvery = 5_000;
/** A clock that is kept right by the network moves by less. */
const jump = 2_000;
/** While it is in doubt: the server's clock may be the one that is mended, and an answer may have been lost. */
const askAgainEvery = MINUTE;

/** Notices that somebody set the clock, or that the computer slept: then the server is asked for its time. */
export class ClockWatch {
  readonly #clock: Clock;
  readonly #isInDoubt: () => boolean;
  readonly #ask: () => void;
  #askedAt = 0;
  #cancel: () => void = () => {};

  constructor(clock: Clock, isInDoubt: () => boolean, ask: () => void) {
    this.#clock = clock;
    this.#isInDoubt = isInDoubt;
    this.#ask = ask;
  }

  start(): void {
    const [now, elapsed] = [this.#clock.now(), this.#clock.elapsed()];
    this.#cancel = this.#clock.after(lookEvery, () => {
      const passed = this.#clock.elapsed();
      const moved = this.#clock.now() - now - (passed - elapsed);
      if (Math.abs(moved) > jump || (this.#isInDoubt() && passed - this.#askedAt >= askAgainEvery)) {
        this.#askedAt = passed;
        this.#ask();
      }
      this.start();
    });
  }

  stop(): void {
    this.#cancel();
  }
}
