import { renameSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import type { RunningApp } from '../scripts/driver/running-app.ts';
import { expect, test } from './support/fixtures.ts';

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
