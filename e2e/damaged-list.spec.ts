import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningApp } from '../scripts/driver/running-app.ts';
import { listDamagedText, listPutAsideText } from '../shared/text/damaged-list-text.ts';
import { expect, test } from './support/fixtures.ts';
import { look, snap } from './support/look.ts';

const listOf = ({ options }: RunningApp): string => join(options.profileDir, 'transfers.sqlite');
const putAside = ({ options }: RunningApp): readonly string[] =>
  readdirSync(options.profileDir).filter((name) => /^transfers\.damaged-.*\.sqlite$/.test(name));
const untilNamed = (app: RunningApp, name: string, status: string) =>
  app.untilTransfer((row) => row.documentName === name && row.status === status, `${name} ${status}`);

/** How a page of SQLite begins that holds rows, or entries of an index. */
const rows = 0x0d;
const entries = 0x0a;

/** Overwrites each page of this kind that has these words. @throws where there is none */
function overwrite(path: string, kind: number, words: string): void {
  const bytes = readFileSync(path);
  const size = bytes.readUInt16BE(16);
  let found = 0;
  for (let at = size; at < bytes.length; at += size) {
    if (bytes[at] !== kind || !bytes.subarray(at, at + size).includes(words)) continue;
    bytes.fill(7, at, at + size);
    found++;
  }
  if (found === 0) throw new Error(`no page has ${words}`);
  writeFileSync(path, bytes);
}

const damages: Readonly<Record<string, (path: string) => void>> = {
  'other bytes in its place': (path) => writeFileSync(path, 'this is no database. '.repeat(500)),
  'cut to half': (path) => truncateSync(path, statSync(path).size >> 1),
  'cut to nothing': (path) => truncateSync(path, 0),
  'the pages of its rows overwritten': (path) => overwrite(path, rows, '"documentName"'),
};

/** All of it came back once, nothing was saved again, and nobody was told of a document that they have. */
async function expectRebuilt(bob: RunningApp, names: readonly string[], aside: string): Promise<void> {
  for (const name of names) await untilNamed(bob, name, 'received');
  const rows = await bob.transfers();
  expect(rows.map(({ documentName }) => documentName).sort()).toEqual([...names].sort());
  expect(new Set(rows.map(({ path }) => path)).size).toBe(names.length);
  expect(rows.filter(({ unread }) => unread)).toEqual([]);
  expect(bob.received).toEqual([...names].sort());
  const told = listPutAsideText(join(bob.options.profileDir, aside));
  const list = await bob.notifications();
  expect(list.map(({ title, body }) => ({ title, body }))).toEqual([told]);
}

test('a damaged list is put aside and built anew from the server and the folder, and the person is told', async ({
  pair: { alice, bob },
  files,
}) => {
  test.setTimeout(240_000);
  const names = ['contract.txt', 'plan.txt', 'minutes.txt'];
  const paths = names.map((name) => files(name, `this is ${name}`));
  await alice.send(paths, bob.options.destination);
  await bob.send([files('answer.txt', 'an answer')], alice.options.destination);
  for (const name of names) await untilNamed(alice, name, 'delivered');
  await untilNamed(bob, 'answer.txt', 'delivered');
  await alice.until('all outcomes are told', 10_000, async () =>
    (await alice.notifications()).length >= 4 ? true : null,
  );
  const toldToAlice = (await alice.notifications()).map(({ title }) => title);

  for (const [name, damage] of Object.entries(damages)) {
    await test.step(name, async () => {
      const before = putAside(bob);
      await bob.stop();
      // What was closed in order needs no look at every page.
      expect(statSync(`${listOf(bob)}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
      damage(listOf(bob));
      await bob.start();
      await bob.untilReady();
      const [aside, ...more] = putAside(bob).filter((one) => !before.includes(one));
      expect(more).toEqual([]);
      await expectRebuilt(bob, names, aside ?? '');
    });
  }
  // Alice heard of each document once, however often she got Bob's answer.
  expect((await alice.notifications()).map(({ title }) => title)).toEqual(toldToAlice);
  for (const name of names) await untilNamed(alice, name, 'delivered');

  await test.step('the person sees what happened, and opens a document of the new list', async () => {
    await bob.page.getByTitle('Notifications').click();
    await expect(bob.page.getByText('Your transfer list was damaged')).toBeVisible();
    await look(bob, 'list-put-aside');
    await bob.electron.evaluate(({ shell }) => {
      const note = (what: string): void => {
        (globalThis as { opened?: string }).opened = decodeURI(what).replace('file://', '');
      };
      // Which of the two is used depends on the version of Electron.
      shell.openPath = async (path) => {
        note(path);
        return '';
      };
      shell.openExternal = async (url) => note(url);
    });
    await bob.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Inbox' }).click();
    await bob.page.getByRole('row').filter({ hasText: 'plan.txt' }).click();
    await look(bob, 'list-built-anew');
    const details = bob.page.getByRole('region', { name: 'Transfer details' });
    await details.getByRole('button', { name: 'Open', exact: true }).click();
    await expect
      .poll(() => bob.electron.evaluate(() => (globalThis as { opened?: string }).opened))
      .toBe(join(bob.options.receivedDir, 'plan.txt'));
  });

  await test.step('a new document goes through both ways', async () => {
    await alice.send([files('new from Alice.txt', 'new')], bob.options.destination);
    await bob.send([files('new from Bob.txt', 'new')], alice.options.destination);
    await untilNamed(alice, 'new from Alice.txt', 'delivered');
    await untilNamed(bob, 'new from Bob.txt', 'delivered');
    expect(bob.received).toEqual([...names, 'new from Alice.txt'].sort());
  });

  await test.step('damage that is met while the app runs is told, and the next start builds anew', async () => {
    await bob.stop();
    // The index by person, which only what comes anew needs.
    overwrite(listOf(bob), entries, alice.options.destination);
    await bob.start();
    await bob.untilReady();
    await alice.send([files('last.txt', 'last')], bob.options.destination);
    await bob.until('the damage is told', 30_000, async () =>
      (await bob.notifications()).some(({ title }) => title === listDamagedText.title) ? true : null,
    );
    await bob.page.getByTitle('Notifications').click();
    await snap(bob, 'list-damaged');
    const before = putAside(bob);
    await bob.stop();
    await bob.start();
    await bob.untilReady();
    await untilNamed(bob, 'last.txt', 'received');
    await untilNamed(alice, 'last.txt', 'delivered');
    expect(putAside(bob)).toHaveLength(before.length + 1);
    expect(bob.received).toEqual([...names, 'new from Alice.txt', 'last.txt'].sort());
  });
});
