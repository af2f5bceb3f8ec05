import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { TransferDetails } from '../../../shared/transfer.ts';
import { historyRow } from '../../transfers/log/history-row.ts';
import { type LogChange, TransferLog } from '../../transfers/log/transfer-log.ts';
import { stateAfter } from '../../transfers/log/transfer-state.ts';
import { SqlDatabase } from '../database.ts';
import { temporaryFolders } from '../test-support.ts';
import { SqliteTransferStore } from '../transfer-store.ts';
import { migrate, TooNew } from './migrate.ts';

const folder = temporaryFolders();
const fixtures = join(import.meta.dirname, 'fixtures');
/** What the app of that version showed of each transfer, in the order of the journal. */
const shown = JSON.parse(
  readFileSync(join(fixtures, 'journal-1.json'), 'utf8'),
) as readonly (TransferDetails & {
  readonly listed: boolean;
})[];
/** When the journal was made. */
const madeAt = Date.UTC(2026, 10, 24, 12, 5);
const clock = { now: () => madeAt, elapsed: () => 0, after: () => () => {} };
const everything = { direction: null, filter: 'all', search: '', person: null } as const;

let database: SqlDatabase;
let changes: LogChange[] = [];
function open(): { readonly store: SqliteTransferStore; readonly log: TransferLog } {
  const path = join(folder(), 'transfers.sqlite');
  copyFileSync(join(fixtures, 'journal-1.sqlite'), path);
  database = new SqlDatabase(path);
  migrate(database, historyRow);
  changes = [];
  const store = new SqliteTransferStore(database);
  const events = { changed: (one: LogChange) => changes.push(one), progress: () => {}, removed: () => {} };
  const surroundings = {
    isConnected: false,
    clockBlocks: false,
    offlineSince: null,
    driveFailsSince: null,
    retentionOf: () => null,
  };
  return { store, log: new TransferLog(store, clock, events, () => surroundings) };
}
afterEach(() => database.close());

describe('a journal of version 1', () => {
  it('keeps every transfer, and of each what the page shows of it and its timeline', () => {
    const { log } = open();
    for (const { listed, ...before } of shown) {
      const record = log.get(before.transfer.id);
      if (!record) throw new Error(`${before.transfer.documentName} is gone`);
      expect(!record.removed).toBe(listed);
      // How far it moves was never journaled.
      const transfer = { ...before.transfer, progress: null };
      // The version of then told also a document's name that nobody had proved.
      const { originalName, ...rest } = before.technical;
      const technical = { ...rest, originalName: transfer.peerVerified ? originalName : null };
      const { heardAt: _, ...details } = log.details(record);
      const { leg: __, ...row } = details.transfer;
      expect({ ...details, transfer: row }).toEqual({ ...before, transfer, technical });
    }
  });

  it('names for each the state that its history leads to', () => {
    const { log } = open();
    for (const { transfer } of shown) {
      const record = log.get(transfer.id);
      expect([transfer.documentName, record && stateAfter(record.direction, record.events)]).toEqual([
        transfer.documentName,
        record?.state,
      ]);
    }
  });

  it('lists what it listed, newest first, and counts it', () => {
    const { log } = open();
    const listed = shown.filter((one) => one.listed).map(({ transfer }) => transfer);
    const newestFirst = listed.map(({ id }) => id).reverse();
    expect(log.page(everything, null, 100).rows.map(({ id }) => id)).toEqual(newestFirst);
    const pages: string[] = [];
    for (let cursor: string | null = null; ; ) {
      const page = log.page(everything, cursor, 4);
      pages.push(...page.rows.map(({ id }) => id));
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(pages).toEqual(newestFirst);
    expect(log.counts()).toEqual({
      sent: listed.filter(({ direction }) => direction === 'sent').length,
      received: listed.filter(({ direction }) => direction === 'received').length,
      unread: listed.filter(({ direction, unread }) => direction === 'received' && unread).length,
      inProgress: 1,
      retryable: 1,
    });
  });

  it.each([
    ['lodz', ['Raport Łódź, Q3.pdf']],
    ['prufb', ['Prüfbericht 2026.txt']],
    ['OSAKA angebot', ['Angebot Ōsaka.txt']],
    ['carol@ac', ['to nobody.txt']],
    ['nothing of that kind', []],
  ])('is searchable: %s', (search, expected) => {
    const found = open().log.page({ ...everything, search }, null, 100).rows;
    expect(found.map(({ documentName }) => documentName)).toEqual(expected);
  });

  it('tells nobody what happened before', () => {
    const { log } = open();
    const unread = log.page({ ...everything, filter: 'unread' }, null, 100).rows.map(({ id }) => id);
    log.markRead(unread, true);
    expect(changes.map(({ news }) => news)).toEqual([[]]);
    expect(log.counts().unread).toBe(0);
  });
});

it('a journal of a later version is left alone', () => {
  database = new SqlDatabase(join(folder(), 'transfers.sqlite'));
  database.exec('PRAGMA user_version = 999');
  expect(() => migrate(database, historyRow)).toThrow(TooNew);
});

it('a journal is brought to the present once', () => {
  open();
  const version = database.first('PRAGMA user_version')?.user_version;
  migrate(database, historyRow);
  expect(database.first('PRAGMA user_version')?.user_version).toBe(version);
});
