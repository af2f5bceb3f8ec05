import { expect, test } from 'vitest';
import type { Transfer, TransferStatus } from '../../shared/transfer.ts';
import { sample } from '../dev/sample.ts';
import { rowLabel, rowName, rowPerson } from './row-text.ts';
import { statusLook, statusSentence, statusWord } from './status-text.ts';

const words: Readonly<Record<TransferStatus, string>> = {
  preparing: 'Preparing',
  'waiting-for-connection': 'Waiting for connection',
  'waiting-for-clock': 'Waiting for the clock',
  sending: 'Sending - 34 %',
  sent: 'Sent, not confirmed yet',
  delivered: 'Delivered',
  refused: "Refused by Alice's app",
  failed: 'Could not send',
  cancelled: 'Cancelled',
  incoming: 'Incoming',
  checking: 'Checking',
  received: 'Received',
  'confirmation-pending': 'Confirmation not sent yet',
  incomplete: 'Incomplete',
  'cannot-save': 'Cannot be saved yet',
};
const of = (change: Partial<Transfer>): Transfer => ({
  ...sample({
    id: '1',
    direction: 'sent',
    status: 'sent',
    ago: 5,
    who: 'alice',
    documentName: 'Q3 report.pdf',
    documentSize: 2_400_000,
  }),
  ...change,
});

test.each(Object.entries(words))('the words for %s', (status, word) => {
  const transfer = of({ status: status as TransferStatus, progress: 0.349 });
  expect(statusWord(transfer)).toBe(word);
  expect(statusLook(transfer.status)).toHaveLength(2);
  expect(statusSentence(transfer, transfer.updatedAt)).toMatch(/\.$/);
});

test('what the other computer could not save was not refused, and may still be saved there', () => {
  const unsaved = of({ status: 'refused', reason: 'storage' });
  expect(statusWord(unsaved)).toBe("Not saved by Alice's computer");
  expect(statusSentence(unsaved, 0)).toBe(
    "Alice's computer could not save it. It does so by itself as soon as it can.",
  );
});

test('a received refusal names no app, and no proven person', () => {
  const refused = of({ direction: 'received', status: 'refused', peerVerified: false, documentName: null });
  expect(statusWord(refused)).toBe('Refused');
  expect(rowName(refused)).toBe('Refused document');
  expect(rowPerson(refused)).toBe('Claims to be from Alice Martin');
});

test('a row reads aloud in one order', () => {
  const now = new Date(2026, 10, 24, 12, 0).getTime();
  const createdAt = new Date(2026, 10, 24, 10, 42).getTime();
  const transfer = of({ direction: 'received', status: 'received', unread: true, createdAt });
  expect(rowLabel(transfer, now)).toBe(
    'Unread, Q3 report.pdf, from Alice Martin, 2.4 megabytes, today 10:42, Received',
  );
});

test('while sending, the sentence says how much and how long', () => {
  const sending = of({ status: 'sending', progress: 0.5, documentSize: 1_300_000_000, timeLeft: 118_000 });
  expect(statusSentence(sending, 0)).toBe('650 MB of 1.3 GB, about 2 minutes left.');
});

test('after a day without confirmation, it says that nothing is lost', () => {
  const sent = of({ status: 'sent' });
  expect(statusSentence(sent, sent.updatedAt + 25 * 3_600_000)).toBe(
    'Alice may be offline. Nothing is lost.',
  );
});

test('what stood in the folder from before was not saved now', () => {
  const found = of({ direction: 'received', status: 'received', isFound: true });
  expect(statusSentence(found, found.updatedAt)).toContain('In your folder from before. Verified again');
});
