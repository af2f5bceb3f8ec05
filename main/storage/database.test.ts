import { chmodSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileCauseOf } from '../../shared/file-cause.ts';
import { SqlDatabase, type SqlValue } from './database.ts';
import { noSmallDrive, smallDrives, temporaryFolders } from './test-support.ts';

const folder = temporaryFolders();
const drive = smallDrives();

function withTable(): SqlDatabase {
  const database = new SqlDatabase(join(folder(), 'one.sqlite'));
  database.exec('CREATE TABLE things (id INTEGER PRIMARY KEY, thing)');
  return database;
}

const things = (database: SqlDatabase): readonly unknown[] =>
  database.all('SELECT thing FROM things ORDER BY id').map((row) => row.thing);

describe('what follows a commit', () => {
  it('runs after the outermost one, and never where it is undone', () => {
    const database = withTable();
    const done: string[] = [];
    database.afterCommit(() => done.push('at once'));
    database.atomically(() => {
      database.atomically(() => database.afterCommit(() => done.push('inner')));
      expect(done).toEqual(['at once']);
    });
    expect(done).toEqual(['at once', 'inner']);
    const failing = (): void =>
      database.atomically(() => {
        database.afterCommit(() => done.push('undone'));
        throw new Error('undone');
      });
    expect(failing).toThrow('undone');
    database.atomically(() => {});
    expect(done).toEqual(['at once', 'inner']);
  });
});

describe('what need not be durable', () => {
  it('is committed, joins what must be, and takes nothing in that must be', () => {
    const database = withTable();
    const done: string[] = [];
    const insert = (thing: string): void => database.run('INSERT INTO things (thing) VALUES (?)', thing);
    database.loosely(() => {
      insert('loose');
      // Whatever follows the commit may be as durable as it wants.
      database.afterCommit(() => database.atomically(() => done.push('after')));
    });
    database.atomically(() => database.loosely(() => insert('joined')));
    expect(things(database)).toEqual(['loose', 'joined']);
    expect(done).toEqual(['after']);
    expect(() => database.loosely(() => database.atomically(() => insert('never')))).toThrow('durable');
    expect(things(database)).toEqual(['loose', 'joined']);
    expect(database.first('PRAGMA synchronous')?.synchronous).toBe(2);
    database.loosely(() => expect(database.first('PRAGMA synchronous')?.synchronous).toBe(1));
  });

  it('is asked of the disk once, where nothing durable followed', async () => {
    const dir = folder();
    const database = new SqlDatabase(join(dir, 'one.sqlite'));
    database.exec('CREATE TABLE things (id INTEGER PRIMARY KEY, thing)');
    database.loosely(() => database.run('INSERT INTO things (thing) VALUES (1)'));
    await database.settle();
    await database.settle();
    // A log that cannot be synced is told to whoever promises what stands there.
    database.loosely(() => database.run('INSERT INTO things (thing) VALUES (2)'));
    rmSync(join(dir, 'one.sqlite-wal'));
    await expect(database.settle()).rejects.toThrow('ENOENT');
    database.atomically(() => {});
    await database.settle();
  });
});

