import { isolated } from '../../shared/isolated.ts';
import type { Transfer } from '../../shared/transfer.ts';

/** Several of one kind within this time are told as one (ux.md 4.5). */
export const bundleWithin = 10_000;
const bundleFrom = 4;

export type BundledStatus = 'received' | 'delivered';
type Words = { readonly title: string; readonly body: string };

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
  add(person: string, now: number, hideNames: boolean): Words | null {
    this.#lastAt = now;
    this.#people.push(person);
    if (this.#people.length < bundleFrom) return null;
    return hideNames ? hidden[this.#status](this.#people.length) : this.#words();
  }

  #words(): Words {
    const count = this.#people.length;
    return this.#status === 'received'
      ? { title: `${count} documents received`, body: `From ${namesIn(this.#people, 2)}.` }
      : { title: `${count} documents delivered`, body: `To ${namesIn(this.#people, 1)}.` };
  }
}

const hidden: Readonly<Record<BundledStatus, (count: number) => Words>> = {
  received: (count) => ({ title: `${count} new documents`, body: 'Open Sealpost to see them.' }),
  delivered: (count) => ({ title: `News about ${count} documents`, body: 'Open Sealpost to see it.' }),
};

/** "Alice Martin, Carol Diaz and 2 others": at most `most` names where there are more than two. */
function namesIn(people: readonly string[], most: number): string {
  const names = [...new Set(people)].map(isolated);
  if (names.length <= 2) return names.join(' and ');
  const others = names.length - most;
  return `${names.slice(0, most).join(', ')} and ${others} ${others === 1 ? 'other' : 'others'}`;
}
