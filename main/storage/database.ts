import { existsSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import Database from 'libsql';
import { isOfJournalDrive } from '../../shared/file-cause.ts';
import { closeOwnFile, makeOwnFile } from '../files/own-only.ts';
import { isDamage } from './damage.ts';

/** What may be bound. Anything else makes libsql abort the whole process, so it never gets there. */
export type SqlValue = string | number | bigint | Buffer | null;
export type SqlRow = Readonly<Record<string, SqlValue>>;

const inMemory = ':memory:';

/**
 * One SQLite connection in WAL mode, `synchronous=FULL`: what a call wrote is durable when it
 * returns, unless it was written by `loosely`. Opened once, in one place (docs/decisions/0001).
 */
export class SqlDatabase {
  readonly #database: Database.Database;
  /** Every text of SQL is prepared once. */
  readonly #statements = new Map<string, Database.Statement>();
  #inTransaction = false;
  readonly #path: string;
  #isLoose = false;
  /** Counts what was committed without waiting for the disk; 0 once the disk has all of it. */
  #loose = 0;
  #afterCommit: (() => void)[] = [];
  /** Hears of each error that says that the file, or a row of it, is damaged. The caller gets the error too. */
  onDamage: (error: unknown) => void = () => {};
  /** Hears when its drive begins to take nothing: it is full, failing or read-only; and when `tryDrive` found that it takes something again. */
  onDrive: (fails: boolean) => void = () => {};
  #driveFails = false;

  /** @throws SQLite's error; nothing of the file is open then, and none is left that was made for it */
  constructor(path: string) {
    this.#path = path;
    const isNew = path !== inMemory && !existsSync(path);
    if (path !== inMemory) closeToOthers(path);
    this.#database = opened(path, isNew);
  }

  get driveFails(): boolean {
    return this.#driveFails;
  }

  get isOpen(): boolean {
    return this.#database.open;
  }

  exec(sql: string): void {
    this.reading(() => this.#database.exec(sql));
  }

  run(sql: string, ...values: readonly SqlValue[]): void {
    this.reading(() => this.#prepared(sql).run(checked(sql, values)));
  }

  all(sql: string, ...values: readonly SqlValue[]): readonly SqlRow[] {
    return this.reading(() => this.#prepared(sql).all(checked(sql, values)) as SqlRow[]);
  }

  /** What is read is made sense of in here, so that damage is heard of. @throws what `read` throws */
  reading<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (isDamage(error)) this.onDamage(error);
      if (isOfJournalDrive(error)) this.#drive(true);
      throw error;
    }
  }

  first(sql: string, ...values: readonly SqlValue[]): SqlRow | null {
    return this.all(sql, ...values)[0] ?? null;
  }

  /** One transaction; nested calls join the outer one. */
  atomically<T>(work: () => T): T {
    if (this.#isLoose) throw new Error('what must be durable joins nothing that need not be');
    if (this.#inTransaction) return work();
    const value = this.#transaction(work);
    this.#loose = 0;
    return this.#told(value);
  }

  /**
   * One transaction that does not wait for the disk: the next durable one takes it along. Until then a power
   * failure may undo it, and nothing else does: the end of the process keeps it, and order is kept always.
   */
  loosely<T>(work: () => T): T {
    if (this.#inTransaction) return work();
    let value: T;
    this.#database.exec('PRAGMA synchronous=NORMAL');
    this.#isLoose = true;
    try {
      value = this.#transaction(work);
      this.#loose++;
    } finally {
      this.#isLoose = false;
      this.#database.exec('PRAGMA synchronous=FULL');
    }
    return this.#told(value);
  }

  /** Resolves once the disk has what was written by `loosely`. @throws the system's error */
  async settle(): Promise<void> {
    const settled = this.#loose;
    if (settled === 0) return;
    // Syncing any handle syncs the file: the newest commits stand in the log that goes with the database.
    const log = await open(`${this.#path}-wal`, 'r+');
    try {
      await log.datasync();
    } finally {
      await log.close();
    }
    if (this.#loose === settled) this.#loose = 0;
  }

  /** Runs once what was written is committed: at once outside a transaction, never where it is undone. */
  afterCommit(task: () => void): void {
    if (this.#inTransaction) this.#afterCommit.push(task);
    else task();
  }

  #told<T>(value: T): T {
    for (const task of this.#afterCommit.splice(0)) task();
    return value;
  }

  #transaction<T>(work: () => T): T {
    this.exec('BEGIN IMMEDIATE');
    this.#inTransaction = true;
    try {
      const value = work();
      this.exec('COMMIT');
      return value;
    } catch (error) {
      this.#afterCommit = [];
      this.#rollBack();
      throw error;
    } finally {
      this.#inTransaction = false;
    }
  }

  /** Writes what stands there already, to learn whether the drive takes something again. */
  tryDrive(): void {
    try {
      const version = this.first('PRAGMA user_version')?.user_version ?? 0;
      this.exec(`PRAGMA user_version=${version}`);
      this.#drive(false);
    } catch (error) {
      if (!isOfJournalDrive(error)) throw error;
    }
  }

  #drive(fails: boolean): void {
    if (fails === this.#driveFails) return;
    this.#driveFails = fails;
    this.onDrive(fails);
  }

  /** A full disk has rolled back already; saying so must not hide why. */
  #rollBack(): void {
    try {
      this.#database.exec('ROLLBACK');
    } catch {}
  }

  /**
   * Puts what the log holds into the file first: SQLite does not while there are statements that nobody collected
   * yet, and a log that is left says that the app was cut off. Where that fails, the next start does it.
   */
  close(): void {
    if (!this.#database.open) return;
    try {
      this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch (error) {
      console.error('the log of the journal stays beside it', error);
    }
    this.closeAsItIs();
  }

  /** Leaves the files as they are: what is damaged is not written to. */
  closeAsItIs(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepared(sql: string): Database.Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

function opened(path: string, isNew: boolean): Database.Database {
  let database: Database.Database | null = null;
  try {
    database = new Database(path);
    database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;');
    return database;
  } catch (error) {
    database?.close();
    // An empty file would be taken for what is left of a journal at the next start.
    if (isNew && statSync(path, { throwIfNoEntry: false })?.size === 0) rmSync(path);
    throw error;
  }
}

/** SQLite makes the files beside a database as open as the database is. */
function closeToOthers(path: string): void {
  makeOwnFile(path);
  for (const beside of ['-wal', '-shm', '-journal']) closeOwnFile(`${path}${beside}`);
}

export const toBuffer = (value: unknown): Buffer | null =>
  value === null ? null : Buffer.from(value as Uint8Array);

/** @throws TypeError for a value that libsql cannot bind, or a wrong number of values (it would bind NULL). */
function checked(sql: string, values: readonly SqlValue[]): SqlValue[] {
  const places = sql.split('?').length - 1;
  if (places !== values.length) throw new TypeError(`${places} places, ${values.length} values`);
  for (const value of values) {
    const fits =
      value === null ||
      typeof value === 'string' ||
      (typeof value === 'bigint' && BigInt.asIntN(64, value) === value) ||
      (typeof value === 'number' && Number.isFinite(value)) ||
      Buffer.isBuffer(value);
    if (!fits) throw new TypeError(`cannot bind a value of type ${typeof value}`);
  }
  return [...values];
}
