import { describe, expect, it } from 'vitest';
import type { TransferStepState } from '../../../shared/transfer.ts';
import { DAY } from '../../protocol/limits.ts';
import { answerWaits, arrivingTimeline, isOverdue, timelineOf } from './timeline.ts';
import type { EventName, EventValues } from './transfer-event.ts';
import {
  type EventOf,
  happened,
  type IncomingRecord,
  noted,
  type OutgoingRecord,
  type TransferRecord,
} from './transfer-record.ts';

const steps = {
  sent: ['encrypted', 'pieces-sent', 'fingerprint-made', 'signed', 'dispatched', 'confirmed'],
  received: ['pieces-arriving', 'opened', 'signature-matches', 'complete', 'saved', 'confirmation-sent'],
} as const;
const metadata = {
  ...{ documentHash: 'h'.repeat(64), transferHash: 't'.repeat(64), signature: 'c2lnbg==', shardCount: 3 },
  ...{ senderCertificate: 'a'.repeat(64), recipientCertificate: 'b'.repeat(64) },
  timestamp: '2026-11-24T12:00:00.000Z',
};
const acknowledgement = {
  ...{ status: 'received', reason: '', acknowledgedAt: '2026-11-24T12:01:00.000Z', signature: 'YWNr' },
  recipientCertificate: 'b'.repeat(64),
};
const outgoing = {
  ...{ direction: 'sent', state: 'queued', events: [{ event: 'queued', at: 1 }], sealedBytes: 900 },
  ...{ metadata, acknowledgement: null, brokerTime: null },
} as unknown as OutgoingRecord;
const incoming = {
  ...{ direction: 'received', state: 'held', events: [], metadata, acknowledgement, brokerTime: 5 },
} as unknown as IncomingRecord;

type Happening = EventName | readonly [EventName, EventValues];
const notes: ReadonlySet<string> = new Set(['queued', 'obstacle', 'answer-waits', 'answer-signed']);

/** The record after these events, the first at 10 milliseconds, each 10 later than the one before. */
function recordAfter<R extends TransferRecord>(record: R, ...happenings: readonly Happening[]): R {
  return happenings.reduce((now, one, n) => {
    const [name, values] = typeof one === 'string' ? [one, {}] : one;
    const at = (n + 1) * 10;
    return notes.has(name) ? noted(now, name, at, values) : happened(now, name as EventOf<R>, at, values);
  }, record);
}
/** The states of all steps, as one letter each: done, running, waiting, failed, - for not done. */
const letters: Readonly<Record<TransferStepState, string>> = {
  ...{ done: 'd', running: 'r', waiting: 'w', failed: 'f', 'not-done': '-' },
};
const statesOf = (record: TransferRecord): string =>
  timelineOf(record)
    .map(({ state }) => letters[state])
    .join('');
const stepOf = (record: TransferRecord, name: string) => timelineOf(record).find((one) => one.name === name);

const folderIsFull: Happening = ['obstacle', { place: 'received-folder', cause: 'no-space' }];
const ownDriveIsFull: Happening = ['obstacle', { place: 'own-drive', cause: 'no-space' }];
const openedButFull: Happening = [
  'obstacle',
  { place: 'received-folder', cause: 'no-space', isOpened: true },
];
const refused = (reason: string): Happening => ['refuse', { reason }];
const failedAt = (step: NonNullable<EventValues['step']>): Happening => ['fail', { step }];

