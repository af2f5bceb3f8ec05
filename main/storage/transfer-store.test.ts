import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordDigest } from '../protocol/record-digest.ts';
import { historyRow } from '../transfers/log/history-row.ts';
import type { IncomingRecord, OutgoingRecord, TransferRecord } from '../transfers/log/transfer-record.ts';
import type { KeptRecord, OutboundRecord } from '../transfers/ports.ts';
import { SqlDatabase } from './database.ts';
import { openJournal, temporaryFolders } from './test-support.ts';
import { SqliteTransferStore } from './transfer-store.ts';

const folder = temporaryFolders();

type Opened = { readonly store: SqliteTransferStore; readonly database: SqlDatabase };
function open(path = join(folder(), 'transfers.sqlite')): Opened {
  const database = openJournal(path);
  return { database, store: new SqliteTransferStore(database) };
}

const common = {
  transferId: 'a3bb189e-8bf9-4888-9912-ace4e6543002',
  ownDestination: 'anna@acme',
  peerLabel: 'Bertil ‹ÅÄÖ› "quoted"',
  reason: null,
  events: [{ event: 'queued', at: 5 }],
  createdAt: 1_763_913_600_123,
  updatedAt: 1_763_913_600_124,
  finishedAt: null,
  unread: false,
  removed: false,
  metadata: null,
  acknowledgement: null,
  brokerTime: null,
} as const;

const sent = (id: string, more: Partial<OutgoingRecord> = {}): OutgoingRecord =>
  ({
    ...common,
    id,
    direction: 'sent',
    state: 'queued',
    recipient: 'bertil@acme',
    path: '/home/anna/Årsredovisning\u0000 2025.pdf',
    documentName: 'Årsredovisning 2025.pdf',
    documentSize: 10 * 1024 ** 3,
    sealedBytes: 0,
    ...more,
  }) as OutgoingRecord;

const received = (id: string, sender: string, more: Partial<IncomingRecord> = {}): IncomingRecord =>
  ({
    ...common,
    id,
    direction: 'received',
    state: 'collecting',
    metadata: { sender },
    statementHash: 'f'.repeat(64),
    verified: true,
    topic: 'sealpost-inbox-anna__acme',
    offset: '9007199254740993',
    judgedAt: 1,
    path: null,
    sealedBytes: 0,
    ...more,
  }) as unknown as IncomingRecord;

const put = (store: SqliteTransferStore, record: TransferRecord): void =>
  store.put(record, historyRow(record));
/** The oldest first. */
const all = (store: SqliteTransferStore): readonly TransferRecord[] =>
  [
    ...store.page({ direction: null, filter: 'all', search: null, person: null }, null, 100).records,
  ].reverse();
const ids = (records: readonly { readonly id: string }[]): readonly string[] => records.map(({ id }) => id);

describe('the transfer log', () => {
  it('gives every field back, also after the file was closed and opened again', () => {
    const path = join(folder(), 'transfers.sqlite');
    const first = open(path);
    const records = [sent('one'), received('two', 'bertil@acme')];
    for (const record of records) put(first.store, record);
    first.database.close();
    const { store, database } = open(path);
    expect(all(store)).toEqual(records);
    expect(store.get('two')).toEqual(records[1]);
    expect(store.get('three')).toBeNull();
    database.close();
  });

  it('has the order in which transfers began, whatever changed since, of one millisecond too', () => {
    const { store, database } = open();
    for (const id of ['c', 'a', 'b']) put(store, sent(id));
    put(store, sent('earlier', { createdAt: 5 }));
    put(store, sent('c', { state: 'sealing', updatedAt: 9_999_999_999_999 }));
    expect(ids(all(store))).toEqual(['earlier', 'c', 'a', 'b']);
    expect(store.get('c')).toMatchObject({ state: 'sealing', updatedAt: 9_999_999_999_999 });
    database.close();
  });

  it('finds a sent transfer by the transfer ID that it has now', () => {
    const { store, database } = open();
    put(store, sent('one'));
    put(store, received('two', 'bertil@acme'));
    expect(store.sentByTransferId(common.transferId)?.id).toBe('one');
    const anew = 'b3bb189e-8bf9-4888-9912-ace4e6543002';
    put(store, sent('one', { transferId: anew }));
    expect(store.sentByTransferId(common.transferId)).toBeNull();
    expect(store.sentByTransferId(anew)?.id).toBe('one');
    database.close();
  });

  it('tells received transfers of one ID apart by their sender', () => {
    const { store, database } = open();
    put(store, sent('mine'));
    put(store, received('a', 'bertil@acme'));
    put(store, received('b', 'bertil@acme'));
    put(store, received('c', 'mallory@acme'));
    expect(ids(store.bySenderAndTransferId('bertil@acme', common.transferId))).toEqual(['a', 'b']);
    expect(ids(store.bySenderAndTransferId('mallory@acme', common.transferId))).toEqual(['c']);
    expect(store.bySenderAndTransferId('anna@acme', common.transferId)).toEqual([]);
    database.close();
  });

  it('forgets what was taken off the list once nothing can refer to it, and nothing else', () => {
    const { store, database } = open();
    const done = { state: 'delivered', finishedAt: 1 } as const;
    put(store, sent('old', { ...done, createdAt: 1_000, removed: true }));
    put(store, sent('young', { ...done, createdAt: 9_000, removed: true }));
    put(store, sent('listed', { ...done, createdAt: 1_000 }));
    put(store, sent('waits', { createdAt: 1_000, removed: true }));
    store.prune(5_000);
    expect(['old', 'young', 'listed', 'waits'].map((id) => store.get(id) !== null)).toEqual([
      ...[false, true, true, true],
    ]);
    database.close();
  });

  it('takes several changes at once, or none of them', () => {
    const { store, database } = open();
    const half = (): void =>
      store.atomically(() => {
        put(store, sent('one'));
        throw new Error('no');
      });
    expect(half).toThrow('no');
    expect(all(store)).toEqual([]);
    database.close();
  });
});

