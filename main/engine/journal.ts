import { join } from 'node:path';
import { systemClock } from '../clock/system-clock.ts';
import { isDamage } from '../storage/damage.ts';
import {
  isMissing,
  lastPutAside,
  lookThrough,
  noteDoubt,
  putAside,
  refuseRemains,
  wasCutOff,
} from '../storage/damaged-list.ts';
import { SqlDatabase } from '../storage/database.ts';
import { migrate } from '../storage/migrations/migrate.ts';
import { SqliteTransferStore } from '../storage/transfer-store.ts';
import { historyRow } from '../transfers/log/history-row.ts';
import { type LogEvents, TransferLog } from '../transfers/log/transfer-log.ts';
import type { Surroundings } from './surroundings.ts';

/** Rows of a list that its first page shows, at most. */
const firstPage = 100;

/** Milliseconds. */
const triesDriveEvery = 5_000;

type JournalEvents = LogEvents & {
  /** Called once, when damage is met while the app runs; the next start looks through all of the journal. */
  readonly damaged?: () => void;
};

/** The journal, which the list needs also before there is a connection. */
export class Journal {
  readonly database: SqlDatabase;
  readonly store: SqliteTransferStore;
  readonly log: TransferLog;

  /**
   * A damaged journal is put aside, and a new one takes its place (docs/decisions/0020).
   * @throws TooNew, or SQLite's error where it cannot be read; also that of a damaged one that cannot be moved
   */
  constructor(profileDir: string, events: JournalEvents, surroundings: () => Surroundings) {
    const path = join(profileDir, 'transfers.sqlite');
    this.database = openWhole(path);
    this.store = new SqliteTransferStore(this.database);
    let driveFailsSince: number | null = null;
    this.log = new TransferLog(this.store, systemClock, events, () => ({
      ...surroundings(),
      driveFailsSince,
    }));
    this.database.onDrive = (fails) => {
      driveFailsSince = fails ? systemClock.now() : null;
      // Not within what failed.
      this.#later(0, () => this.log.surroundingsChanged());
      if (fails) this.#tryDriveLater();
    };
    this.database.onDamage = (error) => {
      this.database.onDamage = () => {};
      console.error('the journal is damaged', error);
      noteDoubt(path);
      events.damaged?.();
    };
  }

  #tryDriveLater(): void {
    this.#later(triesDriveEvery, () => {
      try {
        this.database.tryDrive();
      } catch (error) {
        console.error('whether the drive of the journal is well could not be tried', error);
      }
      if (this.database.driveFails) this.#tryDriveLater();
    });
  }

  /** Unless the app ends in between. */
  #later(milliseconds: number, task: () => void): void {
    systemClock.after(milliseconds, () => this.database.isOpen && task());
  }

  /** Tells, once, where damaged lists are kept of which nobody was told yet. @param tell gets an absolute path */
  tellPutAside(tell: (path: string) => void): void {
    const paths = this.database
      .all('SELECT path FROM put_aside ORDER BY path')
      .map(({ path }) => String(path));
    for (const path of paths) tell(path);
    if (paths.length > 0) this.database.run('DELETE FROM put_aside');
  }
}

function openWhole(path: string): SqlDatabase {
  try {
    return open(path);
  } catch (error) {
    if (!isDamage(error)) throw error;
    console.error('the journal is damaged and is put aside', error);
    try {
      putAside(path, systemClock.now());
    } catch (why) {
      console.error('the damaged journal could not be put aside', why);
      throw error;
    }
    return open(path);
  }
}

/** @throws Damaged, TooNew, or SQLite's error; nothing of it is open then */
function open(path: string): SqlDatabase {
  refuseRemains(path);
  const isNew = isMissing(path);
  const cutOff = wasCutOff(path);
  const database = new SqlDatabase(path);
  try {
    lookThrough(database, path, { cutOff });
    // A list that begins beside one that was put aside took its place: also where the app ended in between.
    const aside = isNew ? lastPutAside(path) : null;
    database.atomically(() => {
      migrate(database, historyRow);
      if (aside !== null) database.run('INSERT INTO put_aside (path) VALUES (?)', aside);
    });
    readBeginning(new SqliteTransferStore(database));
    return database;
  } catch (error) {
    database.closeAsItIs();
    throw error;
  }
}

/** What every start reads is read before anything is shown of it: there most damage is met. */
function readBeginning(store: SqliteTransferStore): void {
  store.unfinished();
  store.unpublished();
  store.keptRecords();
  store.counts();
  for (const direction of ['received', 'sent'] as const)
    store.page({ direction, filter: 'all', search: null, person: null }, null, firstPage);
}
