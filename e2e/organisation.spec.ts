import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeInvitation } from '../main/joining/invitation.ts';
import type { RunningApp } from '../scripts/driver/running-app.ts';
import { foundIn } from '../scripts/organisation/authority-keys.ts';
import { expect, test } from './support/fixtures.ts';
import {
  approve,
  found,
  identityOf,
  invite,
  joinCompared,
  nameAndKey,
  rail,
  readInvitation,
} from './support/joining.ts';
import { look } from './support/look.ts';
import { serverOf, signInOf } from './support/server.ts';

test.afterEach(async ({ office }, info) => {
  if (info.status === info.expectedStatus) return;
  for (const [name, app] of office.apps)
    if (app.isRunning) await app.page.screenshot({ path: info.outputPath(`${name}.png`) });
});

const files = (dir: string): readonly string[] =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(dir, name))
    .filter((path) => statSync(path).isFile());

/** No key in clear: not in the words of PEM, and not as the bytes of PKCS#8. */
const clearKeys = (dir: string): readonly string[] =>
  files(dir).filter((path) => {
    const text = readFileSync(path).toString('latin1');
    return /PRIVATE KEY|MIIG\/[A-Za-z0-9+/]{200}|MIIEv[A-Za-z0-9+/]{200}/.test(text);
  });

async function codeOf(app: RunningApp): Promise<string> {
  const status = await app.until('a request code', 30_000, async () => {
    const now = await identityOf(app);
    return now.kind === 'waiting-for-certificate' && now.requestCode !== '' && now.request === 'sent'
      ? now
      : null;
  });
  return status.requestCode;
}

