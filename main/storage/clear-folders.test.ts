import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { partIn } from '../files/parts.ts';
import { clearFolders } from './clear-folders.ts';
import { SettingsStore } from './settings-store.ts';
import { temporaryFolders } from './test-support.ts';

const folder = temporaryFolders();

/** A folder for received documents with half a document in it. */
function withHalf(path = join(folder(), 'Received')): string {
  mkdirSync(path, { recursive: true });
  writeFileSync(partIn(path), 'half');
  return path;
}

test('half a document in a folder that was chosen before is removed at the next start', async () => {
  const profile = folder();
  const [own, first, second] = [withHalf(), withHalf(), withHalf()];
  const settings = new SettingsStore(profile, own);
  settings.chooseReceivedDir(first);
  settings.chooseReceivedDir(second);
  await clearFolders(new SettingsStore(profile, own));
  expect([own, first, second].map((dir) => readdirSync(dir))).toEqual([[], [], []]);
  // It is looked into once only.
  expect(new SettingsStore(profile, own).foldersToClear).toEqual([]);
});

test('a folder whose drive is away is cleared when it is there again', async () => {
  const profile = folder();
  const own = withHalf();
  const settings = new SettingsStore(profile, own);
  const drive = withHalf();
  settings.clearLater(drive);
  renameSync(drive, `${drive} away`);
  await clearFolders(settings);
  expect(settings.foldersToClear).toEqual([drive]);
  renameSync(`${drive} away`, drive);
  await clearFolders(new SettingsStore(profile, own));
  expect(readdirSync(drive)).toEqual([]);
});

test('the newest eight folders are remembered, each once', () => {
  const settings = new SettingsStore(folder(), '/received');
  for (let n = 0; n < 12; n++) settings.clearLater(`/folder ${n}`);
  settings.clearLater('/folder 7');
  expect(settings.foldersToClear).toEqual([7, 11, 10, 9, 8, 6, 5, 4].map((n) => `/folder ${n}`));
});
