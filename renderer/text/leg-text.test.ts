import { expect, test } from 'vitest';
import type { Leg, Transfer } from '../../shared/transfer.ts';
import { sample } from '../dev/sample.ts';
import { legLine, rowLook, rowSince, rowWord } from './leg-text.ts';
import { rowLabel, rowTime } from './row-text.ts';
import { retryLabel, statusSentence } from './status-text.ts';
import { shownSteps, stepSentence } from './step-text.ts';

const at = (day: number, hour: number, minute: number): number =>
  new Date(2026, 10, day, hour, minute).getTime();
const now = at(26, 12, 0);
const leg = (name: Leg['name'], since: number, until: number | null = null): Leg => ({ name, since, until });

const transfer = (status: Transfer['status'], one: Leg, more: Partial<Transfer> = {}): Transfer => ({
  ...sample({ id: '1', direction: 'sent', status, ago: 5, who: 'bob', documentName: 'Q3 report.pdf' }),
  leg: one,
  ...more,
});
const received = { direction: 'received' } as const;
const unconfirmed = { overdue: true, retryable: true };
const said = (one: Transfer, heardAt: number | null = null): readonly (string | null)[] => [
  rowWord(one, now),
  rowSince(one, now),
  statusSentence(one, now),
  legLine(one, now, heardAt),
];

test.each<readonly [string, Transfer, readonly (string | null)[]]>([
  [
    'waits for the connection',
    transfer('waiting-for-connection', leg('own-connection', at(26, 10, 42))),
    [
      'Waiting for connection',
      'since 10:42',
      'It is kept here and is sent when you are connected.',
      'Since today at 10:42.',
    ],
  ],
  [
    'waits for the clock',
    transfer('waiting-for-clock', leg('own-clock', at(26, 10, 42))),
    [
      'Waiting for the clock',
      'since 10:42',
      "This computer's clock is wrong, and the time is part of what you sign. It goes on by itself when the clock is right.",
      'Since today at 10:42.',
    ],
  ],
  [
    'waits for its turn',
    transfer('preparing', leg('own-turn', at(26, 11, 59))),
    ['Preparing', null, 'The document is being checked and encrypted.', null],
  ],
  [
    'waits for a server that takes nothing',
    transfer('preparing', leg('server', at(26, 10, 42))),
    [
      'Waiting for the server',
      'since 10:42',
      'The server takes nothing for Bob now.',
      'Since today at 10:42.',
    ],
  ],
  [
    'is half sent, and the server takes no more',
    transfer('sending', leg('server', at(26, 10, 42)), { progress: 0.5, documentSize: 100 }),
    [
      'Waiting for the server',
      'since 10:42',
      'The server takes nothing for Bob now.',
      'Since today at 10:42.',
    ],
  ],
  [
    'is on the server for a time that is not known',
    transfer('sent', leg('their-app', at(26, 10, 42)), { updatedAt: at(26, 10, 42) }),
    [
      'Sent, not confirmed yet',
      'since 10:42',
      "Everything is on the server. Bob's app has not confirmed it yet.",
      'On the server since today at 10:42.',
    ],
  ],
  [
    'is on the server, and stays there',
    transfer('sent', leg('their-app', at(26, 10, 42), at(30, 10, 42)), { updatedAt: at(26, 10, 42) }),
    [
      'Sent, not confirmed yet',
      'since 10:42',
      "Everything is on the server. Bob's app has not confirmed it yet.",
      'On the server since today at 10:42. Available there until 30 Nov 2026 at 10:42.',
    ],
  ],
  [
    'is removed tomorrow',
    transfer('sent', leg('their-app', at(14, 10, 42), at(28, 10, 42)), { updatedAt: at(14, 10, 42) }),
    [
      'Not confirmed, kept until 28 Nov',
      'since 14 Nov',
      'Bob may be offline. The server keeps it for a short time only.',
      'On the server since 14 Nov 2026 at 10:42. Available there until 28 Nov 2026 at 10:42. Ask Bob to start Sealpost before, or send it again after that.',
    ],
  ],
  [
    'the server may have removed',
    transfer('sent', leg('time-over', at(26, 10, 42)), unconfirmed),
    [
      'Not confirmed in time',
      'since 10:42',
      'The server kept it for as long as it does; no confirmation came. Ask Bob, or send it again.',
      'The time ended today at 10:42.',
    ],
  ],
  [
    'the server has removed',
    transfer('sent', leg('removed', at(26, 10, 42)), unconfirmed),
    [
      'Removed, not confirmed',
      'since 10:42',
      'The server has removed it; no confirmation came. Ask Bob, or send it again.',
      'That was seen today at 10:42.',
    ],
  ],
  [
    'was removed, and sent again',
    transfer('sent', leg('removed', at(26, 10, 42)), { overdue: true, retryable: false }),
    [
      'Removed, not confirmed',
      'since 10:42',
      'The server has removed it; no confirmation came. You have sent it again.',
      'That was seen today at 10:42.',
    ],
  ],
  [
    'cannot be saved over there',
    transfer('refused', leg('their-disk', at(26, 10, 42), at(28, 10, 42)), { reason: 'storage' }),
    [
      "Not saved by Bob's computer",
      'since 10:42',
      "Bob's computer could not save it. It does so by itself as soon as it can.",
      'Since today at 10:42. It is tried there by itself until 28 Nov 2026 at 10:42.',
    ],
  ],
  [
    'has no room here',
    transfer('cannot-save', leg('own-disk', at(26, 10, 42), at(28, 10, 42)), received),
    [
      'Cannot be saved yet',
      'since 10:42',
      'It is saved by itself as soon as this computer can, for three days after it was sent.',
      'Since today at 10:42. It is tried again by itself until 28 Nov 2026 at 10:42.',
    ],
  ],
  [
    'cannot be journaled here',
    transfer('sending', leg('own-disk', at(26, 10, 42))),
    [
      'Waiting for your disk',
      'since 10:42',
      expect.any(String),
      "Since today at 10:42. The drive of Sealpost's own files takes nothing now: make room on it, or see why it fails. It goes on by itself.",
    ],
  ],
  [
    'waits for pieces',
    transfer('checking', leg('pieces', at(26, 11, 59)), received),
    [
      'Waiting for pieces',
      'since 11:59',
      'Pieces of it are still on their way from Bob.',
      'Since today at 11:59.',
    ],
  ],
  [
    'waits for the directory',
    transfer('checking', leg('directory', at(26, 10, 42), at(29, 10, 42)), received),
    [
      'Waiting for the directory',
      'since 10:42',
      "Nobody can say yet whether the sender's certificate is valid.",
      'Since today at 10:42. It is asked again by itself until 29 Nov 2026 at 10:42; after that it is not taken.',
    ],
  ],
  [
    'is saved, and cannot be confirmed without a clock',
    transfer('confirmation-pending', leg('own-clock', at(26, 10, 42)), received),
    [
      'Confirmation waits for the clock',
      'since 10:42',
      'Verified and saved. Bob is told as soon as it can be signed and sent.',
      "Since today at 10:42. Set this computer's clock right.",
    ],
  ],
  [
    'is saved, and cannot be confirmed without a certificate',
    transfer('confirmation-pending', leg('own-certificate', at(26, 10, 42)), received),
    [
      'Confirmation waits for your certificate',
      'since 10:42',
      'Verified and saved. Bob is told as soon as it can be signed and sent.',
      'Since today at 10:42. Open Settings, Identity: it says why.',
    ],
  ],
  [
    'is saved, and cannot be confirmed without a connection',
    transfer('confirmation-pending', leg('own-connection', at(26, 10, 42)), received),
    [
      'Confirmation waits for connection',
      'since 10:42',
      'Verified and saved. Bob is told as soon as it can be signed and sent.',
      'Since today at 10:42.',
    ],
  ],
])('a document that %s says where, since when, and what comes next', (_, one, expected) => {
  expect(said(one)).toEqual(expected);
  expect(expected.join(' ')).not.toMatch(/shard|topic|offset|broker|payload|kafka|!/i);
});

