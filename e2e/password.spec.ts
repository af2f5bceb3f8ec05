import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './support/fixtures.ts';
import { answerDialogs } from './support/joining.ts';
import { look } from './support/look.ts';

const password = 'four words make one';

/** Everything that the app wrote, as text in which a password would be found. */
const written = (dir: string): string =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');

test('without a keyring a password protects the key, is asked at each start, and stands nowhere', async ({
  office,
  pair: { bob },
  files,
}) => {
  test.setTimeout(180_000);
  const app = office.person(`pia-${Date.now()}`, 'Pia Sword', {
    connectionFile: null,
    arguments: ['--password-store=basic'],
  });
  const connectionFile = join(office.options.dir, 'password.json');
  writeFileSync(connectionFile, JSON.stringify(office.organisation.connectionFile(office.accessOfEverybody)));
  await app.start();
  const button = (name: string) => app.page.getByRole('button', { name, exact: true });

  await test.step('it is chosen before anything is made', async () => {
    await expect(button('Use this password')).toHaveAttribute('aria-disabled', 'true');
    await app.page.getByLabel('Password', { exact: true }).fill(password);
    await app.page.getByLabel('The same password again').fill('four words make two');
    await expect(app.page.getByText('Type the same password twice.')).toBeVisible();
    await app.page.getByLabel('The same password again').fill(password);
    await button('Use this password').click();
    await button('Set up').click();
    await button('I have a connection file').click();
    await answerDialogs(app, connectionFile);
    await button('Choose connection file…').click();
    await button('Next').click();
    await app.page.getByLabel('Name', { exact: true }).fill('Pia Sword');
    await app.page.getByLabel('Address').fill(app.options.destination);
    await button('Next').click();
    await expect(app.page.getByText('A file that your password protects')).toBeVisible();
    await button('Make my key').click();
    await app.untilReady();
    await button('Go to Inbox').click();
  });

  await test.step('it is asked at the next start; a wrong one opens nothing and loses nothing', async () => {
    await app.stop();
    await app.start();
    await expect(app.page.getByLabel('Password')).toBeFocused();
    await app.page.getByLabel('Password').fill('not the password');
    await button('Open').click();
    await expect(app.page.getByRole('group', { name: 'KEY-309' })).toBeVisible();
    await look(app, 'password-wrong');
    await app.page.getByLabel('Password').fill(password);
    await button('Open').click();
    await app.untilReady();
    await app.send([files('after the password.txt', 'x')], bob.options.destination);
    await app.untilTransfer(({ status }) => status === 'delivered', 'delivered');
    await app.page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('button', { name: 'Settings' })
      .click();
    await expect(app.page.getByText('Protected by your password')).toBeVisible();
    await look(app, 'settings-identity-password');
  });
  await app.stop();
  expect(written(app.options.profileDir)).not.toContain(password);
});
