import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { dragOf } from '../scripts/driver/drag.ts';
import type { RunningApp } from '../scripts/driver/running-app.ts';
import { expect, test } from './support/fixtures.ts';
import { look } from './support/look.ts';

const place = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name }).click();

test('every screen, in light, dark and narrow', async ({ pair: { alice, bob }, files }) => {
  await look(bob, 'empty-inbox');
  await place(alice.page, 'Sent');
  await look(alice, 'empty-sent');
  await alice.send(
    [
      files('Q3 report.pdf', 'a'.repeat(240_000)),
      files('Offer 2027-114, both languages.docx', randomBytes(184_000)),
    ],
    bob.options.destination,
  );
  await alice.until('both are delivered', 60_000, async () =>
    (await alice.transfers()).filter(({ status }) => status === 'delivered').length === 2 ? true : null,
  );
  await bob.send(
    [files('Hợp đồng thuê văn phòng 2026, bản ký.xlsx', 'c'.repeat(5_000))],
    alice.options.destination,
  );
  await alice.untilTransfer(
    ({ direction, status }) => direction === 'received' && status === 'received',
    'received',
  );

  await place(alice.page, 'Sent');
  await alice.page.locator('[role="row"][data-status="delivered"]').first().click();
  await alice.page.locator('[data-step="confirmed"][data-state="done"]').waitFor();
  await look(alice, 'sent-details');
  await alice.page.getByRole('tab', { name: 'Technical details' }).click();
  await look(alice, 'technical-details');
  await place(bob.page, 'Inbox');
  await bob.page.locator('[role="row"][data-status="received"]').first().click();
  await bob.page.locator('[data-step="confirmation-sent"][data-state="done"]').waitFor();
  await look(bob, 'inbox-details');

  await alice.page.getByRole('button', { name: /^New transfer/ }).click();
  await alice.drop([files('Floor plans.zip', 'd'.repeat(90_000))]);
  const field = alice.page.getByRole('combobox', { name: 'Add a person or an address' });
  await field.fill('bob');
  await alice.page.getByRole('option').first().click();
  await alice.page
    .getByRole('button', { name: 'Send', exact: true })
    .and(alice.page.locator('[aria-disabled="false"]'))
    .waitFor();
  await look(alice, 'new-transfer');
  await place(alice.page, 'People');
  await look(alice, 'people');
  await place(alice.page, 'Settings');
  await look(alice, 'settings-identity');
  const sections = alice.page.getByRole('navigation', { name: 'Settings sections' });
  for (const section of ['Connection', 'Notifications', 'Files', 'Appearance', 'About']) {
    await sections.getByRole('button', { name: section }).click();
    await look(alice, `settings-${section.toLowerCase()}`);
  }
  await alice.page.getByTitle('Notifications').click();
  await look(alice, 'notifications');

  await place(alice.page, 'Inbox');
  const drag = await dragOf(alice.page, [files('dragged.pdf', 'e')]);
  for (const type of ['dragEnter', 'dragOver'] as const) await drag(type, { x: 800, y: 600 });
  await alice.page.getByTestId('drop-overlay').waitFor();
  await look(alice, 'drop-overlay');
  await alice.page.keyboard.press('Escape');
  await expect(alice.page.getByTestId('drop-overlay')).toHaveCount(0);
});

test('a computer without a keyring is told so, and no key is made', async ({ office }) => {
  const app = office.person(`locked-${Date.now()}`, 'Locked Out', {
    arguments: ['--password-store=basic'],
    // Without a keyring a sign-in cannot be kept either.
    signIn: async () => ({ access: office.access, secrets: {} }),
  });
  await app.start();
  await expect(app.page.getByText('KEY-305')).toBeVisible();
  await look(app, 'keyring-missing');
  expect(readdirSync(join(app.options.profileDir, 'keys'))).toEqual([]);
  if (process.platform === 'linux') await restarts(app);
  await app.stop();
});

test('a keyring that is missing before set-up: no step counts as done', async ({ office }) => {
  const app = office.person(`early-${Date.now()}`, 'Early', {
    connectionFile: null,
    arguments: ['--password-store=basic'],
  });
  await app.start();
  await expect(app.page.getByRole('region', { name: 'Before set-up' })).toContainText('KEY-305');
  await expect(app.page.locator('.steps li.ok')).toHaveCount(0);
  await look(app, 'keyring-missing-first');
  await app.stop();
});

/** The keyring is asked once a process: the app ends in order, and is asked to be started anew. */
async function restarts(app: RunningApp): Promise<void> {
  const mark = join(app.options.profileDir, 'relaunched');
  await app.electron.evaluate(({ app: self }, path) => {
    const { writeFileSync } = process.getBuiltinModule('node:fs');
    self.relaunch = () => writeFileSync(path, 'yes');
  }, mark);
  const ended = new Promise((resolve) => app.electron.process().once('exit', resolve));
  // The end of the app may come before the answer to the click that caused it; any other failure counts.
  await app.page
    .getByRole('button', { name: 'Restart Sealpost' })
    .click()
    .catch((error: unknown) => {
      if (!String(error).includes('has been closed')) throw error;
    });
  expect(await ended).toBe(0);
  expect(existsSync(mark)).toBe(true);
}
