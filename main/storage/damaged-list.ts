import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { writeWhole } from '../files/whole-file.ts';
import { Damaged } from './damage.ts';
import type { SqlDatabase } from './database.ts';

/** What SQLite keeps beside a database. */
const beside = ['-wal', '-shm'] as const;
/** SQLite takes a file that is shorter than its smallest page for a new database, and writes over it. */
const smallestPage = 512;
/** Beside the journal: an error of this kind was met while the app ran, so all of it is looked through at the next start. */
const doubt = '-doubted';

const bytesOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** Whether there is no list yet, nor anything of one. */
export const isMissing = (path: string): boolean => !existsSync(path);

/** The app was cut off: it had no time to put its newest changes from the log into the file. */
export const wasCutOff = (path: string): boolean => bytesOf(`${path}-wal`) > 0;

/** @throws Damaged where SQLite would take what is left of a journal for a new one, and write over it */
export function refuseRemains(path: string): void {
  const isLost = isMissing(path) ? wasCutOff(path) : bytesOf(path) < smallestPage && statSync(path).isFile();
  if (isLost) throw new Damaged('hardly anything is left of the journal');
}

/** Notes that the journal is to be looked through at the next start. A disk that does not take the note is logged. */
export function noteDoubt(path: string): void {
  try {
    writeWhole(`${path}${doubt}`, 'Sealpost looks through its transfer list at the next start.\n');
  } catch (error) {
    console.error('that the journal is damaged could not be noted', error);
  }
}

/**
 * Looks at every page of a journal that was cut off, and at every index and row of one that is doubted: else a
 * damaged page is met only when it is needed. @throws Damaged, or SQLite's own error
 */
export function lookThrough(database: SqlDatabase, path: string, how: { readonly cutOff: boolean }): void {
  const isDoubted = existsSync(`${path}${doubt}`);
  if (isDoubted || how.cutOff) {
    const check = isDoubted ? 'integrity_check' : 'quick_check';
    const found = database.first(`PRAGMA ${check}(1)`)?.[check];
    if (found !== 'ok') throw new Damaged(String(found));
  }
  if (!isDoubted) return;
  const broken =
    "SELECT count(*) AS n FROM transfers WHERE NOT (json_valid(record) AND json_type(record) = 'object')";
  // A list that was never made whole has no such table yet.
  const has = database.first("SELECT 1 AS n FROM sqlite_master WHERE name = 'transfers'");
  const n = has ? Number(database.first(broken)?.n) : 0;
  if (n > 0) throw new Damaged(`${n} rows of the journal hold no JSON`);
  rmSync(`${path}${doubt}`, { force: true });
}

/**
 * Moves the journal and what SQLite keeps beside it to another name in the same folder. Nothing is deleted.
 * @param now milliseconds since 1970 @returns the path where it is kept now @throws the system's error
 */
export function putAside(path: string, now: number): string {
  const stem = `${withoutSuffix(path)}.damaged-${new Date(now).toISOString().replace(/[:.]/g, '-')}`;
  const taken = (to: string): boolean => ['', ...beside].some((end) => existsSync(`${to}${end}`));
  let to = `${stem}.sqlite`;
  for (let n = 2; taken(to); n++) to = `${stem}-${n}.sqlite`;
  // Its own file first: a log without its file is known as what is left of a journal, should the app end here.
  for (const end of ['', ...beside])
    if (existsSync(`${path}${end}`)) renameSync(`${path}${end}`, `${to}${end}`);
  rmSync(`${path}${doubt}`, { force: true });
  return to;
}

/** The list that was put aside last, or null. Its names end with the time, so they sort by it. */
export function lastPutAside(path: string): string | null {
  const dir = dirname(path);
  const start = `${basename(withoutSuffix(path))}.damaged-`;
  const kept = readdirSync(dir).filter((name) => name.startsWith(start));
  const last = kept
    .map((name) => name.replace(/\.sqlite(-wal|-shm)?$/, '.sqlite'))
    .sort()
    .at(-1);
  return last === undefined ? null : join(dir, last);
}

const withoutSuffix = (path: string): string => path.replace(/\.sqlite$/, '');
