import type { SqlDatabase } from '../database.ts';

/**
 * How far each inbox was read is kept beside what came of it. How long a letter is held counts from its first reading (protocol.md section 8, row 4). Of one that was kept
 * before, that is now.
 */
export function schema3(database: SqlDatabase): void {
  database.exec(
    'CREATE TABLE reading_positions (topic TEXT PRIMARY KEY, next TEXT NOT NULL, broker_time INTEGER NOT NULL)',
  );
  database.exec('ALTER TABLE kept_records ADD COLUMN read_at INTEGER NOT NULL DEFAULT 0');
  database.exec("UPDATE kept_records SET read_at = CAST(strftime('%s', 'now') AS INTEGER) * 1000");
}
