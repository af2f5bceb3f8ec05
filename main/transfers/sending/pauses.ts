import type { Clock } from '../ports.ts';

const firstPause = 2_000;
const longestPause = 5 * 60_000;

/**
 * Sends that lost Kafka half way. Each new start leaves what was published behind in the recipient's
 * inbox: not too soon, and ever less often.
 */
export class Pauses {
  readonly #clock: Clock;
  readonly #over: () => void;
  /** How often in a row. */
  readonly #losses = new Map<string, number>();
  readonly #cancels = new Map<string, () => void>();

  /** @param over a pause is over: look what can be started */
  constructor(clock: Clock, over: () => void) {
    this.#clock = clock;
    this.#over = over;
  }

  has(id: string): boolean {
    return this.#cancels.has(id);
  }

  lossesOf(id: string): number {
    return this.#losses.get(id) ?? 0;
  }

  start(id: string): void {
    const losses = this.#losses.get(id) ?? 0;
    this.#losses.set(id, losses + 1);
    const goOn = (): void => {
      this.#cancels.delete(id);
      this.#over();
    };
    this.#cancels.set(id, this.#clock.after(Math.min(longestPause, firstPause * 2 ** losses), goOn));
  }

  /** It came to an end: the next loss is the first one. */
  forget(id: string): void {
    this.#losses.delete(id);
  }

  /** Nobody waits any longer: there is another connection, or the app ends. */
  end(): void {
    for (const cancel of this.#cancels.values()) cancel();
    this.#cancels.clear();
  }
}
