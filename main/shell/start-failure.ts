import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { type StartFailureText, startFailureText } from '../../shared/text/start-failure-text.ts';
import { isDamage } from '../storage/damage.ts';
import { NotJson, NotKept } from '../storage/json-file.ts';
import { TooNew } from '../storage/migrations/migrate.ts';

const full = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL']);
const forbidden = new Set(['EACCES', 'EPERM', 'EROFS', 'SQLITE_READONLY', 'SQLITE_PERM', 'SQLITE_CANTOPEN']);

/** Why the app did not start, and what to do. Settings that cannot be read are put aside, never lost. @param now milliseconds since 1970 */
export function startFailure(error: unknown, profileDir: string, now: number): StartFailureText {
  const given = error instanceof NotKept ? error.cause : error;
  const reason = given instanceof Error ? given : new Error(String(given));
  const kind = String((reason as NodeJS.ErrnoException).code ?? '');
  if (reason instanceof NotJson) return unreadableSettings(profileDir, reason.file, now);
  if (reason instanceof TooNew) return startFailureText({ kind: 'list-too-new' });
  if (full.has(kind)) return startFailureText({ kind: 'no-space' });
  if (forbidden.has(kind) || reason.message.includes('Unable to open connection'))
    return startFailureText({ kind: 'no-access', folder: profileDir });
  // A damaged list is put aside and built anew: this one could not be moved.
  if (isDamage(reason))
    return startFailureText({ kind: 'list-unreadable', path: join(profileDir, 'transfers.sqlite') });
  return startFailureText({ kind: 'other', message: reason.message });
}

/** They are put aside, so that the next start can go on without them. */
function unreadableSettings(profileDir: string, file: string, now: number): StartFailureText {
  const from = join(profileDir, file);
  const name = file.replace(/\.json$/, '');
  const to = join(profileDir, `${name}.unreadable-${new Date(now).toISOString().replace(/[:.]/g, '-')}.json`);
  const isAddress = file === 'identity.json';
  try {
    renameSync(from, to);
  } catch (error) {
    console.error('the settings could not be put aside', error);
    return startFailureText({ kind: 'settings-unreadable', isAddress, path: from });
  }
  // A profile of an earlier version has both in one file.
  const addressStays = !isAddress && existsSync(join(profileDir, 'identity.json'));
  return startFailureText({ kind: 'settings-put-aside', isAddress, path: to, addressStays });
}
