import type { HistoryCounts } from '../../shared/history.ts';
import type {
  HistoryRow,
  IncomingRecord,
  KeptRecord,
  OutboundRecord,
  OutboxEntry,
  OutgoingRecord,
  ReadingPosition,
  RecordPlace,
  TransferRecord,
  TransferStore,
} from '../transfers/ports.ts';
import { Damaged } from './damage.ts';
import { type SqlDatabase, type SqlRow, type SqlValue, toBuffer } from './database.ts';
import { HistoryTable } from './history-table.ts';
import { KeptRecordTable } from './kept-record-table.ts';

/** Notes of quarantined records: whoever writes to an inbox decides how many there are. */
const mostNotes = 100_000;

/** The journal in SQLite. */
export class SqliteTransferStore implements TransferStore {
  readonly #database: SqlDatabase;
  readonly #history: HistoryTable;
  readonly #kept: KeptRecordTable;
  #noted = 0;

  constructor(database: SqlDatabase) {
    this.#database = database;
    this.#history = new HistoryTable(database);
    this.#kept = new KeptRecordTable(database);
  }

  atomically<T>(work: () => T): T {
    return this.#database.atomically(work);
  }

  loosely<T>(work: () => T): T {
    return this.#database.loosely(work);
  }

  settle(): Promise<void> {
    return this.#database.settle();
  }

  afterCommit(task: () => void): void {
    this.#database.afterCommit(task);
  }

  unfinished(): readonly TransferRecord[] {
    return this.#history.unfinished();
  }

  page(...asked: Parameters<TransferStore['page']>): ReturnType<TransferStore['page']> {
    return this.#history.page(...asked);
  }

  counts(): HistoryCounts {
    return this.#history.counts();
  }

  retried(): readonly string[] {
    return this.#history.retried();
  }

  isSaved(transferId: string): boolean {
    return this.#history.isSaved(transferId);
  }

  strangers(): readonly string[] {
    return this.#history.strangers();
  }

  get(id: string): TransferRecord | null {
    return this.#history.get(id);
  }

  bySenderAndTransferId(sender: string, transferId: string): readonly IncomingRecord[] {
    return this.#history
      .ofTransferId(transferId, 'received')
      .filter((record) => record.direction === 'received')
      .filter((record) => record.metadata.sender === sender);
  }

  sentByTransferId(transferId: string): OutgoingRecord | null {
    const [record] = this.#history.ofTransferId(transferId, 'sent');
    return record?.direction === 'sent' ? record : null;
  }

  put(record: TransferRecord, row: HistoryRow): void {
    this.#history.put(record, row);
  }

  forget(id: string): void {
    this.#history.forget(id);
  }

  positionOf(topic: string): ReadingPosition | null {
    const row = this.#database.first(
      'SELECT next, broker_time FROM reading_positions WHERE topic = ?',
      topic,
    );
    return row && { next: this.#offset(row.next), brokerTime: Number(row.broker_time) };
  }

  readsAgainUntil(topic: string): bigint {
    const row = this.#database.first('SELECT until FROM read_again WHERE topic = ?', topic);
    return row ? this.#offset(row.until) : 0n;
  }

  keepReadsAgain(topic: string, until: bigint): void {
    this.#database.run('INSERT OR IGNORE INTO read_again (topic, until) VALUES (?, ?)', topic, String(until));
  }

  #offset(value: SqlValue | undefined): bigint {
    return this.#database.reading(() => {
      if (!/^\d+$/.test(String(value))) throw new Damaged('the journal holds no offset where one stands');
      return BigInt(String(value));
    });
  }

  savedPaths(): ReadonlyMap<string, string> {
    return this.#history.paths();
  }

  keepPosition(topic: string, { next, brokerTime }: ReadingPosition): void {
    this.#database.loosely(() =>
      this.#database.run(
        'INSERT OR REPLACE INTO reading_positions (topic, next, broker_time) VALUES (?, ?, ?)',
        ...[topic, String(next), brokerTime],
      ),
    );
  }

  keepRecords(records: readonly KeptRecord[]): readonly KeptRecord[] {
    return this.#database.loosely(() => this.#kept.keep(records));
  }

  keptRecords(): readonly KeptRecord[] {
    return this.#kept.all();
  }

  releaseRecord(record: RecordPlace): void {
    this.#database.loosely(() => this.#kept.release(record));
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

  putOutbox(record: OutboundRecord, transfer: string, mayBeTaken: boolean): OutboxEntry {
    return this.#database.atomically(() => {
      // Inserted before the old one goes: an id that is being published must not come back for another body.
      this.#database.run(
        'INSERT INTO outbox (transfer, topic, message_type, kid, body, may_be_taken) VALUES (?, ?, ?, ?, ?, ?)',
        ...[transfer, record.topic, record.messageType, record.kid, record.body, mayBeTaken ? 1 : 0],
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
    this.#history.prune(before);
  }
}

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