test('one founds an organisation, two join by invitation, are approved, and documents go all ways', async ({
  office,
  files: document,
}) => {
  test.setTimeout(300_000);
  const began = Date.now();
  const organisation = `nordkaj${Date.now() % 100_000}`;
  const person = (name: string, label: string): RunningApp =>
    office.person(`${name}-${organisation}`, label, { connectionFile: null });
  const maja = person('maja', 'Maja Sundström');
  const eva = person('eva', 'Eva Roth');
  const jonas = person('jonas', 'Jonas Berg');
  await maja.start();
  const rootCopy = { path: join(office.options.dir, `${organisation}.root`), password: 'a long password' };
  await test.step('Maja founds it, and keeps its root in a file', async () => {
    await found(
      maja,
      organisation,
      await serverOf(office.kafka, `maja@${organisation}`, office.options.dir),
      rootCopy,
    );
    await nameAndKey(maja, 'Maja Sundström', `maja@${organisation}`);
    await maja.page.getByRole('heading', { name: 'You are ready' }).waitFor({ timeout: 60_000 });
    await look(maja, 'founded-ready');
    await maja.page.getByRole('button', { name: 'Send a test document to yourself' }).click();
    await expect(maja.page.getByText('verified').first()).toBeVisible({ timeout: 60_000 });
    console.log(`founded, and a verified test document after ${Date.now() - began} ms`);
    await look(maja, 'founded-test-document');
    await maja.page.getByRole('button', { name: 'Go to Inbox' }).click();
  });

  const toEva = `eva.roth@${organisation}`;
  const signIn = await signInOf(office.kafka, toEva);
  const { text: forEva, code } = await invite(maja, { label: 'Eva Roth', address: toEva, signIn });
  await look(maja, 'invitation-made');
  const { text: forAll } = await invite(maja, null);

  await test.step('Eva joins with hers; an altered one is refused before', async () => {
    await eva.start();
    const at = Math.floor(forEva.length / 2);
    await readInvitation(eva, forEva.slice(0, at) + (forEva[at] === 'A' ? 'B' : 'A') + forEva.slice(at + 1));
    await expect(eva.page.getByRole('group', { name: 'JOI-801' })).toBeVisible();
    await eva.page.getByLabel('Invitation', { exact: true }).fill(forEva);
    await eva.page.getByRole('button', { name: 'Show what it contains' }).click();
    await look(eva, 'invitation-preview');
    await joinCompared(eva, organisation, code);
    await nameAndKey(eva, null, null);
    await approve(maja, `eva.roth@${organisation}`, await codeOf(eva));
    await eva.page.getByRole('heading', { name: 'You are ready' }).waitFor({ timeout: 60_000 });
  });

  await test.step('Jonas is refused with a reason, asks again, and is approved', async () => {
    await jonas.start();
    await readInvitation(jonas, forAll);
    await joinCompared(jonas, organisation, await signInOf(office.kafka, `jonas@${organisation}`));
    await nameAndKey(jonas, 'Jonas Berg', `jonas@${organisation}`);
    const code = await codeOf(jonas);
    await rail(maja, 'Requests').click();
    await maja.page.getByRole('row', { name: new RegExp(`jonas@${organisation}`) }).click();
    await look(maja, 'request-new');
    await maja.page.getByRole('button', { name: 'Refuse…' }).click();
    await maja.page.getByRole('radio', { name: 'I do not know this person' }).check();
    await maja.page.getByLabel(/What Jonas reads/).fill('I could not reach you. Please call me.');
    await maja.page.getByRole('dialog').getByRole('button', { name: 'Refuse', exact: true }).click();
    await expect(jonas.page.getByText('I could not reach you. Please call me.')).toBeVisible();
    await look(jonas, 'waiting-refused-by-registrar');
    await jonas.page.getByRole('button', { name: 'Ask again' }).click();
    await approve(maja, `jonas@${organisation}`, code);
    await jonas.page.getByRole('heading', { name: 'You are ready' }).waitFor({ timeout: 60_000 });
  });

  await test.step('an invitation to another root of the same name is refused on a computer that knows the true one', async () => {
    const kim = person('kim', 'Kim Lund');
    await kim.start();
    await readInvitation(kim, forAll);
    await joinCompared(kim, organisation, await signInOf(office.kafka, `kim@${organisation}`));
    await kim.page.getByRole('heading', { name: 'Name and address' }).waitFor();
    await kim.page.getByRole('button', { name: 'Back' }).click();
    await kim.page.getByRole('button', { name: 'Next' }).click();
    const false_ = await foundIn(join(office.options.dir, `false-${organisation}`), organisation);
    const text = writeInvitation(
      {
        ...{ organisation, root: false_.root, issuing: false_.issuing, forPerson: null, locked: null },
        from: { destination: `maja@${organisation}`, label: 'Maja Sundström' },
        until: Date.now() + 86_400_000,
        access: office.access,
      },
      (statement) => false_.signed(statement),
    );
    await kim.page.getByLabel('Invitation', { exact: true }).fill(text);
    await kim.page.getByRole('button', { name: 'Show what it contains' }).click();
    await expect(kim.page.getByRole('group', { name: 'JOI-803' })).toBeVisible();
    await look(kim, 'invitation-another-root');
    await kim.stop();
  });

  await test.step('documents go from each to the next', async () => {
    for (const app of [eva, jonas]) await app.page.getByRole('button', { name: 'Go to Inbox' }).click();
    const ring = [
      [maja, `eva.roth@${organisation}`],
      [eva, `jonas@${organisation}`],
      [jonas, `maja@${organisation}`],
    ] as const;
    for (const [from, to] of ring) {
      const [sent] = await from.send([document(`to ${to}.txt`, `from ${from.options.label}`)], to);
      await from.untilTransfer(({ id, status }) => id === sent?.id && status === 'delivered', 'delivered');
    }
  });

  await test.step('no key lies in clear on any disk, and the root key on none', async () => {
    for (const app of [maja, eva, jonas]) {
      await app.stop();
      expect(clearKeys(app.options.profileDir)).toEqual([]);
    }
    const authority = readFileSync(join(maja.options.profileDir, 'registrar', 'authority.json'), 'utf8');
    expect(JSON.parse(authority)).toMatchObject({ rootKey: null, rootCopy: { triedAt: null } });
    expect(readFileSync(rootCopy.path).subarray(0, 4).toString()).toBe('SPB1');
  });
});