describe('values', () => {
  it('come back as they were written', () => {
    const database = withTable();
    const text = fc.string({ unit: 'grapheme' }).filter((one) => !one.includes('\0'));
    const value = fc.oneof(
      text,
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constant(null),
      fc.uint8Array({ minLength: 1 }).map((bytes) => Buffer.from(bytes)),
    );
    fc.assert(
      fc.property(value, (one) => {
        database.run('DELETE FROM things');
        database.run('INSERT INTO things (thing) VALUES (?)', one);
        const [found] = things(database);
        // The sign of zero is SQLite's own: it keeps it in one representation and drops it in another.
        const unsigned = (value: unknown): unknown => (value === 0 ? 0 : value);
        const read = Buffer.isBuffer(one) ? Buffer.from(found as Uint8Array) : unsigned(found);
        expect(read).toEqual(unsigned(one));
      }),
      { numRuns: 60 },
    );
    database.close();
  });

  it.each([
    ['a boolean', true],
    ['a date', new Date()],
    ['plain bytes', new Uint8Array(3)],
    ['an object', {}],
    ['a list', [1]],
    ['nothing', undefined],
    ['not a number', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a whole number of more than 64 bits', 2n ** 63n],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
  ])('that libsql cannot bind never get to it: %s', (_, value) => {
    const database = withTable();
    const bad = value as SqlValue;
    expect(() => database.run('INSERT INTO things (thing) VALUES (?)', bad)).toThrow(TypeError);
    expect(() => database.all('SELECT * FROM things WHERE thing = ?', bad)).toThrow(TypeError);
    expect(() => database.first('SELECT * FROM things WHERE thing = ?', bad)).toThrow(TypeError);
    expect(things(database)).toEqual([]);
    database.close();
  });

  it('that are too few or too many are refused instead of bound as NULL', () => {
    const database = withTable();
    expect(() => database.run('INSERT INTO things (id, thing) VALUES (?, ?)', 1)).toThrow(TypeError);
    expect(() => database.run('INSERT INTO things (thing) VALUES (?)', 'a', 'b')).toThrow(TypeError);
    database.close();
  });

  it('come without keys that nobody selected', () => {
    const database = withTable();
    database.run('INSERT INTO things (thing) VALUES (?)', 'a');
    expect(Object.keys(database.first('SELECT thing FROM things') ?? {})).toEqual(['thing']);
    expect(database.first('SELECT thing FROM things WHERE id = ?', 99)).toBeNull();
    database.close();
  });
});

describe('a transaction', () => {
  const put = (database: SqlDatabase, thing: string): void =>
    database.run('INSERT INTO things (thing) VALUES (?)', thing);

  it('writes everything or nothing, nested calls with it', () => {
    const database = withTable();
    database.atomically(() => {
      put(database, 'a');
      database.atomically(() => put(database, 'b'));
    });
    const failing = (): void =>
      database.atomically(() => {
        put(database, 'c');
        database.atomically(() => put(database, 'd'));
        throw new Error('no');
      });
    expect(failing).toThrow('no');
    expect(things(database)).toEqual(['a', 'b']);
    put(database, 'e');
    expect(things(database)).toEqual(['a', 'b', 'e']);
    database.close();
  });

  it('tells why it failed, also where it was rolled back already', () => {
    const database = withTable();
    const failing = (): void =>
      database.atomically(() => {
        database.exec('ROLLBACK');
        throw new Error('the disk is full');
      });
    expect(failing).toThrow('the disk is full');
    database.close();
  });

  it('that could not begin leaves the next one whole', () => {
    const path = join(folder(), 'one.sqlite');
    const database = new SqlDatabase(path);
    database.exec('CREATE TABLE things (id INTEGER PRIMARY KEY, thing); PRAGMA busy_timeout=0;');
    const other = new SqlDatabase(path);
    other.atomically(() => expect(() => database.atomically(() => {})).toThrow());
    other.close();
    const failing = (): void =>
      database.atomically(() => {
        put(database, 'half');
        throw new Error('no');
      });
    expect(failing).toThrow('no');
    expect(things(database)).toEqual([]);
    database.close();
  });
});

describe('a file', () => {
  it('keeps what was written when it is opened again, also after a crash', () => {
    const path = join(folder(), 'one.sqlite');
    const crashed = new SqlDatabase(path);
    crashed.exec('CREATE TABLE things (id INTEGER PRIMARY KEY, thing)');
    crashed.run('INSERT INTO things (thing) VALUES (?)', 'kept');
    const again = new SqlDatabase(path);
    expect(things(again)).toEqual(['kept']);
    again.close();
    crashed.close();
  });

  it.skipIf(process.platform === 'win32')('is closed to other people, also one of an earlier version', () => {
    const dir = folder();
    const path = join(dir, 'one.sqlite');
    const modes = (): unknown =>
      Object.fromEntries(readdirSync(dir).map((name) => [name, statSync(join(dir, name)).mode & 0o777]));
    const closed = { 'one.sqlite': 0o600, 'one.sqlite-shm': 0o600, 'one.sqlite-wal': 0o600 };
    const first = new SqlDatabase(path);
    first.exec('CREATE TABLE things (id INTEGER PRIMARY KEY, thing)');
    expect(modes()).toEqual(closed);
    for (const name of readdirSync(dir)) chmodSync(join(dir, name), 0o644);
    const again = new SqlDatabase(path);
    again.run('INSERT INTO things (thing) VALUES (?)', 'kept');
    expect([modes(), things(again)]).toEqual([closed, ['kept']]);
    again.close();
    first.close();
  });

  it('that is no database is refused, not written over', () => {
    const path = join(folder(), 'one.sqlite');
    writeFileSync(path, 'x'.repeat(5_000));
    expect(() => new SqlDatabase(path)).toThrow(/not a database/);
  });
});

describe('on a drive that is full', () => {
  it.skipIf(noSmallDrive)(
    'a write fails with its cause, changes nothing, and works once there is space',
    () => {
      const dir = drive(512);
      const database = new SqlDatabase(join(dir, 'one.sqlite'));
      database.exec('CREATE TABLE things (id INTEGER PRIMARY KEY, thing)');
      const put = (): void => database.run('INSERT INTO things (thing) VALUES (?)', 'x'.repeat(40_000));
      const fill = (): void => writeFileSync(join(dir, 'filler'), Buffer.alloc(1_000_000));
      expect(fill).toThrow();
      let cause = 'none';
      try {
        for (let i = 0; i < 50; i++) put();
      } catch (error) {
        cause = fileCauseOf(error);
      }
      expect(cause).toBe('no-space');
      const before = things(database).length;
      rmSync(join(dir, 'filler'));
      put();
      expect(things(database)).toHaveLength(before + 1);
    },
  );
});

it('a close in order leaves an empty log, also where statements were not collected yet', () => {
  const dir = folder();
  const database = new SqlDatabase(join(dir, 'one.sqlite'));
  database.exec('CREATE TABLE things (id INTEGER PRIMARY KEY, thing)');
  database.run('INSERT INTO things (thing) VALUES (1)');
  expect(statSync(join(dir, 'one.sqlite-wal')).size).toBeGreaterThan(0);
  database.close();
  expect(statSync(join(dir, 'one.sqlite-wal'), { throwIfNoEntry: false })?.size ?? 0).toBe(0);
});
