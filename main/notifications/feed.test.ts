import { beforeEach, expect, it } from 'vitest';
import type { ShownNotification } from '../../shared/notification.ts';
import type { Transfer } from '../../shared/transfer.ts';
import { TestClock } from '../clock/test-support.ts';
import { NotificationFeed } from './feed.ts';

type OnDesktop = { title: string; body: string; open: boolean; click: () => void };

const row = (change: Partial<Transfer>): Transfer => ({
  ...{ id: 'row', transferId: 'transfer', direction: 'received', status: 'received', reason: null },
  ...{ ownDestination: 'bob@acme', peer: { label: 'Alice Martin', destination: 'alice@acme' } },
  ...{ peerVerified: true, documentName: 'Q3 report.pdf', documentSize: 2_400_000, bytesMoved: 0 },
  ...{ progress: null, timeLeft: null, createdAt: 0, updatedAt: 0, finishedAt: null, unread: true },
  ...{
    cancellable: false,
    retryable: false,
    removable: true,
    overdue: false,
    leg: null,
    waitingFor: null,
    path: null,
  },
  ...change,
});

let desktop: OnDesktop[];
let clicked: (string | null)[];
let events: ShownNotification[];
let hideNames: boolean;
let enabled: boolean;
let daemon: boolean;
let onScreen: string | null;
let clock: TestClock;
let feed: NotificationFeed;

beforeEach(() => {
  clock = new TestClock();
  [desktop, clicked, events] = [[], [], []];
  [hideNames, enabled, daemon, onScreen] = [false, true, true, null];
  feed = new NotificationFeed(
    {
      enabled: () => enabled,
      hideNames: () => hideNames,
      isOnScreen: (transfer) => transfer === onScreen,
      clicked: (transfer) => void clicked.push(transfer),
      shown: (entry) => void events.push(entry),
    },
    ({ title, body }, on) => {
      const one = { title, body, open: daemon, click: on.clicked };
      desktop.push(one);
      if (daemon) on.shown();
      return { close: () => void Object.assign(one, { open: false }) };
    },
    clock,
  );
});

const people = ['Alice Martin', 'Carol Diaz', 'Dora Novák', 'Erin Berg'];

/** One document after the other, `every` milliseconds apart. */
function receive(
  count: number,
  every: number,
  status: 'received' | 'delivered' = 'received',
  from = 0,
): void {
  for (let i = from; i < from + count; i++) {
    const label = people[i % people.length] ?? '';
    feed.tell(
      row({
        ...{ id: `row-${status}-${i}`, transferId: `transfer-${i}`, status },
        ...{ direction: status === 'received' ? 'received' : 'sent', peer: { label, destination: 'a@acme' } },
      }),
    );
    clock.pass(every);
  }
}
const shown = (): readonly string[] => desktop.filter(({ open }) => open).map(({ title }) => title);

it('50 documents are three notifications, then one that grows, at most once a second', () => {
  receive(50, 100);
  clock.pass(1_000);
  expect(shown()).toEqual(['50 documents received']);
  expect(desktop.at(-1)?.body).toBe('From Alice Martin, Carol Diaz and 2 others.');
  // Three singles, then one a second of the five that it took.
  expect(desktop.length).toBeLessThanOrEqual(3 + 6);
  expect(feed.history().map(({ title }) => title)).toEqual([
    '50 documents received',
    'Document from Dora Novák',
    'Document from Carol Diaz',
    'Document from Alice Martin',
  ]);
  expect(feed.history()[0]).toMatchObject({ transfer: null, native: true });
});

it('a document after ten quiet seconds is told by itself', () => {
  receive(5, 100);
  clock.pass(10_000);
  receive(1, 0, 'received', 5);
  expect(shown()).toEqual(['5 documents received', 'Document from Carol Diaz']);
  expect(feed.history()).toHaveLength(5);
});

it('documents that come slowly are told one by one', () => {
  receive(6, 10_000);
  expect(desktop.map(({ title }) => title).every((title) => title.startsWith('Document from'))).toBe(true);
});

it('deliveries are bundled too, apart from what is received', () => {
  receive(3, 10);
  receive(5, 10, 'delivered');
  clock.pass(1_000);
  expect(
    shown()
      .slice(0, 3)
      .every((title) => title.startsWith('Document from')),
  ).toBe(true);
  expect(desktop.at(-1)).toMatchObject({
    title: '5 documents delivered',
    body: 'To Alice Martin and 3 others.',
  });
  desktop.at(-1)?.click();
  expect(clicked).toEqual(['row-delivered-4']);
});

it('names stay hidden in a bundle', () => {
  hideNames = true;
  receive(7, 10);
  clock.pass(1_000);
  expect(shown()).toEqual(['7 new documents']);
  expect(JSON.stringify(desktop)).not.toMatch(/Alice|Carol|Q3/);
});

it('a click on a bundle leads to the Inbox, and what comes then is news again', () => {
  receive(4, 10);
  clock.pass(1_000);
  desktop.at(-1)?.click();
  receive(1, 0, 'received', 4);
  expect(clicked).toEqual([null]);
  expect(desktop.at(-1)?.title).toBe('Document from Alice Martin');
});

it('each outcome of a transfer is told once', () => {
  feed.tell(row({}));
  feed.tell(row({ status: 'confirmation-pending' }));
  feed.tell(row({}));
  expect(feed.history()).toHaveLength(1);
});

it('what was told before a restart is no news when it comes again', () => {
  feed.tell(row({ id: 'a', status: 'checking' }), 'incomplete');
  feed.tell(row({ id: 'a', status: 'incomplete' }), 'checking');
  expect(feed.history()).toEqual([]);
  feed.tell(row({ id: 'a', status: 'received' }), 'checking');
  expect(feed.history()).toHaveLength(1);
});

it('only what the desktop showed is called native', () => {
  onScreen = 'a';
  feed.tell(row({ id: 'a' }));
  daemon = false;
  feed.tell(row({ id: 'b' }));
  daemon = true;
  enabled = false;
  feed.tell(row({ id: 'c' }));
  expect(events.some(({ native }) => native)).toBe(false);
  enabled = true;
  feed.tell(row({ id: 'd', status: 'refused', reason: 'hash-mismatch' }));
  expect(events.filter(({ native }) => native).map(({ transfer }) => transfer)).toEqual(['d']);
  expect(feed.history()).toHaveLength(4);
});

it('says nothing of a document that is read already: it stood in the folder from before', () => {
  feed.tell(row({ unread: false }));
  feed.tell(row({ id: 'another', unread: true }));
  expect([desktop.length, feed.history().length]).toEqual([1, 1]);
});
