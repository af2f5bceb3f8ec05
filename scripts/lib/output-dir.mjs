import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { Missing } from './say.mjs';

/** Makes a folder for results where also the plain user of a run by root may write. */
export function makeOutputDir(dir, { fresh = false } = {}) {
  try {
    if (fresh) rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir, { recursive: true });
    chmodSync(dir, 0o777);
  } catch (error) {
    if (error.code !== 'EACCES' && error.code !== 'EPERM') throw error;
    throw new Missing(
      `The results of an earlier run by another user are in the way: ${dir}`,
      `Run: sudo rm -rf '${dir}'`,
    );
  }
}