describe('kept records', () => {
  const topic = 'sealpost-inbox-anna__acme';
  const kept = (offset: number, body: Buffer, brokerTime = offset): KeptRecord => ({
    ...{
      digest: recordDigest(`data-${offset}`, 'a'.repeat(32), body),
      topic,
      offset: String(offset),
      brokerTime,
      readAt: brokerTime + 1,
      messageType: `data-${offset}`,
      kid: 'a'.repeat(32),
      body,
    },
  });

  it('come back in the order of the topic until their outcome is journaled', () => {
    const { store, database } = open();
    store.keepRecords([10, 9, 100].map((offset) => kept(offset, Buffer.from([0, offset, 255]))));
    expect(store.keptRecords()).toEqual([9, 10, 100].map((n) => kept(n, Buffer.from([0, n, 255]))));
    store.releaseRecord({ topic, offset: '10' });
    store.releaseRecord({ topic: 'another-topic', offset: '9' });
    store.releaseRecord({ topic, offset: '9', digest: 'of another record' });
    expect(store.keptRecords().map(({ offset }) => offset)).toEqual(['9', '100']);
    database.close();
  });

  it('stay one where a batch comes again', () => {
    const { store, database } = open();
    store.keepRecords([kept(1, Buffer.from('a'))]);
    const [again] = store.keepRecords([kept(1, Buffer.from('a'), 5_000)]);
    expect([store.keptRecords().length, again?.brokerTime]).toEqual([1, 1]);
    database.close();
  });

  it('of a topic that was made again stand beside those of the old one, each with its own broker time', () => {
    const { store, database } = open();
    const [old, young] = [
      kept(1, Buffer.from('old'), 100),
      { ...kept(1, Buffer.from('young'), 900), kid: 'c'.repeat(32) },
    ];
    store.keepRecords([old]);
    expect(store.keepRecords([young])).toEqual([young]);
    expect(store.keptRecords()).toEqual([old, young]);
    store.releaseRecord(old);
    expect(store.keptRecords()).toEqual([young]);
    database.close();
  });

  it('of a journal of an earlier version are kept, and known again when they come once more', () => {
    const path = join(folder(), 'transfers.sqlite');
    const old = new SqlDatabase(path);
    const body = Buffer.from('body');
    old.exec(`CREATE TABLE kept_records (
        topic TEXT NOT NULL, record_offset TEXT NOT NULL, broker_time INTEGER NOT NULL, message_type TEXT NOT NULL,
        kid TEXT NOT NULL, body BLOB, PRIMARY KEY (topic, record_offset))`);
    const insert = 'INSERT INTO kept_records VALUES (?, ?, ?, ?, ?, ?)';
    old.run(insert, topic, '1', 1, 'data-1', 'a'.repeat(32), body);
    old.run(insert, topic, '2', 2, 'data-2', 'a'.repeat(32), null);
    old.close();
    const { store: reopened, database } = open(path);
    // Of these nobody noted when they were first read: that is now.
    const readAt = expect.any(Number);
    expect(reopened.keptRecords()).toEqual([
      { ...kept(1, body), readAt },
      { ...kept(2, body), readAt, body: null, digest: '' },
    ]);
    expect(reopened.keepRecords([kept(1, body, 5_000)])[0]?.brokerTime).toBe(1);
    expect(new SqliteTransferStore(database).keptRecords().length).toBe(2);
    database.close();
  });

  it('lose the bodies of the oldest beyond 64 MiB, never their coordinates', () => {
    const { store, database } = open();
    const body = Buffer.alloc(16 * 1024 * 1024, 1);
    for (let n = 0; n < 5; n++) store.keepRecords([kept(n, body)]);
    store.keepRecords([{ ...kept(0, Buffer.from('x')), topic: 'another-topic' }]);
    const bodies = store.keptRecords().map((one) => [one.topic, one.offset, one.body?.length ?? null]);
    expect(bodies).toEqual([
      ['another-topic', '0', 1],
      ...[0, 1, 2, 3, 4].map((n) => [topic, String(n), n === 0 ? null : body.length]),
    ]);
    database.close();
  });

  it('lose the bodies of the oldest beyond 1,000', () => {
    const { store, database } = open();
    store.atomically(() => {
      for (let n = 0; n < 1_003; n++) store.keepRecords([kept(n, Buffer.from([1]), 5_000 - n)]);
    });
    const gone = store.keptRecords().filter(({ body }) => body === null);
    expect(gone.map(({ offset }) => offset)).toEqual(['1000', '1001', '1002']);
    database.close();
  });
});

