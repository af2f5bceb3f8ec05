import type { TransferRecord } from '../transfers/log/transfer-record.ts';
import type {
  KeptRecord,
  OutboundRecord,
  OutboxEntry,
  RecordPlace,
  TransferStore,
} from '../transfers/ports.ts';
import { type SqlDatabase, type SqlRow, toBuffer } from './database.ts';
import { KeptRecordTable } from './kept-record-table.ts';

const schema = `
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
`;

/** Notes of quarantined records: whoever writes to an inbox decides how many there are. */
const mostNotes = 100_000;

/** The journal in SQLite. */
export class SqliteTransferStore implements TransferStore {
  readonly #database: SqlDatabase;
  readonly #kept: KeptRecordTable;
  #noted = 0;

  constructor(database: SqlDatabase) {
    this.#database = database;
    database.exec(schema);
    this.#addMayBeTaken();
    this.#kept = new KeptRecordTable(database);
  }

  /** Of what an earlier version stored nobody knows. */
  #addMayBeTaken(): void {
    const columns = this.#database.all('PRAGMA table_info(outbox)').map(({ name }) => name);
    if (columns.includes('may_be_taken')) return;
    this.#database.exec('ALTER TABLE outbox ADD COLUMN may_be_taken INTEGER NOT NULL DEFAULT 1');
  }

  atomically<T>(work: () => T): T {
    return this.#database.atomically(work);
  }

  afterCommit(task: () => void): void {
    this.#database.afterCommit(task);
  }

  all(): readonly TransferRecord[] {
    return this.#database.all('SELECT record FROM transfers ORDER BY created_at, rowid').map(toTransfer);
  }

  get(id: string): TransferRecord | null {
    const row = this.#database.first('SELECT record FROM transfers WHERE id = ?', id);
    return row && toTransfer(row);
  }

  bySenderAndTransferId(sender: string, transferId: string): readonly TransferRecord[] {
    return this.#database
      .all(
        "SELECT record FROM transfers WHERE transfer_id = ? AND direction = 'received' AND sender = ?",
        transferId,
        sender,
      )
      .map(toTransfer);
  }

  sentByTransferId(transferId: string): TransferRecord | null {
    const row = this.#database.first(
      "SELECT record FROM transfers WHERE transfer_id = ? AND direction = 'sent'",
      transferId,
    );
    return row && toTransfer(row);
  }

  put(record: TransferRecord): void {
    const sender = record.direction === 'sent' ? record.ownDestination : record.metadata.sender;
    this.#database.run(
      `INSERT INTO transfers (id, transfer_id, direction, sender, created_at, record) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET transfer_id = excluded.transfer_id, direction = excluded.direction,
         sender = excluded.sender, created_at = excluded.created_at, record = excluded.record`,
      ...[record.id, record.transferId, record.direction, sender, record.createdAt, JSON.stringify(record)],
    );
  }

  forget(id: string): void {
    this.#database.run('DELETE FROM transfers WHERE id = ?', id);
  }

  keepRecords(records: readonly KeptRecord[]): readonly KeptRecord[] {
    return this.#database.atomically(() => this.#kept.keep(records));
  }

  keptRecords(): readonly KeptRecord[] {
    return this.#kept.all();
  }

  releaseRecord(record: RecordPlace): void {
    this.#kept.release(record);
  }

  quarantine(entry: {
    topic: string;
    offset: string;
    messageType: string | null;
    why: string;
    at: number;
  }): void {
    const { topic, offset, messageType, why, at } = entry;
    this.#database.run(
      'INSERT OR REPLACE INTO quarantine (topic, record_offset, message_type, why, at) VALUES (?, ?, ?, ?, ?)',
      ...[topic, offset, messageType, why, at],
    );
    if (++this.#noted % 1_000 === 0)
      this.#database.run(
        'DELETE FROM quarantine WHERE rowid <= (SELECT max(rowid) FROM quarantine) - ?',
        mostNotes,
      );
  }

  putOutbox(record: OutboundRecord, transfer: string): OutboxEntry {
    return this.#database.atomically(() => {
      // Inserted before the old one goes: an id that is being published must not come back for another body.
      this.#database.run(
        'INSERT INTO outbox (transfer, topic, message_type, kid, body, may_be_taken) VALUES (?, ?, ?, ?, ?, 0)',
        ...[transfer, record.topic, record.messageType, record.kid, record.body],
      );
      const row = this.#database.first('SELECT * FROM outbox WHERE transfer = ? ORDER BY id DESC', transfer);
      if (!row) throw new Error('the outbox lost an entry');
      this.#database.run('DELETE FROM outbox WHERE transfer = ? AND id < ?', transfer, Number(row.id));
      return toEntry(row);
    });
  }

  outboxOf(transfer: string): OutboxEntry | null {
    const row = this.#database.first('SELECT * FROM outbox WHERE transfer = ?', transfer);
    return row && toEntry(row);
  }

  unpublished(): readonly OutboxEntry[] {
    return this.#database.all('SELECT * FROM outbox WHERE published_at IS NULL ORDER BY id').map(toEntry);
  }

  markMayBeTaken(id: number, mayBeTaken: boolean): void {
    this.#database.run('UPDATE outbox SET may_be_taken = ? WHERE id = ?', mayBeTaken ? 1 : 0, id);
  }

  markPublished(id: number, at: number): void {
    this.#database.run('UPDATE outbox SET published_at = ? WHERE id = ?', at, id);
  }

  markUnpublished(id: number): void {
    this.#database.run('UPDATE outbox SET published_at = NULL WHERE id = ?', id);
  }

  prune(before: number): void {
    this.#database.run('DELETE FROM quarantine WHERE at < ?', before);
    this.#database.run('DELETE FROM outbox WHERE published_at < ?', before);
  }
}

const toTransfer = (row: SqlRow): TransferRecord => JSON.parse(String(row.record)) as TransferRecord;

const toEntry = (row: SqlRow): OutboxEntry => ({
  id: Number(row.id),
  transfer: String(row.transfer),
  topic: String(row.topic),
  messageType: String(row.message_type),
  kid: row.kid === null ? null : String(row.kid),
  body: toBuffer(row.body) ?? Buffer.alloc(0),
  publishedAt: row.published_at === null ? null : Number(row.published_at),
  mayBeTaken: Number(row.may_be_taken) !== 0,
});
