import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { historyRow } from '../transfers/log/history-row.ts';
import { SqlDatabase } from './database.ts';
import { migrate } from './migrations/migrate.ts';

/** A folder for each test, removed after it. */
export function temporaryFolders(): () => string {
  const made: string[] = [];
  afterEach(() => {
    for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
  });
  return () => {
    const dir = mkdtempSync(join(tmpdir(), 'sealpost-test-'));
    made.push(dir);
    return dir;
  };
}

/** Why this machine cannot give a test a small drive of its own; null where it can. */
export const noSmallDrive =
  process.platform === 'linux' && process.getuid?.() === 0 && mounts()
    ? null
    : 'only root on Linux may mount';

/** A drive of that many kilobytes for each test, taken away after it. */
export function smallDrives(): (kilobytes: number) => string {
  const mounted: string[] = [];
  const folder = temporaryFolders();
  afterEach(() => {
    for (const dir of mounted.splice(0)) spawnSync('umount', ['--lazy', dir]);
  });
  return (kilobytes) => {
    const dir = folder();
    spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'sealpost-test', dir]);
    mounted.push(dir);
    return dir;
  };
}

function mounts(): boolean {
  const dir = mkdtempSync(join(tmpdir(), 'sealpost-test-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', 'sealpost-test', dir]).status === 0;
  if (mounted) spawnSync('umount', [dir]);
  rmSync(dir, { recursive: true, force: true });
  return mounted;
}

/** Whether this system lets the tests mount; a plain user may not. */
export const isReadOnlyMountable =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['--mount', 'true'], { stdio: 'ignore' }).status === 0;

/** Protects a folder from writing, as the switch on a memory card does, until the end of its scope. */
export function readOnlyMount(path: string): Disposable {
  execFileSync('mount', ['--bind', path, path]);
  execFileSync('mount', ['-o', 'remount,bind,ro', path]);
  return { [Symbol.dispose]: () => void execFileSync('umount', [path]) };
}

/** A journal of the present version. */
export function openJournal(path: string): SqlDatabase {
  const database = new SqlDatabase(path);
  migrate(database, historyRow);
  return database;
}