describe('the timeline of a sent document', () => {
  it.each<readonly [string, string, readonly Happening[]]>([
    ['waits for its turn', '------', []],
    ['is being sealed', 'rr----', ['start']],
    ['lost its connection', '------', ['start', 'connection-lost']],
    ['is sealed, and its letter is under way', 'ddddr-', ['start', 'sealed']],
    ['is at the server', 'dddddw', ['start', 'sealed', 'dispatched']],
    ['is delivered', 'dddddd', ['start', 'sealed', 'dispatched', 'acknowledged-received']],
    ['is refused', 'dddddf', ['start', 'sealed', 'dispatched', 'acknowledged-failed']],
    ['is delivered before our own note', 'dddddd', ['start', 'sealed', 'acknowledged-received']],
    ['was cancelled while it waited', '------', ['cancel']],
    ['was cancelled while it was sealed', '------', ['start', 'cancel']],
    ['could not be read', 'f-----', ['start', failedAt('encrypted')]],
    ['was not taken in pieces', '-f----', ['start', failedAt('pieces-sent')]],
    ['was not taken at its end', 'ddddf-', ['start', 'sealed', failedAt('dispatched')]],
    ['is sent again after it failed', 'rr----', ['start', failedAt('encrypted'), 'retry', 'start']],
    [
      'was called failed, and reached the recipient',
      'dddddd',
      ['start', 'sealed', failedAt('dispatched'), 'acknowledged-received'],
    ],
    [
      'was refused for now, and received later',
      'dddddd',
      ['start', 'sealed', 'dispatched', 'acknowledged-failed', 'acknowledged-received'],
    ],
  ])('that %s is %s', (_, states, happenings) => {
    const record = recordAfter(outgoing, ...happenings);
    expect(timelineOf(record).map(({ name }) => name)).toEqual(steps.sent);
    expect(statesOf(record)).toBe(states);
  });

  it('tells of each step when it was, and what proves it', () => {
    const record = recordAfter(outgoing, 'start', 'sealed', ['dispatched', { serverTime: 1_000 }]);
    const answered = {
      ...happened(record, 'acknowledged-received', 40),
      acknowledgement,
      brokerTime: 2_000,
    } as OutgoingRecord;
    expect(timelineOf(answered).map(({ at }) => at)).toEqual([20, 20, 20, 20, 30, 40]);
    expect(stepOf(answered, 'pieces-sent')?.proof).toEqual([
      { caption: 'pieces', value: '3' },
      { caption: 'bytes', value: '900' },
    ]);
    expect(stepOf(answered, 'dispatched')?.proof).toEqual([
      { caption: 'server-time', value: '1970-01-01T00:00:01.000Z' },
    ]);
    expect(stepOf(answered, 'confirmed')?.proof.map(({ caption }) => caption)).toEqual([
      ...['status', 'acknowledged-at', 'server-time', 'certificate', 'signature'],
    ]);
  });

  it('names no time of the server where its topic keeps none', () => {
    const record = recordAfter(outgoing, 'start', 'sealed', ['dispatched', { serverTime: null }]);
    expect(stepOf(record, 'dispatched')?.proof).toEqual([]);
  });

  it('says why it was refused', () => {
    const record = {
      ...recordAfter(outgoing, 'start', 'sealed', 'dispatched', 'acknowledged-failed'),
      acknowledgement: { ...acknowledgement, status: 'failed', reason: 'storage' },
    } as OutgoingRecord;
    expect(stepOf(record, 'confirmed')?.proof).toContainEqual({ caption: 'reason', value: 'storage' });
  });
});

