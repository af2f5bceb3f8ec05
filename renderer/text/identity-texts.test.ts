import { describe, expect, test } from 'vitest';
import type { CertificateFault } from '../../shared/identity.ts';
import { trustOf } from '../components/Trust.tsx';
import {
  authorityDues,
  foundFailures,
  invalidCertificates,
  invitationFailures,
  joinFailures,
  lostKeys,
  registrarFailures,
  renewing,
} from '../dev/every-identity-failure.ts';
import { people } from '../dev/sample.ts';
import { certificates, registrar } from '../dev/sample-organisation.ts';
import { certificateState, countsForNothing, endsIn, revocationOptions } from './certificate-text.ts';
import type { FailureText } from './failure-text.ts';
import { foundFailureText, invitationFailureText, invitationTone, joinFailureText } from './joining-text.ts';
import { isOrganisationName, organisationNameOf, organisationOf } from './organisation-text.ts';
import {
  cannotSendText,
  certificateFaultText,
  certificateStrip,
  keysLostText,
  lateRenewal,
  ownCertificate,
  renewalStrip,
  renewalText,
} from './own-certificate-text.ts';
import { certificateOfPerson, checkedBy } from './person-text.ts';
import { dueText, healthText, registrarFailureText } from './registrar-text.ts';
import { renewalSteps } from './renewal-text.ts';
import { approveMissing, refusalOptions, refusalWords, requestState } from './request-text.ts';

const now = Date.now();
const day = 86_400_000;

/** Nobody is called by a word that means two people, and no word of the transport is said. */
const forbidden = /administrator|\b(shard|topic|offset|broker|payload)s?\b|!|oops|—/i;

const texts: Readonly<Record<string, readonly FailureText[]>> = {
  'an invitation': invitationFailures.map((failure) => invitationFailureText(failure, now)),
  joining: joinFailures.map(joinFailureText),
  founding: foundFailures
    .filter(({ kind }) => kind !== 'offline')
    .map((failure) => foundFailureText(failure, 'nordkaj')),
  'a registrar': registrarFailures.map(registrarFailureText),
  'what is due': authorityDues.map((due) => dueText(due, 'nordkaj')),
  'the own certificate': invalidCertificates.map(certificateFaultText),
  'lost keys': lostKeys.map(keysLostText),
};

describe.each(Object.entries(texts))('every failure of %s', (_name, all) => {
  test('has a sentence that says what to do, and a code', () => {
    for (const { code, title, body } of all) {
      expect(code).toMatch(/^[A-Z]{3}-\d{3}$/);
      expect(`${title} ${body}`).toMatch(/^[^!]+[.”] .+[.”]$/);
      expect(`${title} ${body}`).not.toMatch(forbidden);
    }
  });
});

test('only what may be harm is red in an invitation', () => {
  const red = invitationFailures.filter((failure) => invitationTone(failure) === 'red');
  expect(red.map(({ kind }) => kind)).toEqual(['altered', 'another-root']);
});

test('what is refused as an invitation names the sender, the day and the roots', () => {
  const of = (kind: string) => {
    const failure = invitationFailures.find((one) => one.kind === kind);
    if (!failure) throw new Error(kind);
    const { title, body } = invitationFailureText(failure, now);
    return `${title} ${body}`;
  };
  expect(of('expired')).toContain('Maja Sundström');
  expect(of('expired')).toContain("set this computer's clock first");
  expect(of('another-root')).toContain('This is not the nordkaj that this computer knows.');
});

test('a renewal is said only from the last week on, and only while nobody answers it', () => {
  expect(renewalStrip(renewing(29), now)).toBeNull();
  expect(renewalText(renewing(29), now)).toBeNull();
  expect(renewalStrip(renewing(5, { kind: 'not-due', from: 0 }), now)).toBeNull();
  expect(lateRenewal(renewing(7), now - 1)).toBeNull();
  expect(renewalStrip(renewing(6), now)).toMatch(/ends in 6 days, and the renewal is not answered yet\.$/);
  expect(renewalText(renewing(6), now)?.code).toBe('CER-711');
  expect(renewalText(renewing(0.5), now)?.code).toBe('CER-712');
  expect(renewalStrip(renewing(0.5), now)).toContain('you can receive, but not send');
  expect(renewalText(renewing(29, { kind: 'refused', reason: 'Call me.' }), now)?.body).toContain(
    '“Call me.”',
  );
});

test('the own certificate is green until thirty days before its end', () => {
  expect(ownCertificate(renewing(90), now)).toMatchObject({ glyph: 'done', tone: 'ok' });
  expect(ownCertificate(renewing(29), now)).toMatchObject({ glyph: 'waiting', tone: 'op' });
  expect(endsIn(now, now)).toBe('Ends today');
  expect(endsIn(now + day, now)).toBe('Ends tomorrow');
});

test('New transfer is off while nothing can be sent, and says why', () => {
  expect(cannotSendText(renewing(1))).toBeNull();
  expect(cannotSendText(null)).toBeNull();
  for (const status of invalidCertificates)
    expect(cannotSendText(status)).toEqual(certificateFaultText(status));
  for (const status of lostKeys) expect(cannotSendText(status)).toEqual(keysLostText(status));
});

