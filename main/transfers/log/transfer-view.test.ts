import { expect, test } from 'vitest';
import type { IncomingRecord } from './transfer-record.ts';
import { toDetails, toRow } from './transfer-view.ts';

const movement = {
  bytesMoved: 0,
  progress: null,
  timeLeft: null,
  overdue: false,
  isConnected: true,
  clockBlocks: false,
  leg: null,
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

test.each([
  [true, 'a‹U+202E›fdp.exe'],
  [false, null],
] as const)("a document's own name is told only where its sender is proven: %s", (verified, name) => {
  const record = {
    direction: 'received',
    events: [],
    state: verified ? 'received' : 'quarantined',
    verified,
    path: null,
    brokerTime: 0,
    acknowledgement: null,
    metadata: { sender: 'alice@acme', documentName: 'a\u202efdp.exe', documentSize: 1, shardCount: 1 },
  } as unknown as IncomingRecord;
  const { transfer, technical } = toDetails(record, toRow(record, movement), null);
  expect([transfer.documentName, technical.originalName]).toEqual([name, name]);
});
