import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { NotJson, NotKept } from '../storage/json-file.ts';

export type StartFailure = { readonly title: string; readonly body: string };

const code = 'Code APP-902.';
const full = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL']);
const forbidden = new Set(['EACCES', 'EPERM', 'EROFS', 'SQLITE_READONLY', 'SQLITE_PERM', 'SQLITE_CANTOPEN']);
const damaged = new Set(['SQLITE_NOTADB', 'SQLITE_CORRUPT']);

/** Why the app did not start, and what to do. Settings that cannot be read are put aside, never lost. */
export function startFailure(error: unknown, profileDir: string, now = new Date()): StartFailure {
  const given = error instanceof NotKept ? error.cause : error;
  const reason = given instanceof Error ? given : new Error(String(given));
  const kind = String((reason as NodeJS.ErrnoException).code ?? '');
  if (reason instanceof NotJson) return unreadableSettings(profileDir, reason.file, now);
  if (full.has(kind))
    return {
      title: 'Sealpost has no space left on this disk.',
      body: `Free up space, then open Sealpost again. Your documents are safe. ${code}`,
    };
  if (forbidden.has(kind) || reason.message.includes('Unable to open connection'))
    return {
      title: 'Sealpost cannot use its folder.',
      body: `Allow this user to read and write ${profileDir}, then open Sealpost again. Your documents are safe. ${code}`,
    };
  // Rows of the list are JSON too.
  if (damaged.has(kind) || reason instanceof SyntaxError)
    return {
      title: 'The transfer list could not be read.',
      body: `Move ${join(profileDir, 'transfers.sqlite')} to another place, or put back a copy, then open Sealpost again. Your documents are safe. ${code}`,
    };
  return {
    title: 'Sealpost could not start.',
    body: `Open it again. If it says so again, report this: ${reason.message}. Your documents are safe. ${code}`,
  };
}

/** They are put aside, so that the next start can go on without them. */
function unreadableSettings(profileDir: string, file: string, now: Date): StartFailure {
  const from = join(profileDir, file);
  const name = file.replace(/\.json$/, '');
  const to = join(profileDir, `${name}.unreadable-${now.toISOString().replace(/[:.]/g, '-')}.json`);
  const own = file === 'identity.json';
  const title = own ? 'Your address could not be read.' : 'The settings of Sealpost could not be read.';
  try {
    renameSync(from, to);
  } catch (error) {
    console.error('the settings could not be put aside', error);
    return { title, body: `Move ${from} to another place, then open Sealpost again. ${code}` };
  }
  // A profile of an earlier version has both in one file.
  const next =
    own || !existsSync(join(profileDir, 'identity.json'))
      ? 'Open Sealpost again and set it up anew, or put back a copy first. Your key and your transfers stay.'
      : 'Open Sealpost again and choose your settings anew, or put back a copy first. Your address, your key and your transfers stay.';
  return { title, body: `${own ? 'The file was' : 'They were'} kept as ${to}. ${next} ${code}` };
}
