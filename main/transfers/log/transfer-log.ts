import type { HistoryCounts, HistoryPage, HistoryQuery } from '../../../shared/history.ts';
import type {
  Transfer,
  TransferDetails,
  TransferDirection,
  TransferStatus,
} from '../../../shared/transfer.ts';
import type { Clock, HistoryRow, RecordPlace, TransferStore } from '../ports.ts';
import { historyRow } from './history-row.ts';
import { onTheirWay } from './leg.ts';
import type { LogEvents, News, Surroundings } from './log-events.ts';
import { LogIndexes } from './log-indexes.ts';
import { Movements } from './movements.ts';
import { RowViews } from './row-views.ts';
import { searchQuery } from './search-text.ts';
import type { EventName, EventValues } from './transfer-event.ts';
import {
  type EventOf,
  happened,
  type IncomingRecord,
  noted,
  type OutgoingRecord,
  type TransferRecord,
} from './transfer-record.ts';
import { isFinished, isRemovable } from './transfer-state.ts';
import { statusOf } from './transfer-view.ts';

export type { LogChange, LogEvents, Surroundings } from './log-events.ts';

/** What goes with an event: what else of the record changes, and what is journaled in the same transaction. */
type With<R extends TransferRecord> = {
  readonly values?: EventValues;
  readonly change?: Partial<R>;
  readonly also?: () => void;
  readonly keeping?: Keeping;
};

/** `loosely` only what comes about again by itself, where a power failure undoes it. */
type Keeping = 'durably' | 'loosely';

type Told = News & { readonly now: TransferStatus; readonly asks: boolean };

/**
 * The history of transfers over the journal: every change is journaled, then told. In memory are only
 * transfers that are not finished; everything else is asked of the journal.
 */
export class TransferLog {
  readonly #store: TransferStore;
  readonly #clock: Clock;
  readonly #events: LogEvents;
  readonly #unfinished = new Map<string, TransferRecord>();
  readonly #indexes = new LogIndexes();
  readonly #movements: Movements;
  readonly #views: RowViews;
  readonly #listeners = new Set<(rows: readonly Transfer[]) => void>();
  /** Changes of one transaction that are told together; null outside of one. */
  #together: Map<string, Told> | null = null;

  constructor(store: TransferStore, clock: Clock, events: LogEvents, surroundings: () => Surroundings) {
    this.#store = store;
    this.#clock = clock;
    this.#events = events;
    this.#movements = new Movements(clock, events.progress);
    this.#views = new RowViews(store, clock, this.#movements, surroundings);
    for (const record of store.unfinished()) this.#remember(record);
  }

