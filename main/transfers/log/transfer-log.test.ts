import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TestClock } from '../../clock/test-support.ts';
import type { SqlDatabase } from '../../storage/database.ts';
import { openJournal, temporaryFolders } from '../../storage/test-support.ts';
import { SqliteTransferStore } from '../../storage/transfer-store.ts';
import { newOutgoing } from '../sending/new-outgoing.ts';
import { type LogChange, type Surroundings, TransferLog } from './transfer-log.ts';
import type { IncomingRecord, OutgoingRecord } from './transfer-record.ts';

const folder = temporaryFolders();
const clock = new TestClock();
const everything = { direction: null, filter: 'all', search: '', person: null } as const;
let database: SqlDatabase;
let store: SqliteTransferStore;
let log: TransferLog;
let changes: LogChange[];
let removed: (readonly string[])[];
let surroundings: Surroundings;

/** As at a start of the app. */
function open(): void {
  changes = [];
  removed = [];
  const events = {
    changed: (change: LogChange) => void changes.push(change),
    progress: () => {},
    removed: (ids: readonly string[]) => void removed.push(ids),
  };
  log = new TransferLog(store, clock, events, () => surroundings);
}
beforeEach(() => {
  database = openJournal(join(folder(), 'transfers.sqlite'));
  store = new SqliteTransferStore(database);
  surroundings = {
    ...{ isConnected: true, clockBlocks: false, offlineSince: null, driveFailsSince: null },
    retentionOf: () => null,
  };
  open();
});
afterEach(() => {
  vi.restoreAllMocks();
  database.close();
});

const document = (name: string): OutgoingRecord =>
  newOutgoing(
    {
      ...{ from: 'alice@acme', recipient: 'bob@acme', recipientLabel: 'Bob', path: `/docs/${name}` },
      ...{ documentName: name, documentSize: 10 },
    },
    clock.now(),
  );
const queue = (name: string): OutgoingRecord => log.put(document(name));
const failed = (name: string): OutgoingRecord =>
  log.put<OutgoingRecord>({ ...document(name), state: 'failed', reason: 'document-missing' });
const received = (id: string, more: Partial<IncomingRecord> = {}): IncomingRecord =>
  log.put({
    ...{ id, transferId: `transfer of ${id}`, direction: 'received', state: 'received', reason: null },
    ...{ ownDestination: 'alice@acme', peerLabel: 'Bob', createdAt: clock.now(), updatedAt: 0 },
    ...{ finishedAt: null, unread: true, removed: false, verified: true, path: null, sealedBytes: 0 },
    ...{ events: [{ event: 'hold', at: clock.now() }], acknowledgement: null, brokerTime: null },
    ...{ statementHash: '', topic: 'inbox', offset: id, digest: `digest of ${id}`, judgedAt: 0 },
    metadata: { sender: 'bob@acme', documentName: `${id}.pdf`, documentSize: 1 },
    ...more,
  } as unknown as IncomingRecord);
const shown = (): readonly string[] => log.page(everything, null, 200).rows.map(({ id }) => id);
/** Forgets what was told until now. */
const fromNow = (): void => {
  changes.length = 0;
  removed.length = 0;
};

describe('what is changed together', () => {
  it('is journaled at once and told as one change', () => {
    const commits = vi.spyOn(database, 'atomically');
    const [a, b] = log.together(() => [queue('a'), queue('b')] as const);
    expect(changes.map(({ rows, lists }) => [rows.map(({ id }) => id), lists])).toEqual([
      [[a.id, b.id], ['sent']],
    ]);
    // The outermost is the transaction: the others join it.
    expect(commits.mock.calls.length).toBe(3);
    expect(shown()).toEqual([b.id, a.id]);
  });

  it('is told as one change of the last state where a row changes twice', () => {
    const { id } = queue('a');
    fromNow();
    log.together(() => {
      const record = log.outgoing(id) as OutgoingRecord;
      const failing = log.advance(log.advance(record, 'start'), 'fail', { change: { reason: 'internal' } });
      log.put({ ...failing, sealedBytes: 5 });
    });
    expect(changes.map(({ rows }) => rows.map(({ status }) => status))).toEqual([['failed']]);
    expect(changes[0]).toMatchObject({ lists: ['sent'], news: [{ row: { id } }] });
  });

  it('joins what is changed together around it', () => {
    log.together(() => {
      log.together(() => queue('a'));
      expect(changes).toEqual([]);
      queue('b');
    });
    expect(changes.map(({ rows }) => rows.length)).toEqual([2]);
  });

  it('leaves the journal, the memory and the page as they were where one of it fails', () => {
    const before = queue('before');
    fromNow();
    const half = (): void =>
      log.together(() => {
        log.advance(before, 'start');
        queue('a');
        throw new Error('half way');
      });
    expect(half).toThrow('half way');
    expect([changes, shown(), log.unfinished(), log.queued()]).toEqual([[], [before.id], [before], [before]]);
    expect(store.unfinished()).toEqual([before]);
    // What comes next is told by itself again.
    queue('after');
    expect(changes.length).toBe(1);
  });

  it('is told nothing of where nothing changed', () => {
    log.together(() => 1);
    expect(changes).toEqual([]);
  });
});

