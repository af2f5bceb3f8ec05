import type { Transfer } from '../../shared/transfer.ts';

/** Whether the app may end now: documents on their way are asked for once, never twice at a time. */
export class Leaving {
  readonly #onTheirWay: () => number;
  readonly #ask: (count: number) => Promise<boolean>;
  #decided = false;
  #asking = false;

  /** @param ask true where the person wants to leave all the same */
  constructor(onTheirWay: () => number, ask: (count: number) => Promise<boolean>) {
    this.#onTheirWay = onTheirWay;
    this.#ask = ask;
  }

  /** From now on nothing is asked: a signal, the end of the session, or a restart decided it. */
  decide(): void {
    this.#decided = true;
  }

  /** True where the app may end now. Else the person is asked, and `leave` is called after a yes. */
  mayLeave(leave: () => void): boolean {
    if (this.#decided) return true;
    if (this.#asking) return false;
    const count = this.#onTheirWay();
    if (count === 0) return true;
    this.#asking = true;
    this.#ask(count)
      .then((yes) => {
        if (!yes) return;
        this.#decided = true;
        leave();
      })
      // A question that failed was not answered with yes: the app stays.
      .catch((error: unknown) => console.error('the question before leaving failed', error))
      .finally(() => {
        this.#asking = false;
      });
    return false;
  }
}

/** What waits for a connection or for an answer does not need the app to stay open. */
export const countOnTheirWay = (transfers: readonly Transfer[]): number =>
  transfers.filter(
    ({ direction, status }) => direction === 'sent' && (status === 'preparing' || status === 'sending'),
  ).length;
