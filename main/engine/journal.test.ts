import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Transfer } from '../../shared/transfer.ts';
import { SqlDatabase } from '../storage/database.ts';
import { TooNew } from '../storage/migrations/migrate.ts';
import {
  isReadOnlyMountable,
  noSmallDrive,
  readOnlyMount,
  smallDrives,
  temporaryFolders,
} from '../storage/test-support.ts';
import { newOutgoing } from '../transfers/sending/new-outgoing.ts';
import { Journal } from './journal.ts';

const folder = temporaryFolders();
const drive = smallDrives();
const nobody = { changed: () => {}, progress: () => {}, removed: () => {} };
const alone = { isConnected: false, clockBlocks: false, offlineSince: null, retentionOf: () => null };
const everything = { direction: null, filter: 'all', search: '', person: null } as const;
const open = (dir: string, damaged = (): void => {}): Journal =>
  new Journal(dir, { ...nobody, damaged }, () => alone);
const pathOf = (dir: string): string => join(dir, 'transfers.sqlite');
const names = ({ log }: Journal): readonly (string | null)[] =>
  log.page(everything, null, 1_000).rows.map(({ documentName }) => documentName);

/** What the person is told at this start, once. */
function toldBy(journal: Journal): readonly string[] {
  const told: string[] = [];
  journal.tellPutAside((path) => told.push(path));
  journal.tellPutAside(() => expect.unreachable('told twice'));
  return told;
}

function put({ log }: Journal, count: number): void {
  log.together(() => {
    for (let n = 0; n < count; n++)
      log.put(
        newOutgoing(
          {
            ...{ from: 'alice@acme', recipient: 'bob@acme', recipientLabel: 'Bob' },
            ...{ path: `/documents/${n}.txt`, documentName: `${n}.txt`, documentSize: 1_000 },
          },
          1_700_000_000_000 + n,
        ),
      );
  });
}

/** A profile whose list has so many rows, and which was closed in order. */
function profile(count = 200): string {
  const dir = folder();
  const journal = open(dir);
  put(journal, count);
  journal.database.close();
  return dir;
}

/** The same of an app that was cut off: its newest changes stand in the log. */
function cutOffProfile(): string {
  const dir = folder();
  const journal = open(dir);
  put(journal, 200);
  const left = folder();
  for (const end of ['', '-wal', '-shm']) copyFileSync(`${pathOf(dir)}${end}`, `${pathOf(left)}${end}`);
  journal.database.close();
  return left;
}

function overwrite(path: string, from: number, bytes: Buffer): void {
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, from);
  closeSync(file);
}

/** Overwrites the pages of one table, wherever SQLite put them. */
function overwriteTable(dir: string, table: string): void {
  const database = new SqlDatabase(pathOf(dir));
  const pageSize = Number(database.first('PRAGMA page_size')?.page_size);
  const root = Number(database.first('SELECT rootpage FROM sqlite_master WHERE name = ?', table)?.rootpage);
  database.close();
  overwrite(pathOf(dir), (root - 1) * pageSize, Buffer.alloc(pageSize, 7));
}

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

const damages: Readonly<Record<string, (dir: string) => void>> = {
  'random bytes in its place': (dir) => writeFileSync(pathOf(dir), 'this is no database. '.repeat(500)),
  'zeros in its place': (dir) => writeFileSync(pathOf(dir), Buffer.alloc(statSync(pathOf(dir)).size)),
  'cut to half': (dir) => truncateSync(pathOf(dir), statSync(pathOf(dir)).size >> 1),
  'cut to nothing': (dir) => truncateSync(pathOf(dir), 0),
  'cut to less than a page': (dir) => truncateSync(pathOf(dir), 100),
  'a row that is no JSON': (dir) => {
    const database = new SqlDatabase(pathOf(dir));
    database.run(
      'UPDATE transfers SET record = substr(record, 1, 80) WHERE position = (SELECT min(position) FROM transfers)',
    );
    database.close();
  },
  'its table of rows overwritten': (dir) => overwriteTable(dir, 'transfers'),
  'its schema overwritten': (dir) => overwrite(pathOf(dir), 100, Buffer.alloc(3_000, 9)),
};

describe('a damaged list is put aside at the start, and a new one is begun: ', () => {
  it.each(Object.entries(damages))('%s', (_name, damage) => {
    const dir = profile();
    damage(dir);
    const damaged = readFileSync(pathOf(dir));
    const journal = open(dir);
    expect(names(journal)).toEqual([]);
    const [kept, ...more] = toldBy(journal);
    expect(more).toEqual([]);
    expect(kept).toMatch(/transfers\.damaged-2\d{3}-[\dTZ-]+\.sqlite$/);
    expect(readFileSync(kept ?? '').equals(damaged)).toBe(true);
    put(journal, 1);
    journal.database.close();
    const next = open(dir);
    expect([names(next), toldBy(next)]).toEqual([['0.txt'], []]);
    next.database.close();
  });

  it.each([
    ['its file is cut to nothing', (dir: string) => truncateSync(pathOf(dir), 0)],
    ['its file is gone', (dir: string) => rmSync(pathOf(dir))],
  ])('%s, and the log beside it is kept with it', (_name, damage) => {
    const dir = cutOffProfile();
    damage(dir);
    const log = readFileSync(`${pathOf(dir)}-wal`);
    const journal = open(dir);
    const [kept] = toldBy(journal);
    expect(readFileSync(`${kept}-wal`).equals(log)).toBe(true);
    journal.database.close();
  });

  it('a page in the middle, where the app was cut off', () => {
    const dir = cutOffProfile();
    new SqlDatabase(pathOf(dir)).close();
    overwriteTable(dir, 'transfer_words_data');
    writeFileSync(`${pathOf(dir)}-wal`, 'the app had no time to put this away');
    const journal = open(dir);
    expect(toldBy(journal)).toHaveLength(1);
    journal.database.close();
  });
});

