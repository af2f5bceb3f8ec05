import { bundleText, hiddenBundleText, type NotificationWords } from '../../shared/text/bundle-text.ts';
import type { Transfer } from '../../shared/transfer.ts';

/** Several of one kind within this time are told as one, so that the desktop is not covered with them. */
export const bundleWithin = 10_000;
const bundleFrom = 4;

export type BundledStatus = 'received' | 'delivered';

export const isBundled = (status: Transfer['status']): status is BundledStatus =>
  status === 'received' || status === 'delivered';

/** One run of news of a kind: it ends when nothing was added for ten seconds, or when the person looked. */
export class NewsRun {
  readonly #status: BundledStatus;
  readonly #people: string[] = [];
  #lastAt = 0;

  constructor(status: BundledStatus) {
    this.#status = status;
  }

  isOver(now: number): boolean {
    return now - this.#lastAt >= bundleWithin;
  }

  /** @returns the words for all of the run, or null while there are so few that each is told by itself */
  add(person: string, now: number, hideNames: boolean): NotificationWords | null {
    this.#lastAt = now;
    this.#people.push(person);
    if (this.#people.length < bundleFrom) return null;
    return hideNames
      ? hiddenBundleText(this.#status, this.#people.length)
      : bundleText(this.#status, this.#people);
  }
}
