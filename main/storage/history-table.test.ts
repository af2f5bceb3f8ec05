import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { listFilters } from '../../shared/history.ts';
import type { TransferRecord } from '../transfers/log/transfer-record.ts';
import type { HistoryRow } from '../transfers/ports.ts';
import type { SqlDatabase } from './database.ts';
import { HistoryTable } from './history-table.ts';
import { openJournal, temporaryFolders } from './test-support.ts';

type Query = Parameters<HistoryTable['page']>[0];
type Entry = { readonly record: TransferRecord; readonly row: HistoryRow };

const folder = temporaryFolders();
let database: SqlDatabase;
let table: HistoryTable;
beforeEach(() => {
  database = openJournal(join(folder(), 'transfers.sqlite'));
  table = new HistoryTable(database);
});
afterEach(() => database.close());

const everything: Query = { direction: null, filter: 'all', search: null, person: null };
const people = ['alice@acme', 'bob@acme', null] as const;
const queries: readonly Query[] = [null, 'sent' as const, 'received' as const].flatMap((direction) =>
  listFilters.flatMap((filter) =>
    people.flatMap((person) =>
      [null, '"report" *'].map((search): Query => ({ direction, filter, person, search })),
    ),
  ),
);

const plainRow: HistoryRow = {
  sender: 'alice@acme',
  verified: true,
  finished: true,
  saved: true,
  listed: true,
  group: null,
  unread: false,
  retried: false,
  person: 'alice@acme',
  text: 'report | alice',
};
const entry = (
  id: string,
  createdAt: number,
  row: Partial<HistoryRow> = {},
  direction: TransferRecord['direction'] = 'received',
): Entry => ({
  record: { id, transferId: `transfer of ${id}`, direction, createdAt } as TransferRecord,
  row: { ...plainRow, ...row },
});
const put = ({ record, row }: Entry): void => table.put(record, row);
const idsOf = (records: readonly TransferRecord[]): readonly string[] => records.map(({ id }) => id);

/** All rows of a list, asked for in pages. */
function paged(query: Query, limit: number): readonly string[] {
  const ids: string[] = [];
  for (let cursor: string | null = null; ; ) {
    const page: ReturnType<HistoryTable['page']> = table.page(query, cursor, limit);
    expect(page.records.length).toBeLessThanOrEqual(limit);
    ids.push(...idsOf(page.records));
    if (page.next === null) return ids;
    cursor = page.next;
  }
}

/** What a list of these entries, the oldest first, is to show. */
const expected = (
  entries: readonly Entry[],
  { direction, filter, person, search }: Query,
): readonly string[] =>
  entries
    .filter(
      ({ record, row }) =>
        row.listed &&
        (direction === null || record.direction === direction) &&
        (person === null || row.person === person) &&
        (filter === 'all' || (filter === 'unread' ? row.unread : row.group === filter)) &&
        (search === null || row.text.includes('report')),
    )
    .map(({ record }) => record.id)
    .reverse();

const countsOf = (entries: readonly Entry[]): ReturnType<HistoryTable['counts']> => {
  const count = (test: (one: Entry) => boolean): number =>
    entries.filter((one) => one.row.listed && test(one)).length;
  return {
    sent: count(({ record }) => record.direction === 'sent'),
    received: count(({ record }) => record.direction === 'received'),
    unread: count(({ row }) => row.unread),
    inProgress: count(({ record, row }) => record.direction === 'sent' && row.group === 'in-progress'),
    retryable: count(({ row }) => row.retried),
  };
};

const anyRow: fc.Arbitrary<HistoryRow> = fc.record({
  sender: fc.constant('alice@acme'),
  verified: fc.boolean(),
  finished: fc.boolean(),
  saved: fc.boolean(),
  listed: fc.boolean(),
  group: fc.constantFrom('failed', 'incoming', 'in-progress', 'not-confirmed', null),
  unread: fc.boolean(),
  retried: fc.boolean(),
  person: fc.constantFrom(...people),
  text: fc.constantFrom('report | alice', 'minutes | bob', 'reports of bob'),
});
const anyId = fc.nat({ max: 11 }).map(String);
const anyChange = fc.oneof(
  { weight: 5, arbitrary: fc.record({ put: anyId, row: anyRow }) },
  { weight: 1, arbitrary: fc.record({ forget: anyId }) },
  { weight: 1, arbitrary: fc.record({ undone: anyId, row: anyRow }) },
);
/** The direction and the millisecond of a transfer never change. */
const ofId = (id: string, row: HistoryRow): Entry =>
  entry(id, 1_763_913_600_000 + (Number(id) % 3), row, Number(id) % 2 === 0 ? 'sent' : 'received');