describe('the outbox', () => {
  const letter = (body: string, kid: string | null = 'b'.repeat(32)): OutboundRecord => ({
    ...{ topic: 'sealpost-inbox-bertil__acme', messageType: 'ack-1', kid, body: Buffer.from(body) },
  });

  it('says whether a letter may have been taken, and of an earlier version that nobody knows', () => {
    const { store, database } = open();
    const { id } = store.putOutbox(letter('sealed'), 'one', false);
    store.markMayBeTaken(id, true);
    expect(store.unpublished().map(({ mayBeTaken }) => mayBeTaken)).toEqual([true]);
    store.markMayBeTaken(id, false);
    expect(store.unpublished().map(({ mayBeTaken }) => mayBeTaken)).toEqual([false]);
    database.close();
    const path = join(folder(), 'transfers.sqlite');
    const old = new SqlDatabase(path);
    old.exec(`CREATE TABLE outbox (
      id INTEGER PRIMARY KEY, transfer TEXT NOT NULL, topic TEXT NOT NULL, message_type TEXT NOT NULL,
      kid TEXT, body BLOB NOT NULL, published_at INTEGER);
      INSERT INTO outbox VALUES (1, 'one', 'a-topic', 'ack-1', NULL, x'00', NULL);`);
    old.close();
    const adopted = open(path);
    expect(adopted.store.unpublished().map(({ mayBeTaken }) => mayBeTaken)).toEqual([true]);
    adopted.database.close();
  });

  it('keeps a letter until Kafka has it, and gives it back whole', () => {
    const path = join(folder(), 'transfers.sqlite');
    const first = open(path);
    const entry = first.store.putOutbox(letter('sealed'), 'one', false);
    first.store.putOutbox(letter('other', null), 'two', false);
    first.database.close();
    const { store, database } = open(path);
    expect(entry).toEqual({
      ...letter('sealed'),
      id: entry.id,
      transfer: 'one',
      publishedAt: null,
      mayBeTaken: false,
    });
    expect(store.unpublished().map(({ transfer, kid }) => [transfer, kid])).toEqual([
      ['one', 'b'.repeat(32)],
      ['two', null],
    ]);
    store.markPublished(entry.id, 1_763_913_600_123);
    expect(store.unpublished().map(({ transfer }) => transfer)).toEqual(['two']);
    expect(store.outboxOf('one')?.publishedAt).toBe(1_763_913_600_123);
    store.markUnpublished(entry.id);
    expect(store.unpublished().map(({ transfer }) => transfer)).toEqual(['one', 'two']);
    expect(store.outboxOf('three')).toBeNull();
    database.close();
  });

  it('does not take a new letter for published because the one that it replaced is', () => {
    const { store, database } = open();
    const beingPublished = store.putOutbox(letter('failed'), 'one', false);
    const replacement = store.putOutbox(letter('received'), 'one', false);
    store.markPublished(beingPublished.id, 1);
    expect(store.unpublished()).toEqual([replacement]);
    expect(String(store.outboxOf('one')?.body)).toBe('received');
    database.close();
  });
});

describe('the quarantine', () => {
  it('notes a record once, however often it comes', () => {
    const { store, database } = open();
    const entry = { topic: 't', offset: '7', messageType: null, why: 'no messageType', at: 3 };
    store.quarantine(entry);
    store.quarantine({ ...entry, at: 4 });
    const rows = database.all('SELECT * FROM quarantine');
    expect(rows).toEqual([{ topic: 't', record_offset: '7', message_type: null, why: entry.why, at: 4 }]);
    database.close();
  });
});
