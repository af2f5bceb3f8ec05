import type { Clock } from '../transfers/ports.ts';

/** Time that passes when a test says so. */
export class TestClock implements Clock {
  /** By how many milliseconds its timers fire too early, as timers of a real computer do. */
  earlyBy = 0;
  /** By how much somebody set it forward or, below zero, back. */
  setBy = 0;
  #now = Date.UTC(2026, 10, 24, 12);
  #tasks = new Set<{ readonly at: number; readonly task: () => void }>();

  now(): number {
    return this.#now + this.setBy;
  }

  elapsed(): number {
    return this.#now;
  }

  after(milliseconds: number, task: () => void): () => void {
    const early = milliseconds > this.earlyBy ? this.earlyBy : 0;
    const one = { at: this.#now + milliseconds - early, task };
    this.#tasks.add(one);
    return () => void this.#tasks.delete(one);
  }

  pass(milliseconds: number): void {
    const until = this.#now + milliseconds;
    for (;;) {
      const [next] = [...this.#tasks].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#tasks.delete(next);
      this.#now = next.at;
      next.task();
    }
    this.#now = until;
  }
}
