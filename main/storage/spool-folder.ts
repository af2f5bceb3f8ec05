import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isTransferId } from '../protocol/transfer-id.ts';

const spoolSuffix = '.spool';
const plaintextSuffix = '.plain';

export const spoolPath = (dir: string, transferId: string): string =>
  join(dir, `${transferId}${spoolSuffix}`);

/** Of a document until it is verified. */
export const plaintextPath = (dir: string, id: string): string => join(dir, `${id}${plaintextSuffix}`);

/** Makes the folder, and removes plaintext that a crash left. @returns the transfers that have a spool */
export async function spoolsIn(dir: string): Promise<readonly string[]> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(dir))
    if (name.endsWith(plaintextSuffix)) rmSync(join(dir, name), { force: true });
  return (await readdir(dir))
    .filter((name) => name.endsWith(spoolSuffix))
    .map((name) => name.slice(0, -spoolSuffix.length))
    .filter(isTransferId);
}
