import { MINUTE } from '../protocol/limits.ts';
import { type Clock, ConnectionLost } from '../transfers/ports.ts';

const waitForEnd = 15_000;
/** protocol.md 7.1: how old the end may be that was read before a certificate is judged. */
const freshFor = MINUTE;

/** When an end was asked for. The second clock stands still while the computer sleeps, the first may be set. */
type Asked = { readonly now: number; readonly elapsed: number };

/** How far a followed topic was read, and whether that was its end not long ago. */
export class TopicEnd {
  readonly #ask: () => Promise<bigint>;
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #isClosed = false;
  #position = 0n;
  #lastReached: Asked | null = null;
  #reaching: Promise<void> | null = null;

  /** @param ask tells the offset that the topic's next record will have */
  constructor(ask: () => Promise<bigint>, clock: Clock) {
    this.#ask = ask;
    this.#clock = clock;
  }

  /** @param position the offset after the last record that was read */
  readTo(position: bigint): void {
    this.#position = position;
    for (const look of [...this.#waiting]) look();
  }

  /**
   * Resolves once the topic was read to an end not older than 60 s.
   * @throws ConnectionLost, TopicUnavailable, BusFault
   */
  async refresh(): Promise<void> {
    if (!this.#isFresh()) await this.reach();
  }

  /**
   * Asks for the present end and resolves once it was read. Calls at the same time share one question.
   * @throws ConnectionLost, TopicUnavailable, BusFault
   */
  reach(): Promise<void> {
    this.#reaching ??= this.#reach().finally(() => {
      this.#reaching = null;
    });
    return this.#reaching;
  }

  /** Nothing is read any more: whoever waits for an end, or comes later, is told so. */
  close(): void {
    this.#isClosed = true;
    for (const look of [...this.#waiting]) look();
  }

  #isFresh(): boolean {
    if (!this.#lastReached) return false;
    const { now, elapsed } = this.#lastReached;
    return this.#clock.elapsed() - elapsed <= freshFor && Math.abs(this.#clock.now() - now) <= freshFor;
  }

  async #reach(): Promise<void> {
    const asked = { now: this.#clock.now(), elapsed: this.#clock.elapsed() };
    const end = await this.#ask();
    if (this.#position < end) await this.#untilRead(end);
    this.#lastReached = asked;
  }

  #untilRead(end: bigint): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (this.#position >= end) finish(resolve);
        else if (this.#isClosed)
          finish(() => reject(new ConnectionLost('the registry is not read any more')));
      };
      const finish = (settle: () => void): void => {
        cancel();
        this.#waiting.delete(look);
        settle();
      };
      const cancel = this.#clock.after(waitForEnd, () =>
        finish(() => reject(new ConnectionLost('the registry was not read to its end'))),
      );
      this.#waiting.add(look);
      look();
    });
  }
}
