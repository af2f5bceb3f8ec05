import type { HistoryCounts } from '../../shared/history.ts';
import type { HistoryRow, TransferRecord, TransferStore } from '../transfers/ports.ts';
import { readObject } from './damage.ts';
import type { SqlDatabase, SqlRow, SqlValue } from './database.ts';

/** How many transfers of one millisecond have a place of their own in the order. */
const placesOfMillisecond = 1_024;

/** The history of transfers: records, and beside them what they are asked by. `migrations/schema-2` has the columns. */
export class HistoryTable {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  get(id: string): TransferRecord | null {
    return this.#records('SELECT record FROM transfers WHERE id = ?', id)[0] ?? null;
  }

  unfinished(): readonly TransferRecord[] {
    return this.#records('SELECT record FROM transfers WHERE finished = 0 ORDER BY position');
  }

  ofTransferId(transferId: string, direction: TransferRecord['direction']): readonly TransferRecord[] {
    return this.#records(
      'SELECT record FROM transfers WHERE transfer_id = ? AND direction = ? ORDER BY position',
      ...[transferId, direction],
    );
  }

  isSaved(transferId: string): boolean {
    const saved =
      "SELECT 1 FROM transfers WHERE transfer_id = ? AND direction = 'received' AND saved = 1 LIMIT 1";
    return this.#database.first(saved, transferId) !== null;
  }

  /** Absolute paths that rows of verified documents name as theirs, each with the id of its row. */
  paths(): ReadonlyMap<string, string> {
    const rows = this.#database.all(
      "SELECT id, json_extract(record, '$.path') AS path FROM transfers WHERE direction = 'received' AND verified = 1 AND json_valid(record)",
    );
    return new Map(
      rows.filter(({ path }) => path !== null).map(({ id, path }) => [String(path), String(id)]),
    );
  }

  strangers(): readonly string[] {
    return this.#ids('SELECT id FROM transfers WHERE verified = 0 ORDER BY position');
  }

  retried(): readonly string[] {
    return this.#ids('SELECT id FROM transfers WHERE retried = 1 AND listed = 1 ORDER BY position');
  }

  put(record: TransferRecord, row: HistoryRow): void {
    const known = this.#database.first('SELECT position FROM transfers WHERE id = ?', record.id);
    const columns: Readonly<Record<string, SqlValue>> = {
      transfer_id: record.transferId,
      direction: record.direction,
      sender: row.sender,
      verified: Number(row.verified),
      finished: Number(row.finished),
      saved: Number(row.saved),
      listed: Number(row.listed),
      list_group: row.group,
      unread: Number(row.unread),
      retried: Number(row.retried),
      person: row.person,
      words: row.text,
      record: JSON.stringify(record),
    };
    const names = Object.keys(columns);
    const values = Object.values(columns);
    if (known) {
      const changes = names.map((name) => `${name} = ?`).join(', ');
      this.#database.run(`UPDATE transfers SET ${changes} WHERE id = ?`, ...values, record.id);
    } else {
      const places = names.map(() => '?').join(', ');
      this.#database.run(
        `INSERT INTO transfers (${names.join(', ')}, id, position) VALUES (${places}, ?, ?)`,
        ...[...values, record.id, this.#freePosition(record.createdAt)],
      );
    }
  }

  forget(id: string): void {
    this.#database.run('DELETE FROM transfers WHERE id = ?', id);
  }

  /** Forgets what the person took off the list: nothing in a topic is old enough to be known again by it. */
  prune(before: number): void {
    const old = BigInt(Math.max(0, Math.floor(before)) * placesOfMillisecond);
    this.#database.run(
      `DELETE FROM transfers WHERE listed = 0 AND position < ?
         AND (finished = 1 OR (direction = 'sent' AND list_group = 'not-confirmed'))`,
      old,
    );
  }

  counts(): HistoryCounts {
    const rows = this.#database.all('SELECT name, n FROM counts');
    const of = (name: string): number => Number(rows.find((row) => row.name === name)?.n ?? 0);
    return {
      sent: of('sent'),
      received: of('received'),
      unread: of('unread'),
      inProgress: of('in-progress'),
      retryable: of('retried'),
    };
  }

  page(
    { direction, filter, search, person }: Parameters<TransferStore['page']>[0],
    cursor: string | null,
    limit: number,
  ): ReturnType<TransferStore['page']> {
    const conditions: string[] = ['t.listed = 1'];
    const values: SqlValue[] = [];
    const where = (condition: string, ...more: readonly SqlValue[]): void => {
      conditions.push(condition);
      values.push(...more);
    };
    if (search !== null) where('w.transfer_words MATCH ?', search);
    const place = search === null ? 't.position' : 'w.rowid';
    if (cursor !== null && /^\d+$/.test(cursor)) where(`${place} < ?`, BigInt(cursor));
    // A filter and a person have indexes of their own: with the plus SQLite uses none for the direction.
    const isNarrow = filter !== 'all' || person !== null;
    if (direction !== null) where(isNarrow ? '+t.direction = ?' : 't.direction = ?', direction);
    if (person !== null) where('t.person = ?', person);
    if (filter === 'unread') where('t.unread = 1');
    else if (filter !== 'all') where('t.list_group = ?', filter);
    const from =
      search === null
        ? 'transfers AS t'
        : 'transfer_words AS w CROSS JOIN transfers AS t ON t.position = w.rowid';
    const rows = this.#database.all(
      `SELECT t.position, t.record FROM ${from} WHERE ${conditions.join(' AND ')} ORDER BY ${place} DESC LIMIT ?`,
      ...[...values, limit + 1],
    );
    const page = rows.slice(0, limit);
    return {
      records: this.#read(page),
      next: rows.length > limit ? String(page.at(-1)?.position) : null,
    };
  }

  /** Later than every other transfer of the same millisecond. */
  #freePosition(createdAt: number): bigint {
    for (let first = createdAt * placesOfMillisecond; ; first += placesOfMillisecond) {
      const end = first + placesOfMillisecond;
      const last = this.#database.first(
        'SELECT max(position) AS last FROM transfers WHERE position >= ? AND position < ?',
        ...[BigInt(first), BigInt(end)],
      )?.last;
      if (last === null || last === undefined) return BigInt(first);
      if (Number(last) + 1 < end) return BigInt(Number(last) + 1);
    }
  }

  #records(sql: string, ...values: readonly SqlValue[]): readonly TransferRecord[] {
    return this.#read(this.#database.all(sql, ...values));
  }

  #read(rows: readonly SqlRow[]): readonly TransferRecord[] {
    return this.#database.reading(() => rows.map(toRecord));
  }

  #ids(sql: string): readonly string[] {
    return this.#database.all(sql).map(({ id }) => String(id));
  }
}

/** @throws Damaged */
const toRecord = (row: SqlRow): TransferRecord => readObject(row.record) as TransferRecord;
