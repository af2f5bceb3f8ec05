import type { TransferRecord } from '../../transfers/ports.ts';
import { readObject } from '../damage.ts';
import type { SqlDatabase } from '../database.ts';
import { HistoryTable } from '../history-table.ts';
import { eventsOfSteps, type StepRecord } from './events-of-steps.ts';
import type { RowOf } from './migrate.ts';

/**
 * The history is asked in pages, counted and searched in the database. `position` orders it: the time at
 * which a transfer was made, in milliseconds, times 1,024, and a number among those of one millisecond.
 */
export function schema2(database: SqlDatabase, rowOf: RowOf): void {
  database.exec('ALTER TABLE transfers RENAME TO transfers_1');
  database.exec('DROP INDEX transfers_by_transfer_id');
  database.exec(tables);
  const history = new HistoryTable(database);
  for (const { rowid } of database.all('SELECT rowid FROM transfers_1 ORDER BY created_at, rowid')) {
    const row = database.first('SELECT record FROM transfers_1 WHERE rowid = ?', Number(rowid));
    const record = withEvents(readObject(row?.record) as StepRecord);
    history.put(record, rowOf(record));
  }
  database.exec('DROP TABLE transfers_1');
}

const withEvents = ({ steps, waitingFor, ...record }: StepRecord): TransferRecord =>
  ({ ...record, events: eventsOfSteps({ steps, waitingFor, ...record }) }) as TransferRecord;

const tables = `
CREATE TABLE transfers (
  position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, transfer_id TEXT NOT NULL, direction TEXT NOT NULL,
  sender TEXT NOT NULL, verified INTEGER NOT NULL, finished INTEGER NOT NULL, saved INTEGER NOT NULL,
  listed INTEGER NOT NULL, list_group TEXT, unread INTEGER NOT NULL, retried INTEGER NOT NULL, person TEXT,
  words TEXT NOT NULL, record TEXT NOT NULL);
CREATE INDEX transfers_by_transfer_id ON transfers (transfer_id, direction);
CREATE INDEX transfers_listed ON transfers (direction, position) WHERE listed = 1;
CREATE INDEX transfers_in_group ON transfers (list_group, position, direction) WHERE listed = 1;
CREATE INDEX transfers_unread ON transfers (unread, position, direction) WHERE listed = 1 AND unread = 1;
CREATE INDEX transfers_with_person ON transfers (person, position) WHERE listed = 1;
CREATE INDEX transfers_unfinished ON transfers (position) WHERE finished = 0;
CREATE INDEX transfers_retried ON transfers (position) WHERE retried = 1 AND listed = 1;
CREATE INDEX transfers_unverified ON transfers (position) WHERE verified = 0;
CREATE INDEX transfers_taken_off ON transfers (position) WHERE listed = 0;

CREATE TABLE counts (name TEXT PRIMARY KEY, n INTEGER NOT NULL);
INSERT INTO counts VALUES ('sent', 0), ('received', 0), ('unread', 0), ('in-progress', 0), ('retried', 0);

-- The words come folded and apart. SQLite's own tables of letters are older than ours: what they take for a
-- mark, or do not know, is a letter all the same.
CREATE VIRTUAL TABLE transfer_words USING fts5 (
  words, content = 'transfers', content_rowid = 'position', tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* C*'",
  prefix = '1 2 3');

CREATE TRIGGER transfer_inserted AFTER INSERT ON transfers BEGIN
  INSERT INTO transfer_words (rowid, words) VALUES (new.position, new.words);
  ${counted('new', '+')}
END;
CREATE TRIGGER transfer_deleted AFTER DELETE ON transfers BEGIN
  INSERT INTO transfer_words (transfer_words, rowid, words) VALUES ('delete', old.position, old.words);
  ${counted('old', '-')}
END;
CREATE TRIGGER transfer_words_changed AFTER UPDATE ON transfers WHEN old.words IS NOT new.words BEGIN
  INSERT INTO transfer_words (transfer_words, rowid, words) VALUES ('delete', old.position, old.words);
  INSERT INTO transfer_words (rowid, words) VALUES (new.position, new.words);
END;
CREATE TRIGGER transfer_recounted AFTER UPDATE ON transfers
WHEN old.listed <> new.listed OR old.list_group IS NOT new.list_group OR old.unread <> new.unread
  OR old.retried <> new.retried BEGIN
  ${counted('old', '-')}
  ${counted('new', '+')}
END;
`;

/** Keeps the counts of the page beside the rows: counting 100,000 rows at each change would be felt. */
function counted(row: 'old' | 'new', sign: '+' | '-'): string {
  const change = (name: string, condition: string): string =>
    `UPDATE counts SET n = n ${sign} 1 WHERE ${row}.listed = 1 AND name = ${name}${condition};`;
  return [
    change(`${row}.direction`, ''),
    change(`'unread'`, ` AND ${row}.unread = 1`),
    change(`'in-progress'`, ` AND ${row}.direction = 'sent' AND ${row}.list_group = 'in-progress'`),
    change(`'retried'`, ` AND ${row}.retried = 1`),
  ].join('\n  ');
}
