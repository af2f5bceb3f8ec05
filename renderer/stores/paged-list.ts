import { type HistoryPage, type HistoryQuery, longestPage } from '../../shared/history.ts';
import type { Transfer } from '../../shared/transfer.ts';
import { api } from '../api.ts';
import { joinedAgain, joinedNext, type ListedRow, type ListRange } from './list-range.ts';
import { createStore, type UseStore } from './store.ts';
import { hold, keep, upToDate } from './transfers.ts';

export type ListState = ListRange & {
  readonly query: HistoryQuery;
  /**
   * `first`: nothing was answered since the list is shown; `asking`: the rows are still those of an earlier
   * query; `failed`: main did not answer the newest question.
   */
  readonly phase: 'first' | 'asking' | 'ready' | 'failed';
};

/** Asking again goes no further than this; older rows stay as they are held. */
const mostAskedAgain = 3 * longestPage;
/** Further than that only until the held rows are reached: a flood above must not take them from under the keyboard. */
const mostBridged = 50 * longestPage;
/** Milliseconds for each question of asking again. */
const againEvery = 100;
/** Milliseconds without a key before words of search are asked for. */
const typingPause = 150;

/** One list of the page: asks main for its pages as they are needed, and again when they may have changed. */
export class PagedList {
  readonly state: UseStore<ListState>;
  readonly #pageSize: number;
  #isShown = false;
  /** Counted up by each new query: an answer to an older one is not taken. */
  #question = 0;
  /** The questions of the present query, one after the other. */
  #asked: Promise<void> = Promise.resolve();
  #typing: ReturnType<typeof setTimeout> | undefined;
  #extending: Promise<void> | null = null;
  #isOutdated = false;
  #isRefreshing = false;
  /** Index of the furthest row that is in sight or has the keyboard. */
  #reach = -1;
  #release: () => void = () => {};

  /** @param pageSize rows that are asked for at once, at most `longestPage` */
  constructor(query: HistoryQuery, pageSize: number) {
    this.#pageSize = pageSize;
    this.state = createStore<ListState>({ query, rows: [], next: null, phase: 'first' });
  }

  /** The list is on the screen with this query. Returns the function that ends that. */
  show(query: HistoryQuery): () => void {
    if (!isSame(query, this.state.getState().query)) this.#put({ rows: [], next: null });
    this.#isShown = true;
    this.#begin(query, this.state.getState().rows.length > 0 ? 'asking' : 'first');
    return () => this.#hide();
  }

