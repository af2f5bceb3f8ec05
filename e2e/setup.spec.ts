import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './support/fixtures.ts';
import { look } from './support/look.ts';

test('a new person sets up, is certified, and sends a first document', async ({
  office,
  pair: { bob },
  files,
}) => {
  const app = office.person(`dora-${Date.now()}`, 'Dora Novák', { connectionFile: null });
  const connectionFile = join(office.options.dir, 'acme.json');
  const wrongFile = files('not-a-connection.json', '{"organisation": "acme"}');
  writeFileSync(connectionFile, JSON.stringify(office.organisation.connectionFile(office.brokers)));
  await app.start();
  const { page } = app;
  const choose = (path: string): Promise<void> =>
    app.electron.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    }, path);

  await expect(page.getByRole('heading', { name: 'Registered mail for documents' })).toBeVisible();
  await look(app, 'first-run');
  await page.getByRole('button', { name: 'Set up' }).click();
  await choose(wrongFile);
  await page.getByRole('button', { name: 'Choose connection file…' }).click();
  await expect(page.getByText('CFG-701')).toBeVisible();
  await choose(connectionFile);
  await page.getByRole('button', { name: 'Choose connection file…' }).click();
  await expect(page.getByText('Organisation acme')).toBeVisible();
  await look(app, 'first-run-connection');

  // Set-up goes on where it was left.
  await app.stop();
  await app.start();
  await app.page.getByLabel('Name').fill('Dora Novák');
  await expect(app.page.getByLabel('Address')).toHaveValue('dora.novak@acme');
  await app.page.getByLabel('Address').fill('Dora Novák@acme');
  await app.page.getByRole('button', { name: 'Set up' }).click();
  await expect(app.page.getByRole('group', { name: 'ADR-204' })).toBeVisible();
  await look(app, 'first-run-name');
  await app.page.getByLabel('Address').fill(app.options.destination);
  await app.page.getByRole('button', { name: 'Set up' }).click();
  await app.untilReady();
  await app.send([files('first.txt', 'My first document.')], bob.options.destination);
  await app.untilTransfer(({ status }) => status === 'delivered', 'delivered');
  await app.stop();
});
