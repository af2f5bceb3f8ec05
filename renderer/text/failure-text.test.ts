import { describe, expect, test } from 'vitest';
import type { OfferFailureKind } from '../../shared/documents.ts';
import type { TransferReason } from '../../shared/transfer.ts';
import { everyFileFailure, everyOfferFailure, everyReason, everySendFailure } from '../dev/every-failure.ts';
import { sample } from '../dev/sample.ts';
import { checkText, reasonText, sendFailureText } from './failure-text.ts';
import { fileFailureText } from './file-text.ts';
import { offerFailureText } from './offer-text.ts';

const forbidden = /\b(shard|topic|offset|broker|payload|kafka)s?\b|!|oops/i;

describe.each(['sent', 'received'] as const)('a %s transfer', (direction) => {
  test.each(Object.entries(everyReason))('says why: %s', (reason, code) => {
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

test.each(Object.entries(everyOfferFailure))('an item that is not taken says why: %s', (kind, code) => {
  expect(offerFailureText(kind as OfferFailureKind, 'a.pdf').code).toBe(code);
});

test('a check names the person before there is a transfer', () => {
  expect(checkText('recipient-not-ready', 'Bob Chen').title).toBe("Bob's address is not ready.");
  expect(checkText('document-missing', 'a.pdf', 'a.pdf').body).toBe(
    '"a.pdf" was moved or deleted after you chose it.',
  );
});

test('every failure of sending and of files has a sentence and a code', () => {
  const texts = [
    ...everySendFailure.map((failure) => sendFailureText(failure, 'a.pdf')),
    ...everyFileFailure.filter(({ kind }) => kind !== 'declined').map(fileFailureText),
  ];
  for (const text of texts) {
    expect(text?.code).toMatch(/^[A-Z]{3}-\d{3}$/);
    expect(`${text?.title} ${text?.body}`).toMatch(/^[^!]+\. .+\.$/);
    expect(`${text?.title} ${text?.body}`).not.toMatch(forbidden);
  }
});

test('failures of sending and of files have their codes', () => {
  expect(sendFailureText({ kind: 'keychain-locked' }, null).code).toBe('KEY-301');
  expect(
    sendFailureText({ kind: 'document-unusable', token: 't', reason: 'document-missing' }, 'a.pdf').body,
  ).toContain('a.pdf');
  expect(sendFailureText({ kind: 'recipient-invalid', recipient: 'x' }, null).code).toBe('ADR-203');
  expect(fileFailureText({ kind: 'declined' })).toBeNull();
  expect(fileFailureText({ kind: 'missing' })?.code).toBe('DSK-603');
});
