import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Those that this process makes now: whoever clears up leaves them alone. */
const underWay = new Set<string>();

/** A copy on its way to its name. No document gets a name like it. */
export const isPartName = (name: string): boolean => /^\.sealpost-[0-9a-f-]{36}\.part$/.test(name);

/** A name in this folder for a copy on its way to its name. */
export const partIn = (dir: string): string => join(dir, `.sealpost-${randomUUID()}.part`);

/** Copies into this folder: `work` is given the path that the copy has until it gets its name, and leaves nothing there. */
export async function withPart<Value>(dir: string, work: (part: string) => Promise<Value>): Promise<Value> {
  const part = partIn(dir);
  underWay.add(part);
  try {
    return await work(part);
  } finally {
    underWay.delete(part);
  }
}

/**
 * Removes from a folder what an end of the app left half copied there. Never rejects.
 * @returns whether nothing of it is left; false also where the folder cannot be looked into now
 */
export async function clearParts(dir: string): Promise<boolean> {
  try {
    for (const name of await readdir(dir))
      if (isPartName(name) && !underWay.has(join(dir, name))) await rm(join(dir, name), { force: true });
  } catch {
    // Its drive may be away: it is looked at again at the next start.
    return false;
  }
  return ![...underWay].some((part) => dirname(part) === dir);
}
