const lookEvery = 100; // milliseconds
/** Shorter ones are the machine's. */
export const worthSaying = 500;

/**
 * Tells of each time that the main loop stood still: for how long, and when it went on, both in
 * milliseconds and the second since 1970 by a clock that nobody sets.
 */
export function watchStalls(stalled: (milliseconds: number, until: number) => void): void {
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    const stood = now - last - lookEvery;
    last = now;
    if (stood >= worthSaying) stalled(Math.round(stood), performance.timeOrigin + now);
  }, lookEvery).unref();
}
