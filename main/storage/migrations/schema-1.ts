import { recordDigest } from '../../protocol/record-digest.ts';
import { type SqlDatabase, toBuffer } from '../database.ts';

/** The journal before versions were counted: tables are made where there are none, and older forms of them adopted. */
export function schema1(database: SqlDatabase): void {
  const isOld = has(database, 'kept_records') && !has(database, 'kept_records', 'digest');
  if (isOld) database.exec('ALTER TABLE kept_records RENAME TO kept_records_without_digest');
  database.exec(tables);
  // Of what an earlier version stored nobody knows.
  if (!has(database, 'outbox', 'may_be_taken'))
    database.exec('ALTER TABLE outbox ADD COLUMN may_be_taken INTEGER NOT NULL DEFAULT 1');
  if (isOld) adoptWithoutDigest(database);
}

const tables = `
CREATE TABLE IF NOT EXISTS transfers (
  id TEXT PRIMARY KEY, transfer_id TEXT NOT NULL, direction TEXT NOT NULL, sender TEXT NOT NULL,
  created_at INTEGER NOT NULL, record TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS transfers_by_transfer_id ON transfers (transfer_id, direction);
CREATE TABLE IF NOT EXISTS quarantine (
  topic TEXT NOT NULL, record_offset TEXT NOT NULL, message_type TEXT, why TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (topic, record_offset));
CREATE TABLE IF NOT EXISTS outbox (
  id INTEGER PRIMARY KEY, transfer TEXT NOT NULL, topic TEXT NOT NULL, message_type TEXT NOT NULL,
  kid TEXT, body BLOB NOT NULL, published_at INTEGER);
CREATE INDEX IF NOT EXISTS outbox_by_transfer ON outbox (transfer);
CREATE TABLE IF NOT EXISTS kept_records (
  topic TEXT NOT NULL, record_offset TEXT NOT NULL, digest TEXT NOT NULL, broker_time INTEGER NOT NULL,
  message_type TEXT NOT NULL, kid TEXT NOT NULL, body BLOB, PRIMARY KEY (topic, record_offset, digest));
CREATE INDEX IF NOT EXISTS kept_bodies ON kept_records (topic, broker_time, length(body)) WHERE body IS NOT NULL;
CREATE TABLE IF NOT EXISTS registry (
  record_key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (record_key, value));
`;

function has(database: SqlDatabase, table: string, column?: string): boolean {
  const names = database.all(`PRAGMA table_info(${table})`).map(({ name }) => String(name));
  return column === undefined ? names.length > 0 : names.includes(column);
}

/** Records were kept by topic and offset alone. */
function adoptWithoutDigest(database: SqlDatabase): void {
  for (const row of database.all('SELECT * FROM kept_records_without_digest')) {
    const body = toBuffer(row.body);
    const digest = body === null ? '' : recordDigest(String(row.message_type), String(row.kid), body);
    database.run(
      `INSERT OR IGNORE INTO kept_records (topic, record_offset, digest, broker_time, message_type, kid, body)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      ...[String(row.topic), String(row.record_offset), digest, Number(row.broker_time)],
      ...[String(row.message_type), String(row.kid), body],
    );
  }
  database.exec('DROP TABLE kept_records_without_digest');
}
