import { expect, test } from 'vitest';
import type { IncomingRecord } from './transfer-record.ts';
import { toRow } from './transfer-view.ts';

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
    events: [],
    state,
    path: '/received/a.pdf',
    verified: true,
    metadata: { sender: 'alice@acme', documentName: 'a.pdf', documentSize: 1 },
  } as unknown as IncomingRecord;
  expect(toRow(record, movement).path).toBe(path);
});

test('a certificate cannot bring marks that turn the text around into a name', () => {
  const record = {
    direction: 'received',
    events: [],
    state: 'received',
    peerLabel: 'Alice \u202eecilA',
    metadata: { sender: 'alice@acme', documentName: 'a.pdf', documentSize: 1 },
  } as unknown as IncomingRecord;
  expect(toRow(record, movement).peer?.label).toBe('Alice ‹U+202E›ecilA');
});
