import type { Clock } from './transfers/ports.ts';

/**
 * The computer's clock and timers. A timer of Node, and more so of Electron, may fire up to a
 * millisecond before its time; here it is armed again for what is left, so that a task never runs early.
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(milliseconds, task) {
    // The clock of the computer may be set meanwhile; this one only runs forward.
    const due = performance.now() + milliseconds;
    const look = (): void => {
      const left = due - performance.now();
      if (left > 0) timer = setTimeout(look, Math.ceil(left));
      else task();
    };
    let timer = setTimeout(look, milliseconds);
    return () => clearTimeout(timer);
  },
};
