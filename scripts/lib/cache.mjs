import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from './places.mjs';

const day = 24 * 60 * 60 * 1000;

/**
 * Fills a folder of the cache as a whole or not at all. Of two runs that make the same one at once,
 * both go on with what was there first.
 * @param {string} name its name in the cache
 * @param {string} prefix of the temporary folder
 * @param {(temporaryDir: string) => string | Promise<string>} make returns the folder that it filled
 * @returns {Promise<string>} the folder
 */
export async function fillCache(name, prefix, make, dir = cacheDir) {
  const target = join(dir, name);
  mkdirSync(dir, { recursive: true, mode: 0o755 });
  removeLeftovers(prefix, dir);
  const temporaryDir = mkdtempSync(join(dir, `${prefix}-`));
  try {
    moveTo(target, await make(temporaryDir));
  } finally {
    rmSync(temporaryDir, { recursive: true, force: true });
  }
  return target;
}

function moveTo(target, made) {
  try {
    renameSync(made, target);
  } catch (error) {
    // Another run was first (EPERM is how Windows says so): what it made is the same.
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code) || !existsSync(target)) throw error;
  }
}

/** What an interrupted run left; a younger one may still be at work. */
function removeLeftovers(prefix, dir) {
  const temporary = new RegExp(`^${prefix}-[A-Za-z0-9]{6}$`);
  for (const name of readdirSync(dir).filter((one) => temporary.test(one))) {
    const path = join(dir, name);
    const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (made !== undefined && Date.now() - made > day) rmSync(path, { recursive: true, force: true });
  }
}
