import type { Clock } from './ports.ts';

const lookEvery = 5_000;
/** A clock that is kept right by the network moves by less. */
const jump = 2_000;

/** Notices that somebody set the clock, or that the computer slept: then the server is asked for its time. */
export class ClockWatch {
  readonly #clock: Clock;
  readonly #ask: () => void;
  #cancel: () => void = () => {};

  constructor(clock: Clock, ask: () => void) {
    this.#clock = clock;
    this.#ask = ask;
  }

  start(): void {
    const [now, elapsed] = [this.#clock.now(), this.#clock.elapsed()];
    this.#cancel = this.#clock.after(lookEvery, () => {
      const moved = this.#clock.now() - now - (this.#clock.elapsed() - elapsed);
      if (Math.abs(moved) > jump) this.#ask();
      this.start();
    });
  }

  stop(): void {
    this.#cancel();
  }
}
