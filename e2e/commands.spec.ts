import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningApp } from '../scripts/driver/running-app.ts';
import { expect, test } from './support/fixtures.ts';
import { look } from './support/look.ts';

/** Chooses a menu command, as a click would. */
const choose = ({ electron }: RunningApp, label: string): Promise<void> =>
  electron.evaluate(({ Menu }, wanted) => {
    const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
    const item = items.find((one) => one.label.replace('&', '') === wanted);
    if (!item) throw new Error(`the menu has no ${wanted}`);
    item.click();
  }, label);

const here = ({ page }: RunningApp) =>
  page.getByRole('navigation', { name: 'Main' }).locator('[aria-current="page"]');

test('the keys are listed, and nothing moves behind the list', async ({ pair: { alice } }) => {
  await alice.page.keyboard.press('Control+/');
  const list = alice.page.getByRole('dialog', { name: 'Keyboard list' });
  await expect(list).toBeVisible();
  await look(alice, 'keyboard-list');
  await choose(alice, 'People');
  await choose(alice, 'Keyboard list');
  await alice.page.keyboard.press('Control+2');
  await expect(here(alice)).toHaveText(/Inbox/);
  await alice.page.keyboard.press('Escape');
  await expect(list).toHaveCount(0);
  await choose(alice, 'Keyboard list');
  await list.getByRole('button', { name: 'Close' }).click();
  await expect(list).toHaveCount(0);
  await choose(alice, 'People');
  await expect(here(alice)).toHaveText(/People/);
  await choose(alice, 'Notifications');
  await expect(alice.page.getByRole('heading', { name: 'Notifications' })).toBeVisible();
});

test('a place that is asked for while the page loads is shown when it is there', async ({
  pair: { alice },
}) => {
  await alice.electron.evaluate(async ({ BrowserWindow, Menu }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
    const item = items.find(({ label }) => label === 'S&ettings');
    await new Promise<void>((resolve) => {
      contents?.once('did-start-navigation', () => resolve());
      contents?.reload();
    });
    item?.click();
  });
  await expect(here(alice)).toHaveText(/Settings/);
});

test('save as, mark unread and remove work by menu and key', async ({
  pair: { alice, bob },
  files,
  office,
}) => {
  await alice.send([files('letter.txt', 'A letter.')], bob.options.destination);
  await bob.untilTransfer(({ status }) => status === 'received', 'received');
  const row = bob.page.locator('[role="row"][data-status="received"]');
  await row.click();
  await expect(bob.page.getByRole('region', { name: 'Transfer details' })).toContainText('letter.txt');
  const copy = join(office.options.dir, 'copy.txt');
  await bob.electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, copy);
  await bob.page.keyboard.press('Control+s');
  await expect.poll(() => read(copy)).toBe('A letter.');
  const unread = async (): Promise<boolean | undefined> => (await bob.transfers())[0]?.unread;
  await expect.poll(unread).toBe(false);
  await bob.page.keyboard.press('Control+Shift+U');
  await expect.poll(unread).toBe(true);
  await choose(bob, 'Remove from list…');
  await bob.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect.poll(async () => (await bob.transfers()).length).toBe(0);
  await expect(bob.page.getByText('Nothing received yet.')).toBeVisible();
});

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
