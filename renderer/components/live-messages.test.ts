import { expect, test, vi } from 'vitest';
import type { Transfer } from '../../shared/transfer.ts';
import { sample } from '../dev/sample.ts';

vi.stubGlobal('window', {});
const { liveMessages, together } = await import('./live-messages.ts');

const sending = sample({
  id: 's',
  direction: 'sent',
  status: 'sending',
  ago: 1,
  who: 'bob',
  documentName: 'a.pdf',
  progress: 0.2,
});
const after = (change: Partial<Transfer>) =>
  liveMessages([{ before: sending, now: { ...sending, ...change } }]);

test('progress is told at each quarter only', () => {
  expect(after({ progress: 0.24 }).polite).toEqual([]);
  expect(after({ progress: 0.26 }).polite).toEqual(['a.pdf: 25 percent']);
});

test('results are told politely, refusals at once', () => {
  expect(after({ status: 'delivered' })).toEqual({ polite: ['Delivered: a.pdf, to Bob Chen'], urgent: [] });
  expect(after({ status: 'refused' }).urgent).toEqual(["Refused by Bob's app: a.pdf, to Bob Chen"]);
});

test('that the server keeps it no more is told once', () => {
  const leg = (name: 'their-app' | 'removed') => ({ name, since: 0, until: null });
  const waiting = { ...sending, status: 'sent', progress: null, leg: leg('their-app') } as const;
  const removed = { ...waiting, leg: leg('removed') };
  const told = (before: Transfer, now: Transfer) => liveMessages([{ before, now }]).polite;
  expect(told(waiting, removed)).toEqual(['Removed, not confirmed: a.pdf, to Bob Chen']);
  expect([told(removed, removed), told(waiting, waiting)]).toEqual([[], []]);
});

test('an unproven name is told as a claim', () => {
  const refused = sample({
    id: 'r',
    direction: 'received',
    status: 'refused',
    ago: 1,
    who: 'alice',
    peerVerified: false,
  });
  expect(liveMessages([{ before: undefined, now: refused }]).urgent).toEqual([
    'Refused: Refused document, Claims to be from Alice Martin',
  ]);
});

test('many changes are one message', () => {
  expect(together(['a', 'b'])).toBe('a. b');
  expect(together(['a', 'b', 'c'])).toBe('c, and 2 other changes');
});
