import {
  closeSync,
  constants,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { chmod, copyFile, open, realpath, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { partIn, withPart } from './parts.ts';

/**
 * Puts bytes into a file so that after any end it holds the old ones or the new ones, never a part.
 * Only its owner can read it.
 * @throws the system's error; the file is then as it was
 */
export function writeWhole(path: string, bytes: string | Buffer): void {
  const place = placeOf(path);
  const part = partIn(dirname(place));
  try {
    writeFileSync(part, bytes, { mode: 0o600, flag: 'wx', flush: true });
    renameSync(part, place);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
  syncFolderSync(dirname(place));
}

/**
 * Copies a file to a name that may be taken: what has the name keeps it until the copy is whole.
 * @param before told of the folder in which an end in the middle leaves a part of the copy
 * @throws the system's error; what had the name is then as it was
 */
export async function copyWhole(
  from: string,
  to: string,
  before: (dir: string) => void = () => {},
): Promise<void> {
  const place = await realpath(to).catch(() => to);
  const dir = dirname(place);
  await withPart(dir, async (part) => {
    before(dir);
    try {
      await copyFile(from, part, constants.COPYFILE_EXCL);
      // A copy takes over the mode, and what may not be written cannot be synced.
      await chmod(part, 0o600);
      const file = await open(part, 'r+');
      try {
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(part, place);
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  });
  syncFolderSync(dir);
}

/** A link keeps leading where it leads: its target gets the bytes. */
function placeOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** The name is durable then. Some file systems cannot do it; the file stands there all the same. */
function syncFolderSync(dir: string): void {
  if (process.platform === 'win32') return;
  try {
    const folder = openSync(dir, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EIO') throw error;
  }
}
