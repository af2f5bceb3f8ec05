import { renameSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import type { RunningApp } from '../scripts/driver/running-app.ts';
import { expect, test } from './support/fixtures.ts';
import { snap } from './support/look.ts';

/** The row of a document, opened. */
async function openRow({ page }: RunningApp, name: string): Promise<Locator> {
  await page.getByRole('row').filter({ hasText: name }).first().click();
  return page.getByRole('region', { name: 'Transfer details' });
}

const place = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name }).click();

test('a document that was moved away is said, whatever is asked of it, and the window lives on', async ({
  pair: { alice, bob },
  files,
}) => {
  const path = files('moved.pdf', 'x'.repeat(3_000));
  await alice.send([path], bob.options.destination);
  await alice.untilTransfer(({ status }) => status === 'delivered', 'delivered');
  const received = await bob.untilTransfer(({ status }) => status === 'received', 'received');
  renameSync(path, `${path}.elsewhere`);
  renameSync(received.path ?? '', `${received.path}.elsewhere`);
  await place(alice.page, 'Sent');
  for (const [app, actions] of [
    [alice, ['Open', 'Show in folder']],
    [bob, ['Open', 'Show in folder', 'Save as…']],
  ] as const) {
    for (const action of actions) {
      const details = await openRow(app, 'moved.pdf');
      await details.getByRole('button', { name: action, exact: true }).click();
      await expect(details.getByText('The document is no longer in its folder.')).toBeVisible();
      await expect(app.page.getByRole('heading', { name: 'Sealpost' })).toBeVisible();
      // Opening the row anew puts the failure away.
      await place(app.page, 'Settings');
      await place(app.page, app === alice ? 'Sent' : 'Inbox');
    }
  }
});

test('names of every script and of hidden files arrive seen, and read as one', async ({
  pair: { alice, bob },
  files,
  notifications,
}) => {
  const names = {
    '.directory': 'directory',
    'گزارش نامه\u200cها.pdf': 'گزارش نامه\u200cها.pdf',
    'हिन्दी क्\u200dष.pdf': 'हिन्दी क्\u200dष.pdf',
  };
  await alice.blur();
  await bob.blur();
  await alice.send(
    Object.keys(names).map((name) => files(name, name.repeat(100))),
    bob.options.destination,
  );
  await bob.until('all are received', 60_000, async () =>
    (await bob.transfers()).filter(({ status }) => status === 'received').length === 3 ? true : null,
  );
  expect(bob.received).toEqual(Object.values(names).sort());
  const persian = '\u2068گزارش نامه\u200cها.pdf\u2069';
  await notifications.waitFor(({ body }) => body.includes(persian));
  const row = bob.page.getByRole('row').filter({ hasText: 'گزارش' });
  await row.click();
  // Right to left, the end of the name stands left of its beginning.
  const [head, tail] = await Promise.all(
    [0, 1].map(async (at) => row.locator('.document-name > span').nth(at).boundingBox()),
  );
  expect((tail?.x ?? 0) + (tail?.width ?? 0)).toBeLessThanOrEqual((head?.x ?? 0) + 1);
  await bob.page.locator('[data-step="confirmation-sent"][data-state="done"]').waitFor();
  await snap(bob, 'names');
});
