import type { CachedRecord, RegistryStore } from '../transfers/ports.ts';
import type { SqlDatabase } from './database.ts';

/** What of the registry was kept, on disk: a tombstone or junk in the topic takes nothing away (protocol.md 7.1). */
export class RegistryCache implements RegistryStore {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  all(): readonly CachedRecord[] {
    return this.#database
      .all('SELECT record_key, value FROM registry ORDER BY rowid')
      .map((row) => ({ key: String(row.record_key), value: Buffer.from(row.value as Uint8Array) }));
  }

  add(records: readonly CachedRecord[]): void {
    this.#database.atomically(() => {
      for (const { key, value } of records)
        this.#database.run('INSERT OR IGNORE INTO registry (record_key, value) VALUES (?, ?)', key, value);
    });
  }

  remove({ key, value }: CachedRecord): void {
    this.#database.run('DELETE FROM registry WHERE record_key = ? AND value = ?', key, value);
  }
}
