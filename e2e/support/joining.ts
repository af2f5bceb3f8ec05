import type { Locator } from '@playwright/test';
import type { RunningApp } from '../../scripts/driver/running-app.ts';
import type { IdentityStatus } from '../../shared/identity.ts';
import type { Api } from '../../shared/ipc.ts';
import { expect } from './fixtures.ts';

/** What people do in the first run and on a registrar's screens, each through the window. */

const button = ({ page }: RunningApp, name: string | RegExp): Locator =>
  page.getByRole('button', { name, exact: typeof name === 'string' });

/** The next save or open dialog is answered with this path. */
export const answerDialogs = ({ electron }: RunningApp, path: string): Promise<void> =>
  electron.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, path);

/** One reads the code, the other ticks a row when it is the same. */
export async function compareRows({ page }: RunningApp): Promise<void> {
  for (const row of [1, 2, 3]) await page.getByLabel(`Row ${row} is the same`).check();
}

export const identityOf = ({ page }: RunningApp): Promise<IdentityStatus> =>
  page.evaluate(() => (window as unknown as { sealpost: Api }).sealpost.call('identity.status', undefined));

/** From the welcome to the saved root copy; set-up then asks for name and address. */
export async function found(
  app: RunningApp,
  name: string,
  broker: string,
  rootCopy: { readonly path: string; readonly password: string } | null,
): Promise<void> {
  const { page } = app;
  await button(app, 'Set up').click();
  await page.getByRole('radio', { name: 'No, found one' }).check();
  await button(app, 'Next').click();
  await page.getByLabel('Name of the organisation').fill(name);
  await button(app, 'Next').click();
  await page.getByLabel('Kafka servers').fill(broker);
  await page.getByLabel('Encryption').selectOption('none');
  await button(app, `Found ${name}`).click();
  await page.getByRole('heading', { name: 'Keep the root in a safe' }).waitFor({ timeout: 60_000 });
  if (!rootCopy) return button(app, 'Later').click();
  await answerDialogs(app, rootCopy.path);
  await page.getByLabel('Password', { exact: true }).fill(rootCopy.password);
  await page.getByLabel('The same password again').fill(rootCopy.password);
  await button(app, 'Save the root copy…').click();
}

/** From the welcome to the comparison of the root; nothing is sent before. */
export async function readInvitation(app: RunningApp, text: string): Promise<void> {
  await button(app, 'Set up').click();
  await button(app, 'Next').click();
  await app.page.getByLabel('Invitation', { exact: true }).fill(text);
  await button(app, 'Show what it contains').click();
}

export async function joinCompared(
  app: RunningApp,
  organisation: string,
  code: string | null,
): Promise<void> {
  await compareRows(app);
  await button(app, `Join ${organisation}`).click();
  await app.page.getByRole('heading', { name: 'Connection' }).waitFor();
  if (code !== null) await app.page.getByLabel('Spoken code').fill(code);
  await button(app, 'Next').click();
}

/** Name and address, then the key. */
export async function nameAndKey(
  app: RunningApp,
  label: string | null,
  address: string | null,
): Promise<void> {
  const { page } = app;
  await page.getByRole('heading', { name: 'Name and address' }).waitFor();
  if (label !== null) await page.getByLabel('Name', { exact: true }).fill(label);
  if (address !== null) await page.getByLabel('Address', { exact: true }).fill(address);
  await button(app, 'Next').click();
  await button(app, 'Make my key').click();
}

export const rail = ({ page }: RunningApp, name: string): Locator =>
  page.getByRole('navigation').getByRole('button', { name });

/** Makes an invitation on the registrar's screen. */
export async function invite(
  app: RunningApp,
  person: { readonly label: string; readonly address: string } | null,
): Promise<string> {
  const { page } = app;
  await rail(app, 'Requests').click();
  await button(app, /^Invite/)
    .first()
    .click();
  if (!person) await page.getByRole('radio', { name: 'Everybody' }).check();
  else {
    await page.getByLabel('Name', { exact: true }).fill(person.label);
    await page.getByLabel('Address', { exact: true }).fill(person.address);
  }
  await button(app, 'Make invitation').click();
  return page.getByLabel('Invitation text').inputValue();
}

/** Opens the request of an address, compares its code with what the other side shows, and approves it. */
export async function approve(app: RunningApp, address: string, code: string): Promise<void> {
  const { page } = app;
  await rail(app, 'Requests').click();
  await page.getByRole('row', { name: new RegExp(address.replaceAll('.', '\\.')) }).click();
  const request = page.getByRole('region', { name: 'Request', exact: true });
  await expect(request).toContainText(code.split(' ')[0] as string);
  await compareRows(app);
  await page.getByRole('radio', { name: 'On the phone' }).check();
  await request.getByRole('button', { name: 'Approve' }).click();
}
