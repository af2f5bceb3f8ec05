import type { HistoryRow, TransferRecord } from '../../transfers/ports.ts';
import type { SqlDatabase } from '../database.ts';
import { schema1 } from './schema-1.ts';
import { schema2 } from './schema-2.ts';
import { schema3 } from './schema-3.ts';
import { schema4 } from './schema-4.ts';

/** Each brings a database of the version before to its own; the first one an empty database. Never changed once released. */
const migrations: readonly ((database: SqlDatabase, rowOf: RowOf) => void)[] = [
  schema1,
  schema2,
  schema3,
  schema4,
];

/** What the history table knows a record by (`transfers/log/history-row.ts`). */
export type RowOf = (record: TransferRecord) => HistoryRow;

/** A database that a later version of the app has written. */
export class TooNew extends Error {
  override readonly name = 'TooNew';
}

/** Brings the journal to the version of this app, each step whole or not at all. @throws TooNew */
export function migrate(database: SqlDatabase, rowOf: RowOf): void {
  const version = Number(database.first('PRAGMA user_version')?.user_version ?? 0);
  if (version > migrations.length)
    throw new TooNew(`the journal is of version ${version}, this app knows ${migrations.length}`);
  for (const [index, change] of migrations.entries()) {
    if (index < version) continue;
    database.atomically(() => {
      change(database, rowOf);
      database.exec(`PRAGMA user_version = ${index + 1}`);
    });
  }
}