describe('a fault while journaling', () => {
  it('leaves a row in memory as it was, and the next attempt begins there', () => {
    const before = queue('a');
    fromNow();
    vi.spyOn(store, 'put').mockImplementationOnce(() => {
      throw new Error('the disk is full');
    });
    expect(() => log.advance(before, 'start')).toThrow('the disk is full');
    expect([log.get(before.id), log.queued(), changes]).toEqual([before, [before], []]);
    expect(log.advance(before, 'start').state).toBe('sealing');
    expect(log.queued()).toEqual([]);
  });

  it('in what is journaled with a change undoes the change', () => {
    const before = queue('a');
    fromNow();
    const also = (): void => {
      throw new Error('no outbox');
    };
    expect(() => log.advance(before, 'start', { also })).toThrow('no outbox');
    expect([log.get(before.id), store.get(before.id), changes]).toEqual([before, before, []]);
  });
});

describe('news', () => {
  it('are what has another status, and nothing else', () => {
    const { id } = queue('a');
    const record = log.outgoing(id) as OutgoingRecord;
    fromNow();
    const sealing = log.advance(record, 'start');
    log.put({ ...sealing, sealedBytes: 7 });
    log.put({ ...sealing, sealedBytes: 7, peerLabel: 'Bob Chen' });
    const statuses = changes.map(({ rows, news }) => [rows[0]?.status, news.length]);
    expect(statuses).toEqual([
      ['preparing', 1],
      ['sending', 0],
      ['sending', 0],
    ]);
  });

  it('are a new row, and not one that is read', () => {
    const { id } = received('a');
    log.markRead([id], true);
    expect(changes.map(({ news }) => news.map(({ row }) => row.id))).toEqual([[id], []]);
  });
});

describe('the lists that ask again', () => {
  it('are those in which a row stands elsewhere than before', () => {
    const { id } = received('a');
    fromNow();
    log.put({ ...(log.incoming(id) as IncomingRecord), peerLabel: 'Bob Chen' });
    log.markRead([id], true);
    log.markRead([id], true);
    expect(changes.map(({ lists }) => lists)).toEqual([[], ['received']]);
  });

  it('are none while a document only moves on within a filter', () => {
    const record = queue('a');
    fromNow();
    const sealing = log.advance(record, 'start');
    log.put({ ...sealing, sealedBytes: 9 });
    log.advance(sealing, 'fail', { change: { reason: 'internal' } });
    expect(changes.map(({ lists }) => lists)).toEqual([[], [], ['sent']]);
  });

  it('are both where rows of both directions changed together', () => {
    log.together(() => [queue('a'), received('b')]);
    expect(changes.map(({ lists }) => [...lists].sort())).toEqual([['received', 'sent']]);
  });

  it('are none of a row that was taken off the list', () => {
    const { id } = received('a');
    log.remove([id]);
    fromNow();
    log.put({ ...(log.incoming(id) as IncomingRecord), peerLabel: 'Bob Chen' });
    expect([changes, shown()]).toEqual([[], []]);
  });
});

