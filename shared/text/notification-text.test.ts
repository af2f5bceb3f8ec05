import { expect, it } from 'vitest';
import type { Transfer } from '../transfer.ts';
import { notificationText } from './notification-text.ts';

const now = new Date(2026, 10, 24, 10, 42).getTime();
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
const tell = (change: Partial<Transfer>, hideNames = false): string | null => {
  const text = notificationText(row(change), { hideNames, now });
  return text && `${text.title}: ${text.body}`;
};
const bob = { label: 'Bob Chen', destination: 'bob@acme' };

it.each<readonly [Partial<Transfer>, string | null]>([
  [
    {},
    'Document from Alice Martin: Q3 report.pdf, 2.4 MB. Signature matches the directory; fingerprint not checked by you.',
  ],
  [
    { direction: 'sent', status: 'delivered', peer: bob },
    'Delivered to Bob Chen: Q3 report.pdf was received and verified at 10:42.',
  ],
  [
    { direction: 'sent', status: 'refused', reason: 'incomplete', peer: bob },
    "Bob Chen's app refused a document: Q3 report.pdf: pieces were missing or damaged.",
  ],
  [
    { direction: 'sent', status: 'refused', reason: 'storage', peer: bob },
    "Bob Chen's computer could not save a document: Q3 report.pdf: it is saved there by itself as soon as it can be.",
  ],
  [
    { status: 'cannot-save', waitingFor: { place: 'received-folder', cause: 'not-there' } },
    'A document cannot be saved yet: It came from Alice Martin: the folder for received documents is not there.',
  ],
  [
    { status: 'cannot-save', waitingFor: { place: 'own-drive', cause: 'no-space' } },
    'A document cannot be saved yet: It came from Alice Martin: there is not enough space on this computer.',
  ],
  [
    { direction: 'sent', status: 'failed', reason: 'document-missing', peer: bob },
    'Could not send Q3 report.pdf: The document is no longer there.',
  ],
  [
    { direction: 'sent', status: 'failed', reason: 'internal', peer: bob },
    'Could not send Q3 report.pdf: It is kept in the list, where you can try again.',
  ],
  [
    { status: 'refused', reason: 'signature-mismatch' },
    'A document was refused: It claims to be from Alice Martin, but the signature does not match. Nothing was saved.',
  ],
  [
    { status: 'refused', reason: 'hash-mismatch' },
    'A document was refused: It came from Alice Martin and a check failed. Nothing was saved.',
  ],
  [
    { status: 'refused', reason: 'unknown-key', peerVerified: false },
    'A document was refused: It claims to be from Alice Martin, and a check failed. Nothing was saved.',
  ],
  [
    { status: 'incomplete', reason: 'incomplete' },
    'A document is incomplete: Pieces of a document from Alice Martin are missing. Nothing was saved.',
  ],
  [{ status: 'checking' }, null],
  [{ direction: 'sent', status: 'sent' }, null],
  [{ direction: 'sent', status: 'cancelled' }, null],
])('%j', (change, text) => {
  expect(tell(change)).toBe(text);
});

it('names are hidden where the person asked for it', () => {
  for (const change of [
    {},
    { status: 'refused' as const },
    { direction: 'sent' as const, status: 'delivered' as const },
  ])
    expect(tell(change, true)).not.toMatch(/Alice|Bob|Q3/);
});

it('a name that is written from right to left keeps to its own place', () => {
  const peer = { label: 'سارا', destination: 'sara@acme' };
  expect(tell({ peer, documentName: 'گزارش.pdf' })).toMatch(
    /^Document from \u2068سارا\u2069: \u2068گزارش\.pdf\u2069, 2\.4 MB\./,
  );
});
