import { expect, it } from 'vitest';
import { HOUR } from '../../protocol/limits.ts';
import { legOf, type Moment } from './leg.ts';
import type { EventName, EventValues } from './transfer-event.ts';
import type { TransferRecord } from './transfer-record.ts';

const moment: Moment = {
  ...{
    now: 1_000,
    isConnected: true,
    offlineSince: null,
    clockBlocks: false,
    driveFailsSince: null,
    retention: null,
  },
};
const offline = { isConnected: false, offlineSince: 700 };

type Happening = readonly [EventName, number, EventValues?];
const sealed: readonly Happening[] = [
  ['queued', 100],
  ['start', 200],
  ['sealed', 300],
];
const sent: readonly Happening[] = [...sealed, ['dispatched', 400, { serverTime: 410, offset: '7' }]];
const verified: readonly Happening[] = [
  ['hold', 100],
  ['verified', 200],
];
const lacking: Happening = ['obstacle', 300, { place: 'received-folder', cause: 'no-space' }];

const record = (
  direction: TransferRecord['direction'],
  state: string,
  events: readonly Happening[],
  more: object = {},
): TransferRecord =>
  ({
    ...{ direction, state, reason: null, createdAt: 100, updatedAt: 600, brokerTime: 90 },
    events: events.map(([event, at, values]) => ({ event, at, ...values })),
    ...more,
  }) as unknown as TransferRecord;

it.each<readonly [string, TransferRecord, Partial<Moment>, readonly unknown[] | null]>([
  ['waits for its turn', record('sent', 'queued', [['queued', 100]]), {}, ['own-turn', 600, null]],
  ['waits for the connection', record('sent', 'queued', []), offline, ['own-connection', 700, null]],
  [
    'came while there was none',
    record('sent', 'queued', [], { updatedAt: 900 }),
    offline,
    ['own-connection', 900, null],
  ],
  ['waits for the clock', record('sent', 'queued', []), { clockBlocks: true }, ['own-clock', 600, null]],
  [
    'waits for a server that has no room',
    record('sent', 'queued', [], { reason: 'server-unavailable' }),
    {},
    ['server', 600, null],
  ],
  ['is being sealed', record('sent', 'sealing', sealed.slice(0, 2)), {}, ['under-way', 200, null]],
  [
    'cannot be journaled',
    record('sent', 'sealing', sealed.slice(0, 2)),
    { driveFailsSince: 800 },
    ['own-disk', 800, null],
  ],
  [
    'cannot be journaled, and came after the drive failed',
    record('sent', 'queued', [], { updatedAt: 900 }),
    { driveFailsSince: 800 },
    ['own-disk', 900, null],
  ],
  [
    'waits for its connection also where the drive fails',
    record('sent', 'queued', []),
    { ...offline, driveFailsSince: 800 },
    ['own-connection', 700, null],
  ],
  [
    'is on the server, whatever the own drive does',
    record('sent', 'sent', sent),
    { driveFailsSince: 800 },
    ['their-app', 410, null],
  ],
  [
    'was told to lack pieces, which are taken when they still come, whatever the own drive does',
    record('received', 'refused', [...verified, ['refuse', 500, { reason: 'incomplete' }]], {
      reason: 'incomplete',
    }),
    { driveFailsSince: 800 },
    ['pieces', 500, 90 + 72 * HOUR],
  ],
  [
    'comes in pieces, and cannot be journaled',
    record('received', 'collecting', verified),
    { driveFailsSince: 800 },
    ['own-disk', 800, null],
  ],
  [
    'is half sent without a connection',
    record('sent', 'sealing', sealed.slice(0, 2)),
    offline,
    ['own-connection', 700, null],
  ],
  [
    'is half sent, and the server takes no more',
    record('sent', 'sealing', sealed.slice(0, 2), { reason: 'server-unavailable' }),
    {},
    ['server', 600, null],
  ],
  ['has its letter in the outbox', record('sent', 'dispatching', sealed), {}, ['under-way', 300, null]],
  [
    'has its letter in the outbox without a connection',
    record('sent', 'dispatching', sealed),
    offline,
    ['own-connection', 700, null],
  ],
  [
    'is on the server for a time that nobody told',
    record('sent', 'sent', sent),
    {},
    ['their-app', 410, null],
  ],
  ['is on the server', record('sent', 'sent', sent), { retention: 5_000 }, ['their-app', 410, 5_410]],
  [
    'is on the server for ever',
    record('sent', 'sent', sent),
    { retention: Number.POSITIVE_INFINITY },
    ['their-app', 410, null],
  ],
  [
    'was there for as long as promised',
    record('sent', 'sent', sent),
    { retention: 500 },
    ['time-over', 910, null],
  ],
  [
    'was removed unread',
    record('sent', 'sent', [...sent, ['removed-from-server', 800]]),
    { retention: 5_000 },
    ['removed', 800, null],
  ],
  [
    'cannot be saved over there',
    record('sent', 'refused', [...sent, ['acknowledged-failed', 500]], {
      ...{ reason: 'storage', publishedBrokerTime: 410 },
    }),
    {},
    ['their-disk', 500, 410 + 72 * HOUR],
  ],
  [
    'could not be saved over there for three days',
    record('sent', 'refused', sent, { reason: 'storage', publishedBrokerTime: 410 }),
    { now: 73 * HOUR },
    null,
  ],
  ['was refused', record('sent', 'refused', sent, { reason: 'policy' }), {}, null],
  ['was delivered', record('sent', 'delivered', sent), {}, null],
  [
    'comes from somebody whose certificate nobody can judge',
    record('received', 'held', [
      ['hold', 100],
      ['hold', 400],
    ]),
    {},
    ['directory', 100, 100 + 72 * HOUR],
  ],
  [
    'is opened',
    record('received', 'assembling', [...verified, ['complete', 250]]),
    {},
    ['under-way', 250, null],
  ],
  ['comes in pieces', record('received', 'collecting', verified), {}, ['pieces', 200, null]],
  [
    'has no room here',
    record('received', 'collecting', [...verified, lacking]),
    {},
    ['own-disk', 300, 90 + 72 * HOUR],
  ],
  [
    'has no room here, which the sender was told',
    record('received', 'refused', [...verified, ['refuse', 250, { reason: 'storage' }], lacking], {
      reason: 'storage',
    }),
    {},
    ['own-disk', 300, 90 + 72 * HOUR],
  ],
  [
    'lacks pieces, which the sender was told',
    record('received', 'refused', [...verified, ['refuse', 260]], { reason: 'incomplete' }),
    {},
    ['pieces', 260, 90 + 72 * HOUR],
  ],
  [
    'is saved, and its answer has to wait for the clock',
    record('received', 'confirming', [...verified, ['answer-waits', 500]]),
    { clockBlocks: true },
    ['own-clock', 500, null],
  ],
  [
    'is saved, and nothing can be signed without a certificate',
    record('received', 'confirming', [...verified, ['answer-waits', 500]]),
    {},
    ['own-certificate', 500, null],
  ],
  [
    'is saved, and its answer waits for the connection',
    record('received', 'confirming', [...verified, ['answer-signed', 500]]),
    offline,
    ['own-connection', 700, null],
  ],
  [
    'is saved, and its answer is on the way',
    record('received', 'confirming', [...verified, ['answer-signed', 500]]),
    {},
    ['under-way', 500, null],
  ],
  ['was received', record('received', 'received', verified), {}, null],
])('a document that %s says where it stands, and since when', (_, one, change, expected) => {
  const leg = legOf(one, { ...moment, ...change });
  expect(leg && [leg.name, leg.since, leg.until]).toEqual(expected);
});