describe('the timeline of a received document', () => {
  const collecting = ['hold', 'verified'] as const;
  const saving = [...collecting, 'complete', 'opened'] as const;
  const told = ['answer-signed', 'acknowledged'] as const;
  it.each<readonly [string, string, readonly Happening[]]>([
    ['waits for a judgement', '-dw---', ['hold']],
    ['is of nobody who is known', '-df---', ['hold', 'quarantine']],
    ['waits for its pieces', '-dd---', collecting],
    ['is being assembled', 'dddr--', [...collecting, 'complete']],
    ['is being saved', 'ddddr-', saving],
    ['is saved', 'dddddr', [...saving, 'saved']],
    ['is saved, and cannot be confirmed yet', 'dddddw', [...saving, 'saved', 'answer-waits']],
    ['is saved, and its confirmation is under way', 'dddddr', [...saving, 'saved', 'answer-signed']],
    ['is confirmed', 'dddddd', [...saving, 'saved', ...told]],
    ['waits for room before its pieces came', '-dd-w-', [...collecting, folderIsFull]],
    ['waits for room on the own drive', 'dddw--', [...collecting, 'complete', ownDriveIsFull]],
    ['is opened, and waits for room', 'ddddw-', [...saving, openedButFull]],
    ['goes on, the room has come', 'ddddr-', [...collecting, folderIsFull, 'complete', 'opened']],
    ['is incomplete', 'fdd--r', [...collecting, refused('incomplete'), 'answer-signed']],
    ['is incomplete, which was told', 'fdd--d', [...collecting, refused('incomplete'), ...told]],
    ['is not what was signed', 'dddf-d', [...collecting, 'complete', refused('hash-mismatch'), ...told]],
    ['is not allowed here', '-dd-fd', [...collecting, refused('policy'), ...told]],
    ['found no room, which was told', '-dd-fd', [...collecting, refused('storage'), ...told]],
    [
      'still waits for room, which was told',
      '-dd-wd',
      [...collecting, folderIsFull, refused('storage'), ...told],
    ],
    [
      'is judged again after it was incomplete',
      '-dd---',
      [...collecting, refused('incomplete'), ...told, 'judge-again'],
    ],
    [
      'came whole after all',
      'dddddd',
      [...collecting, refused('incomplete'), ...told, 'judge-again', 'complete', 'opened', 'saved', ...told],
    ],
  ])('that %s is %s', (_, states, happenings) => {
    const record = recordAfter(incoming, ...happenings);
    expect(timelineOf(record).map(({ name }) => name)).toEqual(steps.received);
    expect(statesOf(record)).toBe(states);
  });

  it('names the issuer, the file and the reason', () => {
    const saved = recordAfter(
      incoming,
      ...['hold' as const, ['verified', { issuer: 'acme', serverTime: 0 }] as const],
      ...['complete' as const, 'opened' as const, ['saved', { file: '/received/a.pdf' }] as const],
    );
    expect(stepOf(saved, 'signature-matches')?.proof).toContainEqual({ caption: 'issuer', value: 'acme' });
    expect(stepOf(saved, 'saved')?.proof).toEqual([{ caption: 'file', value: '/received/a.pdf' }]);
    const incomplete = recordAfter(incoming, ...collecting, refused('incomplete'));
    expect(stepOf(incomplete, 'pieces-arriving')?.proof).toEqual([
      { caption: 'reason', value: 'incomplete' },
    ]);
  });

  it('knows whether the answer waits to be signed', () => {
    const waiting = recordAfter(incoming, ...saving, 'saved', 'answer-waits');
    expect([answerWaits(waiting), answerWaits(noted(waiting, 'answer-signed', 99))]).toEqual([true, false]);
  });
});

it('of pieces alone only their arrival is known', () => {
  const timeline = arrivingTimeline(7);
  expect(timeline.map(({ name }) => name)).toEqual(steps.received);
  expect(timeline.map(({ state, at }) => [letters[state], at])).toEqual([
    ['r', 7],
    ...Array(5).fill(['-', null]),
  ]);
});

describe('overdue', () => {
  const sent = recordAfter(outgoing, 'start', 'sealed', 'dispatched');
  const dispatchedAt = 30;

  it('is what nobody confirmed while the server kept it, and not a millisecond before', () => {
    expect(isOverdue(sent, dispatchedAt + 7 * DAY, 7 * DAY)).toBe(false);
    expect(isOverdue(sent, dispatchedAt + 7 * DAY + 1, 7 * DAY)).toBe(true);
  });

  it('is nothing while it is not known for how long the server keeps it', () => {
    expect(isOverdue(sent, dispatchedAt + 900 * DAY, null)).toBe(false);
  });

  it.each<readonly [string, TransferRecord]>([
    ['is still sealed', recordAfter(outgoing, 'start')],
    ['is delivered', recordAfter(sent, 'acknowledged-received')],
    ['is refused', recordAfter(sent, 'acknowledged-failed')],
    ['was received', recordAfter(incoming, 'hold', 'verified')],
  ])('is nothing that %s', (_, record) => {
    expect(isOverdue(record, 900 * DAY, 1)).toBe(false);
  });
});