test('what began to wait after the page looked at its clock waits all the same', () => {
  const one = transfer('sent', leg('their-app', now + 40_000));
  expect(legLine(one, now, null)).toBe('On the server since today at 12:00.');
});

test('what was judged or pieced together a moment ago is not called a wait', () => {
  const held = transfer('checking', leg('directory', now - 30_000), received);
  expect([rowWord(held, now), rowSince(held, now), rowLook(held, now)[0]]).toEqual([
    'Checking',
    null,
    'running',
  ]);
});

test('the details say when the other app was heard of last, where that is known', () => {
  const one = transfer('sent', leg('their-app', at(26, 10, 42)));
  expect(legLine(one, now, at(12, 9, 0))).toBe(
    "On the server since today at 10:42. Nothing heard from Bob's app since 12 Nov 2026 at 09:00.",
  );
});

test('a row has the time since when it waits, and reads it aloud after the status', () => {
  const one = transfer('sent', leg('removed', at(26, 10, 42)), { ...unconfirmed, createdAt: at(20, 9, 0) });
  expect(rowTime(one, now)).toBe('since 10:42');
  expect(rowLabel(one, now)).toMatch(/Removed, not confirmed, since 10:42$/);
  expect(retryLabel(one)).toBe('Send again');
});

test('a short time on the server is called short only near its end', () => {
  const since = at(26, 6, 0);
  const of = (until: number): string => rowWord(transfer('sent', leg('their-app', since, until)), now);
  expect([of(at(26, 16, 0)), of(at(26, 13, 30))]).toEqual([
    'Sent, not confirmed yet',
    'Not confirmed, kept until 13:30',
  ]);
});

test('a step that was running waits while there is no connection, and says so', () => {
  const step = { name: 'confirmation-sent', state: 'running', at: 1, proof: [] } as const;
  const one = transfer('confirmation-pending', leg('own-connection', 1), received);
  const [shown] = shownSteps([step], one);
  expect([shown?.state, shown && stepSentence(shown, one)]).toEqual([
    'waiting',
    'Sent by itself when you are connected.',
  ]);
});
