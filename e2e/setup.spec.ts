import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningApp } from '../scripts/driver/running-app.ts';
import type { IdentityStatus } from '../shared/identity.ts';
import type { Api } from '../shared/ipc.ts';
import { expect, test } from './support/fixtures.ts';
import { look } from './support/look.ts';

/** Answers the next open dialog. */
const choose = ({ electron }: RunningApp, path: string): Promise<void> =>
  electron.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, path);

test('a new person sets up, is certified, and sends a first document', async ({
  office,
  pair: { bob },
  files,
}) => {
  const app = office.person(`dora-${Date.now()}`, 'Dora Novák', { connectionFile: null });
  const connectionFile = join(office.options.dir, 'acme.json');
  const wrongFile = files('not-a-connection.json', '{"organisation": "acme"}');
  writeFileSync(connectionFile, JSON.stringify(office.organisation.connectionFile(office.accessOfEverybody)));
  await app.start();
  const { page } = app;
  await expect(page.getByRole('heading', { name: 'Registered mail for documents' })).toBeVisible();
  await look(app, 'first-run');
  await page.getByRole('button', { name: 'Set up' }).click();
  await expect(page.getByRole('heading', { name: 'Join your organisation, or found one' })).toBeVisible();
  await look(app, 'first-run-organisation');
  await page.getByRole('button', { name: 'I have a connection file' }).click();
  await choose(app, wrongFile);
  await page.getByRole('button', { name: 'Choose connection file…' }).click();
  await expect(page.getByText('CFG-701')).toBeVisible();
  await choose(app, connectionFile);
  await page.getByRole('button', { name: 'Choose connection file…' }).click();
  await expect(page.getByText('Organisation acme')).toBeVisible();
  await look(app, 'first-run-connection');

  // Set-up goes on where it was left.
  await app.stop();
  await app.start();
  await app.page.getByLabel('Name').fill('Dora Novák');
  await expect(app.page.getByLabel('Address')).toHaveValue('dora.novak@acme');
  await app.page.getByLabel('Address').fill('Dora Novák@acme');
  await app.page.getByRole('button', { name: 'Next' }).click();
  await expect(app.page.getByRole('group', { name: 'ADR-204' })).toBeVisible();
  await look(app, 'first-run-name');
  await app.page.getByLabel('Address').fill(app.options.destination);
  await app.page.getByRole('button', { name: 'Next' }).click();
  await look(app, 'first-run-key');
  await app.page.getByRole('button', { name: 'Make my key' }).click();
  await app.untilReady();
  await expect(app.page.getByRole('heading', { name: 'You are ready' })).toBeVisible();
  await look(app, 'first-run-ready');
  await app.page.getByRole('button', { name: 'Send a test document to yourself' }).click();
  const shown = app.page.getByRole('region', { name: 'Test document' });
  await expect(shown).toHaveAttribute('data-status', 'delivered', { timeout: 30_000 });
  await expect(shown).toContainText('your app received and verified the document');
  await expect(shown.locator('[data-step="confirmed"]')).toHaveAttribute('data-state', 'done');
  await look(app, 'first-run-tested');
  await app.page.getByRole('button', { name: 'Go to Inbox' }).click();
  await app.send([files('first.txt', 'My first document.')], bob.options.destination);
  await app.untilTransfer(
    ({ status, documentName }) => status === 'delivered' && documentName === 'first.txt',
    'delivered',
  );
  await app.stop();
});

test('a wrong server: what is not sent is not said to be, and set-up starts again with the same key', async ({
  office,
}) => {
  const app = office.person(`eva-${Date.now()}`, 'Eva Roth', { connectionFile: null });
  const right = join(office.options.dir, 'right.json');
  const wrong = join(office.options.dir, 'wrong.json');
  const file = office.organisation.connectionFile(office.accessOfEverybody);
  writeFileSync(right, JSON.stringify(file));
  writeFileSync(wrong, JSON.stringify({ ...file, brokers: ['127.0.0.1:1'] }));
  await app.start();
  const { page } = app;
  const button = (name: string) => page.getByRole('button', { name });
  await button('Set up').click();
  await button('I have a connection file').click();
  await choose(app, wrong);
  await button('Choose connection file…').click();
  await button('Next').click();
  await page.getByLabel('Name').fill('Eva Roth');
  await page.getByLabel('Address').fill('eav.roth@acme');
  await button('Next').click();
  await button('Make my key').click();
  await expect(page.getByText('Your request is sent when you are connected;')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Request code' }).getByRole('listitem')).toHaveCount(12);
  const keys = (): readonly string[] => readdirSync(join(app.options.profileDir, 'keys'));
  const kid = (name: string | undefined): string | undefined => name?.split('.').at(-2);
  const made = keys();
  expect(made).toHaveLength(1);
  await look(app, 'waiting-offline');
  await showRefusal(app);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Settings' }).click();
  await look(app, 'settings-identity-refused');
  await page
    .getByRole('navigation', { name: 'Settings sections' })
    .getByRole('button', { name: 'Connection' })
    .click();
  await look(app, 'settings-connection-waiting');

  await button('Start set-up again').click();
  await button('I have a connection file').click();
  await choose(app, right);
  await button('Choose another file…').click();
  await button('Next').click();
  await page.getByLabel('Name').fill('Eva Roth');
  await page.getByLabel('Address').fill(app.options.destination);
  await button('Next').click();
  await button('Make my key').click();
  await app.untilReady();
  // The same key, now of the address that it was certified for.
  expect(keys()).toEqual([`${app.options.destination}.${kid(made[0])}.key`]);
  await app.stop();
});

/** Kafka of the tests refuses nobody: the page is told so by hand. */
async function showRefusal(app: RunningApp): Promise<void> {
  const status = await app.page.evaluate(() =>
    (window as unknown as { sealpost: Api }).sealpost.call('identity.status', undefined),
  );
  const refused = { ...status, request: 'not-allowed' } as IdentityStatus;
  await app.electron.evaluate(
    ({ BrowserWindow }, news) => BrowserWindow.getAllWindows()[0]?.webContents.send('identity.changed', news),
    refused,
  );
  const cause = app.page.getByRole('group', { name: 'NET-405' });
  await expect(cause.getByRole('button', { name: 'Try again' })).toBeVisible();
  await look(app, 'waiting-refused');
}
