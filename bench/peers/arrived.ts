import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

export async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Looks whether the one document in the folder has this hash, and removes it: the next one is new there too. */
export async function takeArrived(folder: string, hash: string): Promise<void> {
  const names = readdirSync(folder);
  const [name] = names;
  if (name === undefined || names.length > 1) throw new Error(`${names.length} documents arrived, not one`);
  const path = join(folder, name);
  if ((await sha256(path)) !== hash) throw new Error('another document arrived than was sent');
  rmSync(path);
}

/** What a peer that failed left there. */
export function empty(folder: string): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
}
