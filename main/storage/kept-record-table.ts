import type { KeptRecord, RecordPlace } from '../transfers/ports.ts';
import { type SqlDatabase, type SqlRow, toBuffer } from './database.ts';

/** At most this much is kept for one inbox; the oldest bodies go first (protocol.md section 8). */
const mostRecords = 1_000;
const mostBytes = 64 * 1024 * 1024;

/** Letters that are not judged to their end, by where they stand and what they say. */
export class KeptRecordTable {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  keep(records: readonly KeptRecord[]): readonly KeptRecord[] {
    const kept = records.map((record) => this.#insert(record));
    for (const topic of new Set(records.map((record) => record.topic))) this.#evict(topic);
    return kept;
  }

  all(): readonly KeptRecord[] {
    return this.#database
      .all('SELECT * FROM kept_records ORDER BY topic, CAST(record_offset AS INTEGER), rowid')
      .map(toRecord);
  }

  release({ topic, offset, digest }: RecordPlace): void {
    const there = 'DELETE FROM kept_records WHERE topic = ? AND record_offset = ?';
    if (digest === undefined) this.#database.run(there, topic, offset);
    // One that was kept by an earlier version, and evicted, has no digest.
    else this.#database.run(`${there} AND digest IN (?, '')`, topic, offset, digest);
  }

  #insert(record: KeptRecord): KeptRecord {
    const { topic, offset, digest, brokerTime, readAt, messageType, kid, body } = record;
    this.#database.run(
      `INSERT INTO kept_records (topic, record_offset, digest, broker_time, read_at, message_type, kid, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (topic, record_offset, digest) DO UPDATE SET body = excluded.body`,
      ...[topic, offset, digest, brokerTime, readAt, messageType, kid, body],
    );
    const row = this.#database.first(
      'SELECT broker_time, read_at FROM kept_records WHERE topic = ? AND record_offset = ? AND digest = ?',
      ...[topic, offset, digest],
    );
    return {
      ...record,
      brokerTime: Number(row?.broker_time ?? brokerTime),
      readAt: Number(row?.read_at ?? readAt),
    };
  }

  #evict(topic: string): void {
    const held = 'FROM kept_records WHERE topic = ? AND body IS NOT NULL';
    const sum = this.#database.first(`SELECT count(*) AS n, sum(length(body)) AS bytes ${held}`, topic);
    let count = Number(sum?.n);
    let bytes = Number(sum?.bytes);
    if (count <= mostRecords && bytes <= mostBytes) return;
    const oldestFirst = `SELECT rowid AS id, length(body) AS bytes ${held} ORDER BY broker_time`;
    for (const row of this.#database.all(oldestFirst, topic)) {
      if (count <= mostRecords && bytes <= mostBytes) return;
      this.#database.run('UPDATE kept_records SET body = NULL WHERE rowid = ?', Number(row.id));
      count--;
      bytes -= Number(row.bytes);
    }
  }
}

const toRecord = (row: SqlRow): KeptRecord => ({
  topic: String(row.topic),
  offset: String(row.record_offset),
  digest: String(row.digest),
  brokerTime: Number(row.broker_time),
  readAt: Number(row.read_at),
  messageType: String(row.message_type),
  kid: String(row.kid),
  body: toBuffer(row.body),
});