test('ended and revoked are never the same word', () => {
  const strips = invalidCertificates.map(certificateStrip);
  expect(new Set(strips).size).toBe(strips.length);
  const words = certificates.map((one) => certificateState(one, now).word);
  expect(words.filter((word) => word.startsWith('Ended on'))).toHaveLength(1);
  expect(words.filter((word) => word.startsWith('Revoked on'))).toHaveLength(1);
});

test('each reason of a revocation says what still counts, as it is written', () => {
  for (const { value, hint } of revocationOptions('Łukasz Wójcik')) {
    expect(hint.startsWith('Nothing signed with it counts')).toBe(countsForNothing(value));
  }
  expect(countsForNothing(null)).toBe(true);
});

test('Approve says what is missing, and nothing when all is there', () => {
  expect(approveMissing(2, 'phone', false, null)).toBe('Approve opens when all 3 rows are ticked.');
  expect(approveMissing(0, null, true, null)).toBe(
    'Approve opens when all 3 rows are ticked, you have said how you compared and you have said what became of the old key.',
  );
  expect(approveMissing(3, 'phone', true, null)).toContain('the old key');
  expect(approveMissing(3, 'in-person', true, 'lost')).toBeNull();
  expect(approveMissing(3, 'phone', false, null)).toBeNull();
});

test('every reason of a refusal but the own one has words that the person reads', () => {
  for (const { value } of refusalOptions('Eva Roth'))
    expect(refusalWords[value]).toMatch(value === 'other' ? /^$/ : /\.$/);
});

test('requests have the words of their kind while they wait, then those of their answer', () => {
  expect(registrar.requests.map((request) => requestState(request).word)).toEqual([
    'Renewal, came too late',
    'New key, old one lost',
    'New',
    'Renewed by itself',
    'Refused',
    'Approved',
  ]);
});

test('what was answered without asking is a renewal, or the request of the registrar itself', () => {
  const renewed = registrar.requests.find(({ kind }) => kind === 'renewal');
  if (!renewed) throw new Error('no sample');
  expect(requestState({ ...renewed, kind: 'new' }).word).toBe('Your own');
});

test('the health line names the one thing that is due, or how many are', () => {
  const { authority } = registrar;
  expect(healthText(authority).head).toBe('Everything is in date.');
  for (const due of authorityDues)
    expect(healthText({ ...authority, due: [due] }).head).not.toBe('Everything is in date.');
  expect(healthText({ ...authority, due: authorityDues.slice(0, 2) }).head).toBe('2 things are due.');
});

test('a renewal is told as steps; what is refused ends it', () => {
  const asked = { kind: 'asked', since: now, requestCode: '', request: 'sent' } as const;
  const looks = (renewal: Parameters<typeof renewalSteps>[0]) =>
    renewalSteps(renewal, 'nordkaj').map(({ look }) => look);
  expect(looks(asked)).toEqual(['done', 'done', 'wait', 'none']);
  expect(looks({ ...asked, request: 'not-sent' })).toEqual(['done', 'wait', 'none', 'none']);
  expect(looks({ kind: 'refused', reason: '' })).toEqual(['done', 'done', 'fail', 'none']);
});

test('an organisation is named as it stands in addresses', () => {
  expect(organisationNameOf('Nord Kaj')).toBe('nord-kaj');
  expect(organisationNameOf('Łódź & Söhne')).toBe('-odz-sohne'.replace(/^-/, ''));
  expect(isOrganisationName('nord-kaj')).toBe(true);
  expect(isOrganisationName('nord-')).toBe(false);
  expect(isOrganisationName('n..k')).toBe(false);
  expect(isOrganisationName('a'.repeat(64))).toBe(false);
  expect(organisationOf('hanna@nordkaj')).toBe('nordkaj');
});

test('a person whose certificate ended or was revoked is told as that, and who can do something', () => {
  const [, alice] = people;
  if (!alice) throw new Error('no sample');
  const without = { ...alice, certified: false, validUntil: null, fingerprint: null };
  const since = new Date(2026, 10, 3).getTime();
  const withFault = (why: CertificateFault) => ({ ...without, fault: { why, since } });
  expect(checkedBy(alice)).toBe("Confirmed by halden's registrar. Not compared by you.");
  expect(trustOf(alice)).toBe('directory');
  expect(certificateOfPerson(without)).toBe('No valid certificate');
  expect(trustOf(without)).toBe('not-valid');
  expect(certificateOfPerson(withFault('ended'))).toBe('Ended on 3 Nov 2026');
  expect(trustOf(withFault('ended'))).toBe('ended');
  expect(certificateOfPerson(withFault('revoked'))).toBe('Revoked on 3 Nov 2026');
  expect(checkedBy(withFault('revoked'))).toContain('Nobody can send to this key any more.');
  expect(checkedBy(withFault('list-ended'))).toContain('has to renew the list');
});