  /** Hears of every row that changes. @returns ends it */
  subscribe(listener: (rows: readonly Transfer[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A page of the rows of a list, newest first. */
  page(query: HistoryQuery, cursor: string | null, limit: number): HistoryPage {
    const { records, next } = this.#store.page(
      { ...query, search: searchQuery(query.search) },
      cursor,
      limit,
    );
    return { rows: records.map((record) => this.view(record)), next };
  }

  counts(): HistoryCounts {
    return this.#store.counts();
  }

  /** Failed documents that "Retry all failed" sends again, the oldest first. */
  retried(): readonly string[] {
    return this.#store.retried();
  }

  /** Transfers that are not finished, the oldest first. */
  unfinished(): readonly TransferRecord[] {
    return [...this.#unfinished.values()];
  }

  /** Documents that wait for their turn, the oldest first. */
  queued(): readonly OutgoingRecord[] {
    return this.#indexes.queued().flatMap((id) => this.outgoing(id) ?? []);
  }

  get(id: string): TransferRecord | null {
    // Before the end of a transaction only the journal knows what it changed.
    const inMemory = this.#together ? null : this.#unfinished.get(id);
    return inMemory ?? this.#store.get(id);
  }

  outgoing(id: string): OutgoingRecord | null {
    const record = this.get(id);
    return record?.direction === 'sent' ? record : null;
  }

  incoming(id: string): IncomingRecord | null {
    const record = this.get(id);
    return record?.direction === 'received' ? record : null;
  }

  /** A document of this ID was verified and saved. */
  hasReceived(transferId: string): boolean {
    return this.#store.isSaved(transferId);
  }

  /** The row that waits for the judgement of the record that stands there, if there is one. */
  heldAt(place: RecordPlace): IncomingRecord | null {
    return this.incoming(this.#indexes.heldAt(place) ?? '');
  }

  /** Rows of which nothing is verified, the oldest first. */
  strangers(): readonly string[] {
    return this.#store.strangers();
  }

  view(record: TransferRecord): Transfer {
    return this.#views.row(record);
  }

  details(record: TransferRecord): TransferDetails {
    return this.#views.details(record);
  }

  isOverdue(record: TransferRecord): boolean {
    return this.#views.isOverdue(record);
  }

  /** The record once something has happened, now. @throws where the event means nothing in the present state */
  happened<R extends TransferRecord>(record: R, event: EventOf<R>, values: EventValues = {}): R {
    return happened(record, event, this.#clock.now(), values);
  }

  /** The record with a note of now, in the same state. */
  noted<R extends TransferRecord>(record: R, event: EventName, values: EventValues = {}): R {
    return noted(record, event, this.#clock.now(), values);
  }

  /** Journals the record, together with what `also` writes, then tells. */
  put<R extends TransferRecord>(record: R, also: () => void = () => {}, keeping: Keeping = 'durably'): R {
    const now = this.#clock.now();
    const finishedAt = isFinished(record.state) ? (record.finishedAt ?? now) : null;
    const stored = { ...record, updatedAt: now, finishedAt };
    const before = this.get(record.id);
    const row = historyRow(stored);
    const journal = (work: () => void): void =>
      keeping === 'durably' ? this.#store.atomically(work) : this.#store.loosely(work);
    journal(() => {
      this.#store.put(stored, row);
      also();
      // What is not in the journal must not be in memory either: a later attempt would find it done.
      this.#store.afterCommit(() => {
        this.#remember(stored);
        this.#changed(before, stored, row);
      });
    });
    return stored;
  }

  /** Journals that something has happened. @throws where the event means nothing in the present state */
  advance<R extends TransferRecord>(record: R, event: EventOf<R>, more: With<R> = {}): R {
    const { values, change, also, keeping } = more;
    return this.put({ ...this.happened(record, event, values), ...change }, also, keeping);
  }

  /** The work on a received document begins anew: it waits for its shards, as on the first day. */
  judgeAgain(record: IncomingRecord): IncomingRecord {
    return this.advance<IncomingRecord>(record, 'judge-again', {
      change: { judgedAt: this.#clock.now(), finishedAt: null },
    });
  }

  /** Journals everything that `work` changes or nothing of it, and tells it as one change. */
  together<T>(work: () => T): T {
    if (this.#together) return work();
    const told = new Map<string, Told>();
    this.#together = told;
    try {
      return this.#store.atomically(work);
    } finally {
      this.#together = null;
      this.#tell([...told.values()]);
    }
  }

  /** Drops a row of which nothing was verified. */
  forget(id: string): void {
    this.#store.forget(id);
    this.#indexes.forget(id);
    this.#unfinished.delete(id);
    this.#events.removed([id]);
  }

  /** The connection came or went, or time passed: what is on its way out or overdue is shown otherwise. */
  surroundingsChanged(): void {
    this.#tellAgain((record) => onTheirWay.has(record.state) || this.isOverdue(record));
  }

  /** What an inbox keeps is known now, or has changed. */
  inboxKnown(recipient: string): void {
    this.#tellAgain((record) => record.state === 'sent' && record.recipient === recipient);
  }

  #tellAgain(isShownOtherwise: (record: TransferRecord) => boolean): void {
    const rows = this.unfinished()
      .filter((record) => !record.removed && isShownOtherwise(record))
      .map((record) => this.view(record));
    if (rows.length > 0) this.#events.changed({ rows, lists: [], news: [] });
  }

  /** Bytes moved; told at most ten times a second and never journaled. */
  moved(id: string, bytesMoved: number, progress: number | null): void {
    this.#movements.moved(id, bytesMoved, progress);
  }

  forgetMovement(id: string): void {
    this.#movements.forget(id);
  }

  markRead(ids: readonly string[], read: boolean): void {
    this.together(() => {
      for (const id of ids) {
        const record = this.get(id);
        if (record && record.unread === read) this.put({ ...record, unread: !read });
      }
    });
  }

  /** Takes rows off the list. The journal keeps them: a replay must still be recognised. */
  remove(ids: readonly string[]): void {
    const removed = this.together(() =>
      ids.filter((id) => {
        const record = this.get(id);
        const may = record !== null && !record.removed && isRemovable(record.state);
        if (may) this.put({ ...record, removed: true });
        return may;
      }),
    );
    if (removed.length > 0) this.#events.removed(removed);
  }

  #remember(record: TransferRecord): void {
    if (isFinished(record.state)) {
      this.#unfinished.delete(record.id);
      this.#movements.forget(record.id);
    } else this.#unfinished.set(record.id, record);
    this.#indexes.remember(record);
  }

  #changed(before: TransferRecord | null, after: TransferRecord, row: HistoryRow): void {
    // What was taken off the list comes back only where its change says so.
    if (after.removed) return;
    const one = {
      row: this.view(after),
      asks: before === null || !isPlacedAlike(historyRow(before), row),
      before: before && statusOf(before),
      now: statusOf(after),
    };
    if (!this.#together) return this.#tell([one]);
    const earlier = this.#together.get(after.id) ?? one;
    this.#together.set(after.id, { ...one, asks: one.asks || earlier.asks, before: earlier.before });
  }

  #tell(told: readonly Told[]): void {
    if (told.length === 0) return;
    const rows = told.map(({ row }) => row);
    for (const listener of this.#listeners) listener(rows);
    const lists = new Set<TransferDirection>();
    for (const { row, asks } of told) if (asks) lists.add(row.direction);
    this.#events.changed({
      rows,
      lists: [...lists],
      news: told.filter(({ before, now }) => before !== now),
    });
  }
}

/** No list holds it now that did not before, nor the other way round. */
const isPlacedAlike = (a: HistoryRow, b: HistoryRow): boolean =>
  a.listed === b.listed && a.group === b.group && a.unread === b.unread && a.person === b.person;
