import { expect, test } from 'vitest';
import type { IncomingRecord, OutgoingRecord } from './transfer-record.ts';
import { toDetails, toTransfer } from './transfer-view.ts';

const movement = {
  bytesMoved: 0,
  progress: null,
  timeLeft: null,
  overdue: false,
  isConnected: true,
  clockBlocks: false,
};

test.each([
  ['saving', null],
  ['refused', null],
  ['confirming', '/received/a.pdf'],
  ['received', '/received/a.pdf'],
] as const)('a document that is %s is offered only where it was saved', (state, path) => {
  const record = {
    direction: 'received',
    state,
    path: '/received/a.pdf',
    verified: true,
    metadata: { sender: 'alice@acme', documentName: 'a.pdf', documentSize: 1 },
  } as IncomingRecord;
  expect(toTransfer(record, movement).path).toBe(path);
});

test('a certificate cannot bring marks that turn the text around into a name', () => {
  const record = {
    direction: 'received',
    state: 'received',
    peerLabel: 'Alice \u202eecilA',
    metadata: { sender: 'alice@acme', documentName: 'a.pdf', documentSize: 1 },
  } as IncomingRecord;
  expect(toTransfer(record, movement).peer?.label).toBe('Alice ‹U+202E›ecilA');
});

test.each(['failed', 'cancelled', 'refused', 'delivered'] as const)(
  'nothing of a transfer that is %s is shown as running',
  (state) => {
    const steps = [
      { name: 'encrypted', state: 'failed', at: 1, proof: [] },
      { name: 'pieces-sent', state: 'running', at: 2, proof: [] },
    ] as const;
    const record = {
      direction: 'sent',
      state,
      steps,
      documentName: 'a.pdf',
      recipient: 'bob@acme',
      peerLabel: null,
      metadata: null,
    } as unknown as OutgoingRecord;
    const shown = toDetails(record, toTransfer(record, movement)).steps;
    expect(shown.map((step) => [step.state, step.at])).toEqual([
      ['failed', 1],
      ['not-done', null],
    ]);
    const moving = { ...record, state: 'sealing' } as OutgoingRecord;
    expect(toDetails(moving, toTransfer(moving, movement)).steps[1]?.state).toBe('running');
  },
);
