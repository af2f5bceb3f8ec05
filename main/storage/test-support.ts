import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';

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

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;

/** Whether this system lets the tests mount; a plain user may not. */
export const isReadOnlyMountable =
  isRoot && spawnSync('unshare', ['--mount', 'true'], { stdio: 'ignore' }).status === 0;

/** Protects a folder from writing, as the switch on a memory card does, until the end of its scope. */
export function readOnlyMount(path: string): Disposable {
  execFileSync('mount', ['--bind', path, path]);
  execFileSync('mount', ['-o', 'remount,bind,ro', path]);
  return { [Symbol.dispose]: () => void execFileSync('umount', [path]) };
}
