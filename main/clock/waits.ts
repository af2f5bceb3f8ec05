import type { Clock } from '../transfers/ports.ts';

type Timer = Pick<Clock, 'after'>;

/** Resolves after so many milliseconds. */
export const pause = (clock: Timer, milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    clock.after(milliseconds, resolve);
  });

/** Runs `task` again and again, so many milliseconds apart. @returns ends it */
export function every(clock: Timer, milliseconds: number, task: () => void): () => void {
  const again = (): void => {
    cancel = clock.after(milliseconds, again);
    task();
  };
  let cancel = clock.after(milliseconds, again);
  return () => cancel();
}

/** Rejects with what `late` makes where `work` takes longer than so many milliseconds. */
export async function within<T>(
  clock: Timer,
  milliseconds: number,
  work: Promise<T>,
  late: () => Error,
): Promise<T> {
  let cancel = (): void => {};
  const tooLate = new Promise<never>((_, reject) => {
    cancel = clock.after(milliseconds, () => reject(late()));
  });
  return Promise.race([work, tooLate]).finally(() => cancel());
}

/** Runs `task` at once after a rest, and then at most once in each rest. */
export class Calmly {
  readonly #clock: Timer;
  readonly #rest: () => number;
  readonly #task: () => void;
  #isDue = false;
  #cancelRest: (() => void) | null = null;

  /** @param rest milliseconds; asked before each run */
  constructor(clock: Timer, rest: () => number, task: () => void) {
    this.#clock = clock;
    this.#rest = rest;
    this.#task = task;
  }

  soon(): void {
    this.#isDue = true;
    if (!this.#cancelRest) this.now();
  }

  /** Without waiting, where it is due. */
  now(): void {
    if (!this.#isDue) return;
    this.#isDue = false;
    this.#cancelRest?.();
    this.#cancelRest = this.#clock.after(this.#rest(), () => {
      this.#cancelRest = null;
      this.now();
    });
    this.#task();
  }
}