describe('in memory', () => {
  it('is only what is not finished, also after a restart', () => {
    const queued = queue('a');
    const sending = log.advance(queue('b'), 'start');
    failed('c');
    received('d');
    const held = received('e', { state: 'held' });
    expect(log.unfinished()).toEqual([queued, sending, held]);
    open();
    expect(log.unfinished()).toEqual([queued, sending, held]);
    expect(log.queued()).toEqual([queued]);
    expect(log.heldAt(held)).toEqual(held);
  });

  it('nothing stays of what is finished: it is asked of the journal', () => {
    const record = queue('a');
    const asked = vi.spyOn(store, 'get');
    log.get(record.id);
    expect(asked).not.toHaveBeenCalled();
    log.advance(record, 'cancel');
    expect(log.unfinished()).toEqual([]);
    asked.mockClear();
    expect(log.get(record.id)?.state).toBe('cancelled');
    expect(asked).toHaveBeenCalledOnce();
  });

  it('what is sent again after it was finished keeps its turn', () => {
    const first = failed('first');
    clock.pass(1);
    const second = queue('second');
    log.advance(first, 'retry', { change: { reason: null } });
    expect(log.queued().map(({ id }) => id)).toEqual([first.id, second.id]);
  });
});

describe('many rows', () => {
  const many = Array.from({ length: 1_000 }, (_, n) => `row ${n}`);
  /** Transactions that were really begun. */
  const transactions = (): { readonly count: () => number } => {
    let begun = 0;
    const atomically = database.atomically.bind(database);
    let depth = 0;
    vi.spyOn(database, 'atomically').mockImplementation((work) => {
      if (depth === 0) begun++;
      depth++;
      try {
        return atomically(work);
      } finally {
        depth--;
      }
    });
    return { count: () => begun };
  };

  it('are marked as read, and taken off the list, each in one transaction and one event', () => {
    database.atomically(() => many.map((id) => received(id)));
    fromNow();
    const { count } = transactions();
    log.markRead(many, true);
    expect([count(), changes.length, changes[0]?.rows.length, changes[0]?.news]).toEqual([1, 1, 1_000, []]);
    expect(log.counts()).toMatchObject({ received: 1_000, unread: 0 });
    log.markRead(many, true);
    expect([count(), changes.length]).toEqual([2, 1]);
    log.remove([...many, 'nobody knows it']);
    expect([count(), changes.length, removed.length, removed[0]?.length]).toEqual([3, 1, 1, 1_000]);
    expect([log.counts().received, shown()]).toEqual([0, []]);
    log.remove(many);
    expect(removed.length).toBe(1);
  });
});

it('what still happens is not taken off the list', () => {
  const record = log.advance(queue('a'), 'start');
  log.remove([record.id]);
  expect([removed, shown()]).toEqual([[], [record.id]]);
});

it('what was changed in a transaction is known in it: a row that is named twice is removed once', () => {
  const sent = log.put<OutgoingRecord>({ ...document('a'), state: 'sent' });
  log.remove([sent.id, sent.id]);
  expect(removed).toEqual([[sent.id]]);
  log.together(() => {
    const record = queue('b');
    expect(log.advance(record, 'start')).toEqual(log.get(record.id));
  });
});

describe('when the other app was heard of last', () => {
  const waiting = (): OutgoingRecord => log.put<OutgoingRecord>({ ...document('waits'), state: 'sent' });

  it('is told of what waits: by a document of theirs, or a confirmation, whichever came later', () => {
    const waits = waiting();
    expect(log.details(waits).heardAt).toBeNull();
    received('earlier', { brokerTime: 500 });
    expect(log.details(waits).heardAt).toBe(500);
    const acknowledgement = { status: 'received' } as OutgoingRecord['acknowledgement'];
    log.put<OutgoingRecord>({ ...document('done'), state: 'delivered', acknowledgement, brokerTime: 700 });
    expect(log.details(waits).heardAt).toBe(700);
  });

  it('counts nothing that only claims to be theirs, and is not told of what was delivered', () => {
    const waits = waiting();
    received('forged', { brokerTime: 500, verified: false });
    expect(log.details(waits).heardAt).toBeNull();
    received('true', { brokerTime: 600 });
    const delivered = log.put<OutgoingRecord>({ ...document('done'), state: 'delivered' });
    expect(log.details(delivered).heardAt).toBeNull();
  });

  it('is not guessed where not all of it can be looked through', () => {
    const waits = waiting();
    for (let n = 0; n < 501; n++) received(`one of many ${n}`, { brokerTime: 500 });
    expect(log.details(waits).heardAt).toBeNull();
  });
});
