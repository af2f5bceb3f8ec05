import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { dropOn } from '../scripts/driver/drag.ts';
import { enterSignIn } from '../scripts/driver/enter-sign-in.ts';
import type { Office } from '../scripts/driver/office.ts';
import { expect, test } from './support/fixtures.ts';

/** The box blocks the app until it is put away; here it is written down instead. */
const writesBoxDown = `
const { dialog } = require('electron');
dialog.showErrorBox = (title, body) => require('node:fs').writeFileSync(process.env.BOX, title + ' ' + body);
`;

/** Starts the app with a script before it. @returns what its error box says, and its exit code */
async function startWith(
  { options: { dir, electron, checkoutDir } }: Office,
  profileDir: string,
  script: string,
): Promise<{ readonly box: string; readonly code: unknown }> {
  const before = join(dir, 'before.cjs');
  const box = join(profileDir, 'box.txt');
  writeFileSync(before, script);
  const child = spawn(
    electron,
    ['-r', before, checkoutDir, `--profile=${profileDir}`, '--no-sandbox', '--disable-gpu'],
    { env: { ...process.env, BOX: box }, stdio: 'ignore' },
  );
  const late = setTimeout(() => child.kill('SIGKILL'), 30_000);
  const [code] = await once(child, 'exit');
  clearTimeout(late);
  return { box: existsSync(box) ? readFileSync(box, 'utf8') : '', code };
}

test('settings that cannot be read are put aside, said, and the next start goes on', async ({ office }) => {
  const app = office.person(`start-${Date.now()}`, 'Start', { connectionFile: null });
  const { profileDir } = app.options;
  const damaged = '{"identity": {"destination": "start@ac';
  writeFileSync(join(profileDir, 'settings.json'), damaged);
  const { box, code } = await startWith(office, profileDir, writesBoxDown);
  expect(box).toMatch(/^The settings of Sealpost could not be read\..*Code APP-902\.$/);
  expect(code).toBe(1);
  const kept = readdirSync(profileDir).find((name) => name.startsWith('settings.unreadable-'));
  expect(readFileSync(join(profileDir, kept ?? ''), 'utf8')).toBe(damaged);
  await app.start();
  await expect(app.page.getByRole('heading', { name: 'Registered mail for documents' })).toBeVisible();
  await app.stop();
});

/** A folder in which nothing may get another name. */
const keepsNames = `
const fs = require('node:fs');
fs.renameSync = () => { throw Object.assign(new Error('not permitted'), { code: 'EPERM' }); };
require('node:module').syncBuiltinESMExports();
`;

test('a damaged transfer list that cannot be put aside is said and left alone', async ({ office }) => {
  const { profileDir } = office.person(`list-${Date.now()}`, 'List').options;
  const damaged = 'this is no database. '.repeat(500);
  // The settings are written before nothing gets another name any more.
  writeFileSync(join(profileDir, 'identity.json'), JSON.stringify({ deviceId: 'a-device' }));
  rmSync(join(profileDir, 'settings.json'));
  writeFileSync(join(profileDir, 'transfers.sqlite'), damaged);
  const { box, code } = await startWith(office, profileDir, `${keepsNames}${writesBoxDown}`);
  expect(box).toMatch(/^The transfer list could not be read\..*Code APP-902\.$/);
  expect(code).toBe(1);
  expect(readFileSync(join(profileDir, 'transfers.sqlite'), 'utf8')).toBe(damaged);
});

test('what sends and receives does not start: it is said, and "Try again" starts it', async ({ office }) => {
  const app = office.person(`spool-${Date.now()}`, 'Spool');
  const spool = join(app.options.profileDir, 'incoming');
  writeFileSync(spool, 'a file where the folder belongs');
  await app.start();
  await expect(app.page.getByText('Sending and receiving did not start.')).toBeVisible();
  await expect(app.page.getByText('Waiting for your certificate')).toHaveCount(0);
  rmSync(spool);
  await app.page.getByRole('button', { name: 'Try again' }).click();
  await app.untilReady();
  await app.stop();
});

/** Lets the page's process die twice, and writes down what the app does then. */
const killsPage = `
const { app, BrowserWindow, dialog } = require('electron');
const { appendFileSync } = require('node:fs');
const say = (line) => appendFileSync(process.env.BOX, line + '\\n');
const page = () => BrowserWindow.getAllWindows()[0].webContents;
const headings = async () => {
  while ((await page().executeJavaScript("document.querySelectorAll('h1').length")) === 0);
};
const load = (contents) => new Promise((resolve) => contents.once('did-finish-load', resolve));
dialog.showErrorBox = (title, body) => say(title + ' ' + body);
app.on('browser-window-created', async (_event, window) => {
  await load(window.webContents);
  await headings();
  const again = load(window.webContents);
  window.webContents.forcefullyCrashRenderer();
  await again;
  await headings();
  say('The page is back.');
  window.webContents.forcefullyCrashRenderer();
});
`;

// Not driven by Playwright: what it attaches to does not come back after its death.
test('a page that dies is loaded anew once, then the app says so and ends', async ({ office }) => {
  const { profileDir } = office.person(`page-${Date.now()}`, 'Page', { connectionFile: null }).options;
  const { box, code } = await startWith(office, profileDir, killsPage);
  expect(box).toMatch(/^The page is back\.\n.*Its window stopped twice\..*Code APP-901\.\n$/);
  expect(code).toBe(0);
});

test('without a UTF-8 locale the app starts again in one, and takes a document of any name', async ({
  office,
  files,
}) => {
  test.skip(process.platform !== 'linux', 'only Linux reads names by a locale');
  const { options } = office.person(`locale-${Date.now()}`, 'Locale');
  const { profileDir, electron, checkoutDir } = options;
  const flags = [
    '--remote-debugging-port=0',
    '--password-store=gnome-libsecret',
    '--disable-gpu',
    '--no-sandbox',
  ];
  // One category that names a locale which is not installed is enough.
  const env = { ...process.env, LC_ALL: '', LANG: 'C.UTF-8', LC_TIME: 'xx_YY.UTF-8' };
  const first = spawn(electron, [checkoutDir, `--profile=${profileDir}`, ...flags], { env, stdio: 'ignore' });
  expect(await once(first, 'exit')).toEqual([0, null]);
  const browser = await started(profileDir);
  const page = browser.contexts()[0]?.pages()[0] as Page;
  try {
    if (options.signIn) await enterSignIn(page, await options.signIn());
    await page.getByRole('heading', { name: 'Nothing received yet.' }).waitFor();
    await dropOn(page, [files('Hợp đồng Müller.pdf', 'x'.repeat(2_000))]);
    await expect(page.getByText('Hợp đồng Müller.pdf')).toBeVisible();
  } finally {
    // Chromium's lock of a profile names the process that holds it.
    const second = Number(readlinkSync(join(profileDir, 'SingletonLock')).split('-').pop());
    process.kill(second, 'SIGTERM');
    await expect.poll(() => existsSync(`/proc/${second}`)).toBe(false);
    await browser.close();
  }
});

/** The second start tells its debugging port in its profile. */
async function started(profileDir: string): Promise<Browser> {
  const giveUpAt = Date.now() + 30_000;
  for (;;) {
    try {
      const [port] = readFileSync(join(profileDir, 'DevToolsActivePort'), 'utf8').split('\n');
      return await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