describe('the table of the history', () => {
  it('shows in every list what a plain array would, and counts it, whatever changes', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 30 }), (changes) => {
        database.exec('DELETE FROM transfers');
        let entries: Entry[] = [];
        for (const change of changes) {
          if ('put' in change) {
            const next = ofId(change.put, change.row);
            put(next);
            const known = entries.some(({ record }) => record.id === change.put);
            entries = known
              ? entries.map((one) => (one.record.id === change.put ? next : one))
              : [...entries, next].sort((a, b) => a.record.createdAt - b.record.createdAt);
          } else if ('forget' in change) {
            table.forget(change.forget);
            entries = entries.filter(({ record }) => record.id !== change.forget);
          } else {
            const half = (): void =>
              database.atomically(() => {
                put(ofId(change.undone, change.row));
                throw new Error('half way');
              });
            expect(half).toThrow('half way');
          }
        }
        expect(table.counts()).toEqual(countsOf(entries));
        for (const query of queries) expect(paged(query, 3)).toEqual(expected(entries, query));
        expect(idsOf(table.unfinished())).toEqual(
          idsOf(entries.filter(({ row }) => !row.finished).map(({ record }) => record)),
        );
        expect(table.strangers()).toEqual(
          idsOf(entries.filter(({ row }) => !row.verified).map(({ record }) => record)),
        );
        expect(table.retried()).toEqual(
          idsOf(entries.filter(({ row }) => row.retried && row.listed).map(({ record }) => record)),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('keeps 3,000 transfers of one millisecond in the order in which they came, and later ones after them', () => {
    const at = 1_763_913_600_000;
    database.atomically(() => {
      for (let n = 0; n < 3_000; n++) put(entry(`${n}`, at));
      put(entry('a millisecond later', at + 1));
      put(entry('before', at - 1));
    });
    const newestFirst = ['a millisecond later', ...Array.from({ length: 3_000 }, (_, n) => `${2_999 - n}`)];
    expect(paged(everything, 200)).toEqual([...newestFirst, 'before']);
  });

  it('goes on where a page ended, though the row at its end is gone and others came', () => {
    for (const n of [1, 2, 3, 4, 5]) put(entry(`${n}`, n));
    const first = table.page(everything, null, 2);
    expect(idsOf(first.records)).toEqual(['5', '4']);
    table.forget('4');
    put(entry('6', 6));
    const second = table.page(everything, first.next, 2);
    expect(idsOf(second.records)).toEqual(['3', '2']);
    put(entry('2', 2, { listed: false }));
    expect(table.page(everything, second.next, 2)).toMatchObject({ records: [{ id: '1' }], next: null });
  });

  it('says that a page is the last where it is full to its last row', () => {
    for (const n of [1, 2]) put(entry(`${n}`, n));
    expect(table.page(everything, null, 2).next).toBeNull();
  });

  it('finds every list by an index, and sorts none', () => {
    const asked = vi.spyOn(database, 'all');
    for (const query of queries) {
      for (const cursor of [null, '1847246847820800']) {
        table.page(query, cursor, 10);
        const [sql, ...values] = asked.mock.lastCall ?? [''];
        const plan = database
          .all(`EXPLAIN QUERY PLAN ${sql}`, ...values)
          .map(({ detail }) => String(detail))
          .join('; ');
        expect(plan, sql).not.toMatch(/TEMP B-TREE/);
        // The whole history, newest first, is the table in its own order.
        const isWhole = query.direction === null && query.filter === 'all' && query.person === null;
        if (query.search === null && !isWhole) expect(plan, sql).toMatch(/^SEARCH t USING INDEX/);
      }
    }
  });
});
