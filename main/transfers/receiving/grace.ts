import type { Clock } from '../ports.ts';

/** A time that its timer ends, and no look at the clock: timers fire early, and clocks are set. */
export class Grace {
  readonly #clock: Clock;
  readonly #milliseconds: number;
  #state: 'not-begun' | 'running' | 'over' = 'not-begun';
  #cancel = (): void => {};

  constructor(clock: Clock, milliseconds: number) {
    this.#clock = clock;
    this.#milliseconds = milliseconds;
  }

  get isRunning(): boolean {
    return this.#state === 'running';
  }

  get isOver(): boolean {
    return this.#state === 'over';
  }

  /** Runs from now on, whatever it was. */
  begin(then: () => void = () => {}): void {
    this.forget();
    this.#state = 'running';
    this.#cancel = this.#clock.after(this.#milliseconds, () => {
      this.#state = 'over';
      then();
    });
  }

  /** There is nothing to wait for any more. */
  end(): void {
    this.forget();
    this.#state = 'over';
  }

  forget(): void {
    this.#cancel();
    this.#state = 'not-begun';
  }
}
