import { mkdirSync, readdirSync, renameSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { obstacleText } from '../renderer/text/obstacle-text.ts';
import type { RunningApp } from '../scripts/driver/running-app.ts';
import { noSmallDrive, SmallDrive } from '../scripts/driver/small-drive.ts';
import type { Obstacle, ObstacleCause } from '../shared/obstacle.ts';
import { expect, test } from './support/fixtures.ts';
import { look, snap } from './support/look.ts';

const strip = (page: Page) => page.locator('.strip');
const rowOf = (page: Page, status: string) => page.locator(`[role="row"][data-status="${status}"]`).first();
const untilNamed = (app: RunningApp, name: string, status: string, wait = 30_000) =>
  app.untilTransfer((row) => row.documentName === name && row.status === status, `${name} ${status}`, wait);

const causes: readonly ObstacleCause[] = [
  ...(['not-there', 'another-folder', 'not-writable', 'no-space'] as const),
  ...(['too-large-for-drive', 'drive-error', 'other'] as const),
];
const obstacles: readonly Obstacle[] = (['received-folder', 'own-drive'] as const).flatMap((place) =>
  causes.map((cause) => ({ place, cause })),
);

/** Some causes take broken drives: the page is told of them as of any other. */
async function lookAtEveryObstacle(app: RunningApp): Promise<void> {
  const waiting = (await app.transfers()).find(({ status }) => status === 'cannot-save');
  for (const waitingFor of obstacles) {
    await app.electron.evaluate(
      ({ BrowserWindow }, transfer) =>
        BrowserWindow.getAllWindows()[0]?.webContents.send('transfers.changed', {
          rows: [transfer],
          lists: [],
        }),
      { ...waiting, waitingFor },
    );
    const { code, title } = obstacleText(waitingFor);
    await expect(app.page.getByRole('group', { name: code })).toContainText(title);
    await snap(app, `obstacle-${waitingFor.place}-${waitingFor.cause}`);
  }
}

test('the folder for received documents is away: nothing is written in its place, and it comes later', async ({
  pair: { alice, bob },
  files,
}) => {
  test.setTimeout(240_000);
  const { receivedDir } = bob.options;
  await alice.send([files('before.txt', 'before')], bob.options.destination);
  await untilNamed(bob, 'before.txt', 'received');
  // As where its drive is not connected: at its path stands the empty folder for mounting it.
  renameSync(receivedDir, `${receivedDir} on its drive`);
  await expect(strip(bob.page)).toContainText('The folder for received documents is not there.');
  mkdirSync(receivedDir);
  await expect(strip(bob.page)).toContainText('is not the one that you chose');
  await look(bob, 'folder-another');

  await alice.send([files('waits.txt', 'waits')], bob.options.destination);
  await untilNamed(bob, 'waits.txt', 'cannot-save');
  await rowOf(bob.page, 'cannot-save').click();
  await bob.page.locator('[data-step="saved"][data-state="waiting"]').waitFor();
  rmdirSync(receivedDir);
  await expect(strip(bob.page)).toContainText('The folder for received documents is not there.');
  await expect(bob.page.getByRole('group', { name: 'DSK-602' })).toBeVisible();
  await look(bob, 'folder-not-there-row');
  await lookAtEveryObstacle(bob);
  await strip(bob.page).getByRole('button', { name: 'Open settings' }).click();
  await look(bob, 'folder-not-there');

  mkdirSync(receivedDir);
  await untilNamed(alice, 'waits.txt', 'refused', 90_000);
  await alice.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Sent' }).click();
  await rowOf(alice.page, 'refused').click();
  await expect(alice.page.getByRole('group', { name: 'DSK-610' })).toBeVisible();
  await look(alice, 'not-saved-there');
  expect(readdirSync(receivedDir)).toEqual([]);

  rmdirSync(receivedDir);
  renameSync(`${receivedDir} on its drive`, receivedDir);
  await untilNamed(bob, 'waits.txt', 'received');
  await expect(strip(bob.page)).toHaveCount(0);
  await untilNamed(alice, 'waits.txt', 'delivered');
  expect(bob.received).toEqual(['before.txt', 'waits.txt']);
});

test('a drive that takes no document says why, and takes it by itself when it can', async ({
  office,
  pair: { alice },
  files,
}) => {
  test.skip(noSmallDrive !== null, noSmallDrive ?? '');
  test.setTimeout(180_000);
  const receivedDir = join(office.options.dir, 'dana', 'On the drive');
  mkdirSync(receivedDir, { recursive: true });
  // Less than is kept free for the rest of the computer.
  const drive = await SmallDrive.mount(receivedDir, '32m');
  const electron = drive.program(office.options.electron);
  const dana = office.person('dana', 'Dana Reyes', { receivedDir, electron });
  try {
    await dana.start();
    await dana.untilReady();
    await alice.send([files('no space.txt', 'no space')], dana.options.destination);
    await untilNamed(dana, 'no space.txt', 'cannot-save');
    await rowOf(dana.page, 'cannot-save').click();
    await expect(dana.page.getByRole('group', { name: 'DSK-601' })).toBeVisible();
    await look(dana, 'folder-no-space');
    drive.remount('size=256m');
    await untilNamed(dana, 'no space.txt', 'received');

    drive.remount('ro');
    await alice.send([files('protected.txt', 'protected')], dana.options.destination);
    await untilNamed(dana, 'protected.txt', 'cannot-save');
    await expect(strip(dana.page)).toContainText('Sealpost may not write to the folder');
    await rowOf(dana.page, 'cannot-save').click();
    await expect(dana.page.getByRole('group', { name: 'DSK-612' })).toBeVisible();
    await look(dana, 'folder-not-writable');
    const other = join(office.options.dir, 'dana', 'Another folder');
    mkdirSync(other);
    await dana.electron.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
    }, other);
    await strip(dana.page).getByRole('button', { name: 'Open settings' }).click();
    await dana.page.getByRole('button', { name: 'Choose another folder…' }).click();
    await expect(strip(dana.page)).toHaveCount(0);
    await untilNamed(dana, 'protected.txt', 'received');
    await untilNamed(alice, 'protected.txt', 'delivered');
    expect(readdirSync(drive.at('.')).sort()).toEqual(['.sealpost-folder', 'no space.txt']);
    expect(readdirSync(other).sort()).toEqual(['.sealpost-folder', 'protected.txt']);
  } finally {
    await dana.stop();
    await drive.unmount();
  }
});
