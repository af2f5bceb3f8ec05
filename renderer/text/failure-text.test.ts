import { describe, expect, test } from 'vitest';
import type { OfferFailureKind } from '../../shared/documents.ts';
import type { TransferReason } from '../../shared/transfer.ts';
import { sample } from '../dev/sample.ts';
import { checkText, fileFailureText, offerFailureText, reasonText, sendFailureText } from './failure-text.ts';

// Typed as records, so that a new reason without a line here does not compile.
const reasons: Readonly<Record<TransferReason, string>> = {
  'hash-mismatch': 'RCV-501',
  incomplete: 'RCV-505',
  policy: 'RCV-506',
  storage: 'DSK-610',
  'unknown-key': 'RCV-504',
  unreadable: 'RCV-507',
  'not-for-this-address': 'RCV-503',
  'certificate-invalid': 'RCV-502',
  'signature-mismatch': 'RCV-502',
  'conflicting-statement': 'RCV-508',
  'document-missing': 'SND-101',
  'document-unreadable': 'SND-102',
  'document-changed': 'SND-103',
  'document-too-large': 'SND-105',
  'recipient-unknown': 'ADR-203',
  'recipient-not-ready': 'ADR-202',
  'recipient-certificate-invalid': 'KEY-303',
  'own-address-not-ready': 'ADR-201',
  'own-certificate-invalid': 'KEY-304',
  'connection-lost': 'NET-401',
  'not-allowed': 'NET-403',
  internal: 'APP-901',
};
const offers: Readonly<Record<OfferFailureKind, string>> = {
  missing: 'SND-101',
  unreadable: 'SND-102',
  folder: 'SND-104',
  'too-large': 'SND-105',
  'not-a-file': 'SND-106',
  'too-many': 'SND-107',
};
const forbidden = /\b(shard|topic|offset|broker|payload|kafka)s?\b|!|oops/i;

describe.each(['sent', 'received'] as const)('a %s transfer', (direction) => {
  test.each(Object.entries(reasons))('says why: %s', (reason, code) => {
    const transfer = sample({
      id: '1',
      direction,
      status: 'refused',
      ago: 1,
      who: 'alice',
      documentName: 'a.pdf',
    });
    const text = reasonText(reason as TransferReason, transfer);
    expect(text.code).toBe(code);
    expect(`${text.title} ${text.body}`).not.toMatch(forbidden);
    expect(text.title).toMatch(/\.$/);
    expect(text.body).toMatch(/\.$/);
  });
});

test.each(Object.entries(offers))('an item that is not taken says why: %s', (kind, code) => {
  expect(offerFailureText(kind as OfferFailureKind, 'a.pdf').code).toBe(code);
});

test('a check names the person before there is a transfer', () => {
  expect(checkText('recipient-not-ready', 'Bob Chen').title).toBe("Bob's address is not ready.");
  expect(checkText('document-missing', 'a.pdf', 'a.pdf').body).toBe(
    '"a.pdf" was moved or deleted after you chose it.',
  );
});

test('failures of sending and of files have their codes', () => {
  expect(sendFailureText({ kind: 'keychain-locked' }, null).code).toBe('KEY-301');
  expect(sendFailureText({ kind: 'document-gone', token: 't' }, 'a.pdf').body).toContain('a.pdf');
  expect(sendFailureText({ kind: 'recipient-invalid', recipient: 'x' }, null).code).toBe('ADR-203');
  expect(fileFailureText({ kind: 'declined' })).toBeNull();
  expect(fileFailureText({ kind: 'missing' })?.code).toBe('DSK-603');
});
