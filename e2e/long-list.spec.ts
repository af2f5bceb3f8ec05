import { detailsOf, sample } from '../renderer/dev/sample.ts';
import type { RunningApp } from '../scripts/driver/running-app.ts';
import type { HistoryPage } from '../shared/history.ts';
import type { Transfer } from '../shared/transfer.ts';
import { expect, test } from './support/fixtures.ts';
import { answer, tell } from './support/stage.ts';

type Staged = { rows: Transfer[]; questions: number };
declare global {
  /** In main: the history that this test stages. */
  var staged: Staged;
}

const count = 3_000;
const row = (n: number): Transfer =>
  sample({
    id: `x${n}`,
    direction: 'received',
    status: 'received',
    ago: n,
    who: 'alice',
    documentName: `${n}.pdf`,
  });

/** Main answers pages of these rows, and takes them off, as it does with its own. */
const stage = ({ electron }: RunningApp, rows: readonly Transfer[]): Promise<void> =>
  electron.evaluate(({ ipcMain, BrowserWindow }, all) => {
    globalThis.staged = { rows: [...all], questions: 0 };
    const say = (name: string, payload: unknown): void =>
      BrowserWindow.getAllWindows()[0]?.webContents.send(name, payload);
    const { staged } = globalThis;
    const handle = (name: string, reply: (args: never) => unknown): void => {
      ipcMain.removeHandler(name);
      ipcMain.handle(name, (_event, args) => reply(args as never));
    };
    handle('transfers.page', ({ cursor, limit }: { cursor: string | null; limit: number }): HistoryPage => {
      staged.questions += 1;
      const from = cursor === null ? 0 : staged.rows.findIndex(({ id }) => id === cursor) + 1;
      const page = staged.rows.slice(from, from + limit);
      return { rows: page, next: from + limit < staged.rows.length ? (page.at(-1)?.id ?? null) : null };
    });
    handle('transfers.get', (id: string) => staged.rows.find((one) => one.id === id) ?? null);
    handle('transfers.remove', (ids: readonly string[]) => {
      staged.rows = staged.rows.filter(({ id }) => !ids.includes(id));
      say('transfers.removed', ids);
      return null;
    });
    say('transfers.changed', { rows: [], lists: ['received'] });
  }, rows);

/** Puts rows on top, so many in each event, an event each millisecond at most. */
const flood = ({ electron }: RunningApp, rows: readonly Transfer[], inEach: number): Promise<number> =>
  electron.evaluate(
    async ({ BrowserWindow }, [all, size]) => {
      const before = globalThis.staged.questions;
      for (let at = 0; at < all.length; at += size) {
        const some = all.slice(at, at + size);
        globalThis.staged.rows.unshift(...some);
        const change = { rows: some, lists: ['received'] };
        BrowserWindow.getAllWindows()[0]?.webContents.send('transfers.changed', change);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      return globalThis.staged.questions - before;
    },
    [rows, inEach] as const,
  );

/** The longest time between two frames of the page in the next ten seconds, in milliseconds. */
const slowestFrame = ({ page }: RunningApp): Promise<number> =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        const began = performance.now();
        let last = began;
        let slowest = 0;
        const frame = (now: number): void => {
          slowest = Math.max(slowest, now - last);
          last = now;
          if (now - began < 10_000) requestAnimationFrame(frame);
          else resolve(slowest);
        };
        requestAnimationFrame(frame);
      }),
  );

