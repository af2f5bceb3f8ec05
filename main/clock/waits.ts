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
