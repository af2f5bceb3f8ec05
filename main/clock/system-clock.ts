import type { Clock } from '../transfers/ports.ts';

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

export type StoppableClock = Clock & { stop(): void };

/** A clock whose waits all end with its user: after `stop` nothing that it was asked for runs. */
export function stoppable(clock: Clock): StoppableClock {
  const waiting = new Set<() => void>();
  let stopped = false;
  return {
    now: () => clock.now(),
    elapsed: () => clock.elapsed(),
    after(milliseconds, task) {
      if (stopped) return () => {};
      const cancel = clock.after(milliseconds, () => {
        waiting.delete(cancel);
        task();
      });
      waiting.add(cancel);
      return () => {
        waiting.delete(cancel);
        cancel();
      };
    },
    stop() {
      stopped = true;
      for (const cancel of waiting) cancel();
      waiting.clear();
    },
  };
}
