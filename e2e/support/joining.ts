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

/** How the servers are reached, as a person types it. */
export type Server = {
  readonly brokers: readonly string[];
  /** A file with the company's own authority, and who signs in; null where everybody may do everything. */
  readonly security: { readonly authority: string; readonly signIn: ServerSignIn } | null;
};
export type ServerSignIn = { readonly username: string; readonly password: string };

/** From the welcome to the saved root copy; set-up then asks for name and address. */
export async function found(
  app: RunningApp,
  name: string,
  { brokers, security }: Server,
  rootCopy: { readonly path: string; readonly password: string } | null,
): Promise<void> {
  const { page } = app;
  await button(app, 'Set up').click();
  await page.getByRole('radio', { name: 'No, found one' }).check();
  await button(app, 'Next').click();
  await page.getByLabel('Name of the organisation').fill(name);
  await button(app, 'Next').click();
  await page.getByLabel('Kafka servers').fill(brokers.join('\n'));
  await page.getByLabel('Encryption').selectOption(security ? 'own' : 'none');
  if (security) {
    await answerDialogs(app, security.authority);
    await button(app, 'Choose certificate…').click();
    await page.getByText(/valid until/).waitFor();
    await page.getByLabel('Sign in with').selectOption('scram-sha-512');
    await page.getByLabel('Sign-in name', { exact: true }).fill(security.signIn.username);
    await page.getByLabel('Password', { exact: true }).fill(security.signIn.password);
  }
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

/** @param signIn the spoken code that opens it, or the person's own */
export async function joinCompared(
  app: RunningApp,
  organisation: string,
  signIn: string | ServerSignIn | null,
): Promise<void> {
  const { page } = app;
  await compareRows(app);
  await button(app, `Join ${organisation}`).click();
  await page.getByRole('heading', { name: 'Connection' }).waitFor();
  if (typeof signIn === 'string') await page.getByLabel('Spoken code').fill(signIn);
  else if (signIn) {
    await page.getByLabel('Your sign-in name on the server').fill(signIn.username);
    await page.getByLabel('Your password on the server', { exact: true }).fill(signIn.password);
  }
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

/** Makes an invitation on the registrar's screen. @returns also the spoken code, where it locks a sign-in */
export async function invite(
  app: RunningApp,
  person: { readonly label: string; readonly address: string; readonly signIn: ServerSignIn | null } | null,
): Promise<{ readonly text: string; readonly code: string | null }> {
  const { page } = app;
  await rail(app, 'Requests').click();
  await button(app, /^Invite/)
    .first()
    .click();
  if (!person) await page.getByRole('radio', { name: 'Everybody' }).check();
  else {
    await page.getByLabel('Name', { exact: true }).fill(person.label);
    await page.getByLabel('Address', { exact: true }).fill(person.address);
    if (person.signIn) {
      await page.getByLabel('Sign-in name on the server').fill(person.signIn.username);
      await page.getByLabel('Password on the server', { exact: true }).fill(person.signIn.password);
    }
  }
  await button(app, 'Make invitation').click();
  const text = await page.getByLabel('Invitation text').inputValue();
  if (!person?.signIn) return { text, code: null };
  const said = page.locator('section').filter({ hasText: 'Say this on the phone' });
  const groups = await said.locator('ol.fp li > span[aria-hidden]:not(.k)').allInnerTexts();
  return { text, code: groups.join(' ') };
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