describe('damage that is met while the app runs', () => {
  it('is told once, and the next start puts the list aside', () => {
    const dir = profile();
    overwriteTable(dir, 'quarantine');
    const damaged = vi.fn();
    const journal = open(dir, damaged);
    expect(toldBy(journal)).toEqual([]);
    const note = () =>
      journal.store.quarantine({ topic: 't', offset: '1', messageType: null, why: 'unreadable', at: 1 });
    expect(note).toThrow('malformed');
    expect(note).toThrow('malformed');
    expect(damaged).toHaveBeenCalledTimes(1);
    journal.database.close();
    const next = open(dir);
    expect([names(next), toldBy(next)]).toEqual([[], [expect.any(String)]]);
    next.database.close();
    expect(readdirSync(dir).filter((name) => name.endsWith('-doubted'))).toEqual([]);
  });

  it('in a row that no first page shows: the same', () => {
    const dir = profile();
    const database = new SqlDatabase(pathOf(dir));
    database.exec(
      "UPDATE transfers SET finished = 1, record = '[' WHERE position = (SELECT min(position) FROM transfers)",
    );
    database.close();
    const damaged = vi.fn();
    const journal = open(dir, damaged);
    expect(() => names(journal)).toThrow('no JSON');
    expect(damaged).toHaveBeenCalledTimes(1);
    journal.database.close();
    const next = open(dir);
    expect(toldBy(next)).toHaveLength(1);
    next.database.close();
  });

  it('is forgotten where a copy was put back, or nothing is wrong', () => {
    const dir = profile(3);
    writeFileSync(`${pathOf(dir)}-doubted`, 'met while the app ran');
    const journal = open(dir);
    expect([names(journal).length, toldBy(journal)]).toEqual([3, []]);
    expect(existsSync(`${pathOf(dir)}-doubted`)).toBe(false);
    journal.database.close();
  });
});

describe('no damage', () => {
  it('is an app that was cut off, nor a first start', () => {
    const journal = open(cutOffProfile());
    expect([names(journal).length, toldBy(journal)]).toEqual([200, []]);
    journal.database.close();
    const first = open(folder());
    expect([names(first), toldBy(first)]).toEqual([[], []]);
    first.database.close();
  });

  it('is a list of a newer version', () => {
    const dir = profile(1);
    const database = new SqlDatabase(pathOf(dir));
    database.exec('PRAGMA user_version = 999');
    database.close();
    expect(() => open(dir)).toThrow(TooNew);
    expect(readdirSync(dir).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  it.skipIf(noSmallDrive)('is a full disk, and what was begun on it is no remains either', () => {
    const dir = drive(32);
    writeFileSync(join(dir, 'filler'), Buffer.alloc(28_000));
    expect(() => open(dir)).toThrow(expect.objectContaining({ code: expect.stringMatching(/FULL|IOERR/) }));
    rmSync(join(dir, 'filler'));
    expect(readdirSync(dir).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  it('is a folder in its place', () => {
    const dir = folder();
    mkdirSync(pathOf(dir));
    expect(() => open(dir)).toThrow('Unable to open');
    expect(readdirSync(dir)).toEqual(['transfers.sqlite']);
  });
});

it.skipIf(!isReadOnlyMountable)(
  'a damaged list that cannot be moved stays, and its own error is told',
  () => {
    const dir = folder();
    writeFileSync(pathOf(dir), 'this is no database. '.repeat(500));
    using _ = readOnlyMount(dir);
    expect(() => open(dir)).toThrow(expect.objectContaining({ code: 'SQLITE_NOTADB' }));
    expect(readdirSync(dir)).toEqual(['transfers.sqlite']);
  },
);

it('the end of the app while it puts a list aside loses nothing, and the next start tells of it', () => {
  const dir = profile();
  writeFileSync(pathOf(dir), 'this is no database. '.repeat(500));
  open(dir).database.close();
  // As if the app had ended before it began the new list.
  rmSync(pathOf(dir));
  const journal = open(dir);
  expect(toldBy(journal)).toHaveLength(1);
  journal.database.close();
});

it('says of what it cannot take forward that its own drive is full, until it takes something again', async () => {
  const told: (string | undefined)[] = [];
  const changed = ({ rows }: { readonly rows: readonly Transfer[] }): void =>
    void told.push(...rows.map(({ leg }) => leg?.name));
  const journal = new Journal(folder(), { ...nobody, changed }, () => ({ ...alone, isConnected: true }));
  put(journal, 1);
  const legNow = (): string | undefined => journal.log.page(everything, null, 1).rows[0]?.leg?.name;
  expect(legNow()).toBe('own-turn');
  const pages = journal.database.first('PRAGMA page_count')?.page_count;
  journal.database.exec(`PRAGMA max_page_count=${pages}`);
  expect(() => put(journal, 1_000)).toThrow('full');
  expect(legNow()).toBe('own-disk');
  await vi.waitFor(() => expect(told.at(-1)).toBe('own-disk'));
  journal.database.exec('PRAGMA max_page_count=1000000');
  // What changes nothing proves nothing.
  journal.database.atomically(() => {});
  expect(legNow()).toBe('own-disk');
  await vi.waitFor(() => expect(told.at(-1)).toBe('own-turn'));
  expect(legNow()).toBe('own-turn');
  journal.database.close();
});