  /** Another filter, or other words of search. */
  narrow(change: Partial<Pick<HistoryQuery, 'filter' | 'search'>>): void {
    const { query, phase } = this.state.getState();
    if (!this.#isShown || isSame({ ...query, ...change }, query)) return;
    const pause = change.search === undefined ? 0 : typingPause;
    this.#begin({ ...query, ...change }, phase === 'first' ? 'first' : 'asking', pause);
  }

  /** After a failure. */
  tryAgain(): void {
    const { query, rows } = this.state.getState();
    if (rows.length === 0) return this.#begin(query, 'asking');
    this.state.setState({ phase: 'asking' });
    this.again();
  }

  /** The row of this index is in sight or has the keyboard: the next page is asked for before it ends. */
  reach(index: number): void {
    this.#reach = index;
    const { rows, next, phase } = this.state.getState();
    const nearsEnd = index >= rows.length - this.#pageSize / 2;
    if (nearsEnd && next !== null && phase === 'ready') this.#extend(next);
    // Back at its top, a long list lets go what lies far below.
    if (index < this.#pageSize && rows.length > mostAskedAgain) this.again();
  }

  /** Other rows may be on the list than before. However often this is called, main is asked ten times a second. */
  again(): void {
    // Words that are being typed are asked for soon.
    if (!this.#isShown || this.#typing !== undefined) return;
    this.#isOutdated = true;
    if (!this.#isRefreshing) void this.#refreshWhileOutdated();
  }

  /** These rows are on no list any more. */
  forget(ids: readonly string[]): void {
    const { rows, next } = this.state.getState();
    const gone = new Set(ids);
    const left = rows.filter(({ id }) => !gone.has(id));
    if (left.length === rows.length) return;
    this.#put({ rows: left, next });
    this.again();
  }

  /** Its first page stays, so that it is there at once when the list is shown again. */
  #hide(): void {
    this.#isShown = false;
    this.#stopAsking();
    const { rows, phase } = this.state.getState();
    const first = phase === 'ready' ? rows.slice(0, this.#pageSize) : [];
    this.#put({ rows: first, next: null, phase: first.length > 0 ? phase : 'first' });
  }

  #begin(query: HistoryQuery, phase: 'first' | 'asking', pause = 0): void {
    this.#stopAsking();
    this.#reach = -1;
    this.state.setState({ query, phase });
    const ask = (): void => {
      this.#typing = undefined;
      void this.#ask(
        () => this.#page(query, null, this.#pageSize),
        (_, page) => page,
      );
    };
    if (pause === 0) ask();
    else this.#typing = setTimeout(ask, pause);
  }

  #stopAsking(): void {
    this.#question += 1;
    this.#asked = Promise.resolve();
    this.#extending = null;
    this.#isOutdated = false;
    clearTimeout(this.#typing);
    this.#typing = undefined;
  }

  #extend(cursor: string): void {
    if (this.#extending !== null) return;
    const { query } = this.state.getState();
    const extending = this.#ask(() => this.#page(query, cursor, this.#pageSize), joinedNext);
    this.#extending = extending;
    void extending.then(() => {
      if (this.#extending === extending) this.#extending = null;
    });
  }

  async #refreshWhileOutdated(): Promise<void> {
    this.#isRefreshing = true;
    while (this.#isOutdated && this.#isShown) {
      this.#isOutdated = false;
      const questions = await this.#refresh();
      await new Promise((resolve) => setTimeout(resolve, questions * againEvery));
    }
    this.#isRefreshing = false;
  }

  /** Asks for the held range from its top. @returns how many questions that took */
  async #refresh(): Promise<number> {
    let questions = 0;
    const head = async (): Promise<HistoryPage> => {
      const { query } = this.state.getState();
      const furthest = this.#furthest();
      const wanted = Math.min(Math.max(this.#reach, 0) + this.#pageSize, mostAskedAgain);
      const found: Transfer[] = [];
      let next: string | null = null;
      do {
        questions += 1;
        const left = wanted - found.length;
        const page = await this.#page(query, next, left > 0 ? Math.min(left, longestPage) : longestPage);
        found.push(...page.rows);
        next = page.next;
      } while (next !== null && this.#goesOn(found, wanted, furthest));
      return { rows: found, next };
    };
    await this.#ask(head, (held, page) =>
      // Unless all went well, the held rows may be those of an earlier query.
      joinedAgain(held, page, held.phase !== 'ready' || reaches(page.rows, this.#furthest())),
    );
    return questions;
  }

  #goesOn(found: readonly Transfer[], wanted: number, furthest: string | undefined): boolean {
    if (found.length < mostAskedAgain) return found.length < wanted || !reaches(found, furthest);
    const { rows, phase } = this.state.getState();
    if (phase !== 'ready' || found.length >= mostBridged) return false;
    const ids = new Set(found.map(({ id }) => id));
    return !rows.some(({ id }) => ids.has(id));
  }

  #furthest(): string | undefined {
    const { rows } = this.state.getState();
    return rows[Math.min(this.#reach, rows.length - 1)]?.id;
  }

  #page(query: HistoryQuery, cursor: string | null, limit: number): Promise<HistoryPage> {
    return api.call('transfers.page', { query, cursor, limit });
  }

  /** Asks once the questions before are answered; takes the answer unless the query is another one by then. */
  #ask(
    ask: () => Promise<HistoryPage>,
    join: (held: ListState, page: HistoryPage) => ListRange,
  ): Promise<void> {
    const question = this.#question;
    const isOlder = (): boolean => question !== this.#question;
    this.#asked = this.#asked.then(async () => {
      if (isOlder()) return;
      const page = await upToDate(ask).catch(() => null);
      if (isOlder()) return;
      if (page) this.#put({ ...join(this.state.getState(), page), phase: 'ready' }, page.rows);
      else this.state.setState({ phase: 'failed' });
    });
    return this.#asked;
  }

  #put({ rows, ...rest }: ListRange & Partial<ListState>, fresh: readonly Transfer[] = []): void {
    const release = this.#release;
    const held = this.state.getState().rows;
    this.#release = hold(rows.map(({ id }) => id));
    keep(fresh);
    this.state.setState({ ...rest, rows: areSame(held, rows) ? held : rows.map(toListed) });
    release();
  }
}

const reaches = (rows: readonly ListedRow[], furthest: string | undefined): boolean =>
  furthest === undefined || rows.some(({ id }) => id === furthest);

const toListed = ({ id, createdAt }: ListedRow): ListedRow => ({ id, createdAt });

const areSame = (a: readonly ListedRow[], b: readonly ListedRow[]): boolean =>
  a.length === b.length &&
  a.every(({ id, createdAt }, index) => id === b[index]?.id && createdAt === b[index].createdAt);

const isSame = (a: HistoryQuery, b: HistoryQuery): boolean =>
  a.direction === b.direction && a.filter === b.filter && a.search === b.search && a.person === b.person;
