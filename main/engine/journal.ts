import { join } from 'node:path';
import { systemClock } from '../clock/system-clock.ts';
import { SqlDatabase } from '../storage/database.ts';
import { migrate } from '../storage/migrations/migrate.ts';
import { SqliteTransferStore } from '../storage/transfer-store.ts';
import { historyRow } from '../transfers/log/history-row.ts';
import { type LogEvents, type Surroundings, TransferLog } from '../transfers/log/transfer-log.ts';

/** The journal, which the list needs also before there is a connection. */
export class Journal {
  readonly database: SqlDatabase;
  readonly store: SqliteTransferStore;
  readonly log: TransferLog;

  constructor(profileDir: string, events: LogEvents, surroundings: () => Surroundings) {
    this.database = new SqlDatabase(join(profileDir, 'transfers.sqlite'));
    migrate(this.database, historyRow);
    this.store = new SqliteTransferStore(this.database);
    this.log = new TransferLog(this.store, systemClock, events, surroundings);
  }
}
