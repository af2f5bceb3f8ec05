import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  connectionFileFailures,
  fileCauses,
  keychainFaults,
  setUpFailures,
} from '../renderer/dev/every-failure.ts';
import { foundFailures, invitationFailures, joinFailures } from '../renderer/dev/every-identity-failure.ts';
import { preview } from '../renderer/dev/sample-organisation.ts';
import type { FailureText } from '../renderer/text/failure-text.ts';
import { foundFailureText, invitationFailureText, joinFailureText } from '../renderer/text/joining-text.ts';
import { keyringText } from '../renderer/text/keyring-text.ts';
import { settingNotKept } from '../renderer/text/settings-text.ts';
import { connectionFileText, setUpFailureText } from '../renderer/text/setup-text.ts';
import type { RunningApp } from '../scripts/driver/running-app.ts';
import { failed, ok } from '../shared/result.ts';
import { expect, test } from './support/fixtures.ts';
import { look, picture, snap } from './support/look.ts';
import { answer, tell } from './support/stage.ts';

async function said({ page }: RunningApp, { title, body }: FailureText): Promise<void> {
  await expect(page.locator('.cause p').filter({ hasText: `${title} ${body}` })).toBeVisible();
}

test('every failure of set-up and of settings is said', async ({ office }) => {
  test.setTimeout(180_000);
  const app = office.person(`set-up-${Date.now()}`, 'Sena Tup', { connectionFile: null });
  await app.start();
  const { page } = app;
  const pane = page.locator('main');

  await test.step('every way in which an invitation is not used', async () => {
    await page.getByRole('button', { name: 'Set up' }).click();
    await page.getByRole('button', { name: 'Next' }).click();
    for (const [at, failure] of invitationFailures.entries()) {
      await answer(app, 'joining.read', failed(failure));
      await page.getByLabel('Invitation').fill(`sealpost-invitation ${at}`);
      await page.getByRole('button', { name: 'Show what it contains' }).click();
      await said(app, invitationFailureText(failure, Date.now()));
      await expect(page.getByText('Nothing was sent or changed.')).toBeVisible();
      await picture(app, page.locator('#root'), `invitation-${at}-${failure.kind}`);
    }
  });

  await test.step('every way in which an organisation is not joined', async () => {
    await answer(app, 'joining.read', ok(preview));
    await page.getByLabel('Invitation').fill('sealpost-invitation');
    await page.getByRole('button', { name: 'Show what it contains' }).click();
    await look(app, 'first-run-preview');
    for (const row of [1, 2, 3]) await page.getByLabel(`Row ${row} is the same`).check();
    await page.getByRole('button', { name: 'Join nordkaj' }).click();
    await page.getByLabel('Spoken code').fill('40716 95238 61084 27359');
    await look(app, 'first-run-join');
    for (const [at, failure] of joinFailures.entries()) {
      await answer(app, 'joining.join', failed(failure));
      await page.getByRole('button', { name: 'Next' }).click();
      await said(app, joinFailureText(failure));
      await picture(app, page.locator('.cause'), `join-${at}-${failure.kind}`);
    }
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('button', { name: 'Back' }).click();
  });

  await test.step('every way in which an organisation is not founded', async () => {
    await page.getByLabel('No, found one').check();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByLabel('Name of the organisation').fill('nordkaj');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByLabel('Kafka servers').fill('127.0.0.1:9092');
    await look(app, 'first-run-found');
    for (const [at, failure] of foundFailures.entries()) {
      await answer(app, 'organisation.found', failed(failure));
      await page.getByRole('button', { name: 'Found nordkaj' }).click();
      await said(app, foundFailureText(failure, 'nordkaj'));
      await picture(app, page.locator('.cause'), `found-${at}-${failure.kind}`);
    }
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('button', { name: 'Back' }).click();
  });

  await test.step('every fault of a connection file', async () => {
    await page.getByRole('button', { name: 'I have a connection file' }).click();
    for (const [at, failure] of connectionFileFailures.entries()) {
      await answer(app, 'identity.chooseOrganisation', failed(failure));
      await page.getByRole('button', { name: 'Choose connection file…' }).click();
      await said(app, connectionFileText(failure));
      await picture(app, page.locator('.cause'), `connection-file-${at}-${failure.kind}`);
    }
  });

  await test.step('every way in which an address is not set up', async () => {
    await answer(app, 'identity.chooseOrganisation', ok({ organisation: 'acme' }));
    await page.getByRole('button', { name: 'Choose connection file…' }).click();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Sena Tup');
    for (const [at, failure] of setUpFailures.entries()) {
      await answer(app, 'identity.setUp', failed(failure));
      const next = page.getByRole('button', { name: 'Next' });
      if (await next.isVisible()) await next.click();
      await page.getByRole('button', { name: 'Make my key' }).click();
      await said(app, setUpFailureText(failure, 'acme'));
      await picture(app, page.locator('.cause'), `set-up-${at}-${failure.kind}`);
    }
  });

  await test.step('every reason why a keyring does not give the key', async () => {
    for (const why of keychainFaults) {
      const status = { kind: 'keychain-unavailable', backend: 'gnome_libsecret', why } as const;
      await tell(app, 'identity.changed', { ...status, setUp: true, restarts: true, password: false });
      // What a password protects has a screen of its own, which says a fault only after a try.
      if (why === 'password') await expect(page.getByLabel('Password')).toBeVisible();
      else await said(app, keyringText(why, true));
      await picture(app, pane, `keyring-${why}`);
    }
  });

  await test.step('every cause of a choice that was not kept', async () => {
    const own = { destination: 'sena@acme', label: 'Sena Tup' };
    await tell(app, 'identity.changed', { kind: 'not-started', ...own });
    await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Appearance' }).click();
    for (const cause of fileCauses) {
      await answer(app, 'settings.set', failed({ kind: 'not-kept', cause }));
      await page.getByRole('radio', { name: 'Dark' }).click();
      await said(app, settingNotKept(cause));
      await expect(page.getByRole('radio', { name: 'Light' })).toBeChecked();
      await picture(app, page.locator('.cause'), `setting-${cause}`);
    }
  });
  await app.stop();
});

test('a key that this keyring did not protect is said, left alone, and works when the right one is back', async ({
  office,
}) => {
  const app = office.person(`keyring-${Date.now()}`, 'Kay Ring');
  const keys = join(app.options.profileDir, 'keys');
  await app.start();
  await app.untilReady();
  await app.stop();
  const [name = ''] = readdirSync(keys);
  const key = readFileSync(join(keys, name));
  // As another keyring would have left it: encrypted, and not to be opened here.
  const foreign = Buffer.concat([Buffer.from('v11'), Buffer.alloc(33, 7)]);
  writeFileSync(join(keys, name), foreign);
  await app.start();
  await expect(app.page.getByText("This computer's keyring cannot open your key any more.")).toBeVisible();
  await snap(app, 'another-keyring');
  await app.stop();
  expect(readdirSync(keys)).toEqual([name]);
  expect(readFileSync(join(keys, name))).toEqual(foreign);
  writeFileSync(join(keys, name), key);
  await app.start();
  await app.untilReady();
  await app.stop();
});
