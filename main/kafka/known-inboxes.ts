import type { Clock } from '../transfers/ports.ts';

/** Milliseconds. */
const lasts = 10_000;

/** Of many documents to one person only the first asks for the inbox; where it goes meanwhile, publishing says so. */
export class KnownInboxes {
  readonly #clock: Pick<Clock, 'elapsed'>;
  /** When an inbox was there last, in milliseconds of `Clock.elapsed`, by topic. */
  readonly #seen = new Map<string, number>();

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock;
  }

  /** @param ask rejects where nobody can say */
  async isThere(topic: string, ask: () => Promise<boolean>): Promise<boolean> {
    const seen = this.#seen.get(topic);
    if (seen !== undefined && this.#clock.elapsed() - seen < lasts) return true;
    const isThere = await ask();
    if (isThere) this.#seen.set(topic, this.#clock.elapsed());
    else this.#seen.delete(topic);
    return isThere;
  }
}
