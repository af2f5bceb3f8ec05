import type { SqlDatabase } from '../database.ts';

/**
 * A journal that knows nothing of an inbox reads all of it: up to where that is reading again. And what the
 * person is still to be told: which damaged list was put aside for this one.
 */
export function schema4(database: SqlDatabase): void {
  database.exec('CREATE TABLE read_again (topic TEXT PRIMARY KEY, until TEXT NOT NULL)');
  database.exec('CREATE TABLE put_aside (path TEXT PRIMARY KEY)');
}