test('a long list comes page by page, and keeps keyboard, place and marks while it changes', async ({
  office,
}) => {
  test.setTimeout(120_000);
  const app = office.person(`long-${Date.now()}`, 'Lo Ng');
  await app.start();
  const { page } = app;
  await page.getByRole('heading', { name: 'Nothing received yet.' }).waitFor();
  await answer(app, 'transfers.onScreen', null);
  await answer(app, 'transfers.markRead', null);
  await answer(app, 'transfers.details', detailsOf(row(2_500)));
  await answer(app, 'transfers.counts', {
    ...{ sent: 0, received: count, unread: 0, inProgress: 0, retryable: 0 },
  });
  await tell(app, 'transfers.counted', {
    ...{ sent: 0, received: count, unread: 0, inProgress: 0, retryable: 0 },
  });
  await stage(
    app,
    Array.from({ length: count }, (_, n) => row(n)),
  );
  const grid = page.getByRole('grid', { name: 'Inbox' });
  const shown = grid.locator('[data-id]');
  const focused = page.locator('[role="row"]:focus');
  const scroll = (): Promise<number> => grid.evaluate(({ scrollTop }) => scrollTop);

  await test.step('the end of what is held leads to the next page', async () => {
    await grid.locator('[data-id="x0"]').click();
    await expect(grid).toHaveAttribute('aria-rowcount', '-1');
    for (const id of ['x99', 'x199', 'x299']) {
      await expect(async () => {
        await page.keyboard.press('End');
        await expect(focused).toHaveAttribute('data-id', id, { timeout: 200 });
      }).toPass();
    }
    for (const more of [400, 500]) {
      await grid.evaluate((one) => one.scrollTo(0, one.scrollHeight));
      await expect(grid.locator(`[data-id="x${more - 1}"]`)).toBeAttached();
    }
  });

  await test.step('rows that come above move neither the keyboard nor what it acts on', async () => {
    await grid.evaluate((one) => one.scrollTo(0, 15_000));
    await page.keyboard.press('ArrowUp');
    await expect(focused).toHaveAttribute('data-id', 'x298');
    const before = await scroll();
    await flood(
      app,
      Array.from({ length: 5 }, (_, n) => row(-n - 1)),
      1,
    );
    await page.waitForTimeout(400);
    await expect(focused).toHaveAttribute('data-id', 'x298');
    expect(await scroll()).toBe(before);
  });

  await test.step('a row that is removed leaves the keyboard to the next', async () => {
    await page.keyboard.press('Delete');
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await expect(focused).toHaveAttribute('data-id', 'x299');
    await expect(grid.locator('[data-id="x298"]')).toHaveCount(0);
  });

  await test.step('all rows are marked, also those that never were in sight', async () => {
    await page.keyboard.press('Control+a');
    await expect(async () => {
      await page.keyboard.press('Delete');
      const asked = page.getByRole('dialog');
      const number = await asked.getByRole('heading').textContent();
      await asked.getByRole('button', { name: 'Keep' }).click();
      expect(number).toBe(`Remove ${count + 4} entries from the list?`);
    }).toPass();
    await expect(focused).toHaveAttribute('data-id', 'x299');
    await page.keyboard.press('Escape');
  });

  await test.step('a transfer far below is opened where the list is', async () => {
    await page.keyboard.press('Home');
    await expect(focused).toHaveAttribute('data-id', 'x-5');
    await tell(app, 'navigate', { to: 'transfer', id: 'x2500' });
    await expect(page.getByRole('region', { name: 'Transfer details' })).toContainText('2500.pdf');
    expect(await scroll()).toBe(0);
  });

  await test.step('a flood leads to ten questions a second, and the keyboard stays on its row', async () => {
    const began = Date.now();
    const rows = Array.from({ length: 10_000 }, (_, n) => ({ ...row(-n - 10), status: 'incoming' as const }));
    const slowest = slowestFrame(app);
    const questions = await flood(app, rows, 2);
    console.log(
      `${questions} questions in ${Date.now() - began} ms, slowest frame ${Math.round(await slowest)} ms`,
    );
    expect(questions).toBeLessThanOrEqual(((Date.now() - began) / 1_000) * 10 + 1);
    await page.waitForTimeout(400);
    expect(await shown.count()).toBeLessThan(60);
    await expect(focused).toHaveAttribute('data-id', 'x-5');
  });
  await app.stop();
});
