import type { Page } from 'playwright';
import type { HistoryQuery } from '../shared/history.ts';
import type { Api } from '../shared/ipc.ts';

declare const window: { readonly sealpost: Api };

const everything: HistoryQuery = { direction: null, filter: 'all', search: '', person: null };
const directions = ['received', 'sent', null] as const;
/** Common, rare, absent, of one letter, of two words and more, and of a person. */
const searches = [
  ...['pdf', 'Vertrag', 'lodz', 'acme', 'müll', 'an'],
  ...['12345', 'Rechnung 4711', '見積', 'deadbe', 'c0ffee'],
  ...['zzqx', 'Vertrag zzqx', 'nobody@acme'],
  ...['a', 'p', '1', 'z', '書'],
  ...['Vertrag Osaka', 'invoice muller', 'prüfbericht łódź pdf', 'wojcik q3', 'a b'],
  ...['chloe.martin@acme', 'Anna Wójcik', 'AND OR "NOT" *'],
];
/** Rows that the page asks for at once. */
const pageSize = 100;

/** How long each page takes, as the page of the app sees it, in milliseconds. */
const timesOf = (
  page: Page,
  questions: readonly { readonly query: HistoryQuery; readonly cursor: string | null }[],
): Promise<readonly number[]> =>
  page.evaluate(
    async ([all, limit]) => {
      const times: number[] = [];
      for (const question of all) {
        const began = performance.now();
        await window.sealpost.call('transfers.page', { ...question, limit });
        times.push(performance.now() - began);
      }
      return times;
    },
    [questions, pageSize] as const,
  );

/** First pages of searches. */
export const searchTimes = (page: Page): Promise<readonly number[]> =>
  timesOf(
    page,
    searches.flatMap((search) =>
      directions.map((direction) => ({ query: { ...everything, direction, search }, cursor: null })),
    ),
  );

/** Pages of lists without a search: their beginning, and from each of the cursors. */
export const pageTimes = (page: Page, cursors: readonly string[]): Promise<readonly number[]> => {
  const queries = directions.flatMap((direction): readonly HistoryQuery[] => [
    { ...everything, direction },
    { ...everything, direction, filter: 'unread' },
    { ...everything, direction, filter: 'failed' },
    { ...everything, direction, filter: 'not-confirmed' },
    { ...everything, direction, filter: 'in-progress' },
    { ...everything, direction, person: 'bob.chen@acme' },
  ]);
  return timesOf(
    page,
    [null, ...cursors].flatMap((cursor) => queries.map((query) => ({ query, cursor }))),
  );
};

/** From the mark of one transfer as read or unread until the event of it has come, in milliseconds. */
export const eventTimes = (page: Page, cursors: readonly string[]): Promise<readonly number[]> =>
  page.evaluate(
    async ([query, all]) => {
      const times: number[] = [];
      for (const cursor of [null, ...all]) {
        const { rows } = await window.sealpost.call('transfers.page', { query, cursor, limit: 5 });
        for (const { id, unread } of rows) {
          const began = performance.now();
          const told = new Promise<void>((resolve) => {
            const off = window.sealpost.on('transfers.changed', (change) => {
              if (!change.rows.some((row) => row.id === id)) return;
              off();
              resolve();
            });
          });
          await window.sealpost.call('transfers.markRead', { ids: [id], read: unread });
          await told;
          times.push(performance.now() - began);
          // The page asks for its list again meanwhile.
          await new Promise((resolve) => setTimeout(resolve, 150));
        }
      }
      return times;
    },
    [{ ...everything, direction: 'received' }, cursors] as const,
  );

/** Cursors of the whole history: after its first quarter, its half and nearly at its end. */
export async function cursorsOf(page: Page): Promise<readonly string[]> {
  const all = await page.evaluate(async (query) => {
    const cursors: string[] = [];
    for (let cursor: string | null = null; ; ) {
      const answer: { readonly next: string | null } = await window.sealpost.call('transfers.page', {
        ...{ query, cursor, limit: 20 },
      });
      if (answer.next === null) return cursors;
      cursor = answer.next;
      cursors.push(cursor);
    }
  }, everything);
  return [0.25, 0.5, 0.95].map((share) => all[Math.floor(all.length * share)] ?? '');
}
