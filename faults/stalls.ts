const lookEvery = 100; // milliseconds
/** Shorter ones are the machine's. */
const worthSaying = 500;
/** The signal that goes on after a stop is handled within this. */
const goesOnWithin = 200;

/** Tells of each time that the main loop stood still; being stopped by a signal is none of its own. */
export function watchStalls(stalled: (milliseconds: number) => void): void {
  let last = performance.now();
  let wentOn = Number.NEGATIVE_INFINITY;
  process.on('SIGCONT', () => {
    wentOn = performance.now();
  });
  setInterval(() => {
    const now = performance.now();
    const stood = now - last - lookEvery;
    last = now;
    if (stood < worthSaying) return;
    setTimeout(() => {
      if (Math.abs(wentOn - now) > goesOnWithin) stalled(Math.round(stood));
    }, goesOnWithin).unref();
  }, lookEvery).unref();
}
