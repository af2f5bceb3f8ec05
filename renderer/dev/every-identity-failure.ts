import type { OfflineCause } from '../../shared/connection.ts';
import type { CertificateFault, IdentityStatus, Renewal } from '../../shared/identity.ts';
import type { FoundFailure, InvitationFailure, JoinFailure } from '../../shared/joining.ts';
import type { AuthorityDue, RegistrarFailure } from '../../shared/registrar.ts';
import { everyOfflineCause, fileCauses, keychainFaults } from './every-failure.ts';
import { sampleNow } from './sample.ts';

// Typed as records, so that a new kind without a line here does not compile.

type Every<Failure extends { readonly kind: string }> = {
  readonly [K in Failure['kind']]: readonly (Failure & { readonly kind: K })[];
};
const all = <Failure extends { readonly kind: string }>(every: Every<Failure>): readonly Failure[] =>
  Object.values<readonly Failure[]>(every).flat();

const code = '71940 26583 08317 55206 93471 60028 17795 34462 82109 46650 29384 75013';
const otherCode = '01353 14603 96800 38626 82398 00422 71046 42619 05571 90416 33862 27750';
const notKept = fileCauses.map((cause) => ({ kind: 'not-kept' as const, cause }));
const keychain = keychainFaults.map((why) => ({
  kind: 'keychain-unavailable' as const,
  why,
  restarts: false,
}));

/** Every way in which an invitation is not used. */
export const invitationFailures = all<InvitationFailure>({
  unreadable: fileCauses.map((cause) => ({ kind: 'unreadable', cause })),
  'not-an-invitation': [{ kind: 'not-an-invitation' }],
  altered: [{ kind: 'altered' }],
  'another-version': [{ kind: 'another-version' }],
  expired: [{ kind: 'expired', until: sampleNow - 7 * 86_400_000, from: 'Maja Sundström' }],
  'another-root': [{ kind: 'another-root', organisation: 'nordkaj', known: code, named: otherCode }],
});

/** Every way in which an organisation is not joined. */
export const joinFailures = all<JoinFailure>({
  'wrong-code': [{ kind: 'wrong-code' }],
  gone: [{ kind: 'gone' }],
  'keychain-unavailable': keychain,
  'not-kept': notKept,
});

/** Every way in which an organisation is not founded. */
export const foundFailures = all<FoundFailure>({
  'name-invalid': [{ kind: 'name-invalid' }],
  'founded-already': [{ kind: 'founded-already', organisation: 'sydkaj' }],
  'exists-there': [
    { kind: 'exists-there', people: 1 },
    { kind: 'exists-there', people: 41 },
  ],
  'broker-wrong': [{ kind: 'broker-wrong', broker: 'kafka', why: 'no-port' }],
  offline: (Object.keys(everyOfflineCause) as OfflineCause[]).map((why) => ({ kind: 'offline', why })),
  'not-allowed': [{ kind: 'not-allowed' }],
  'keychain-unavailable': keychain,
  'not-kept': notKept,
});

/** Every way in which an act of a registrar is not done. */
export const registrarFailures = all<RegistrarFailure>({
  'decided-already': [{ kind: 'decided-already' }],
  'not-certifiable': [{ kind: 'not-certifiable' }],
  offline: [{ kind: 'offline' }],
  'clock-wrong': [{ kind: 'clock-wrong' }],
  'not-allowed': [{ kind: 'not-allowed' }],
  'not-taken': [{ kind: 'not-taken' }],
  'no-root-copy': [{ kind: 'no-root-copy' }],
  'another-organisation': [{ kind: 'another-organisation' }],
  'wrong-password': [{ kind: 'wrong-password' }],
  unreadable: fileCauses.map((cause) => ({ kind: 'unreadable', cause })),
  'not-kept': notKept,
});

const whysNotRenewed: Readonly<Record<Extract<AuthorityDue, { kind: 'people-list' }>['why'], true>> = {
  offline: true,
  'not-allowed': true,
  'clock-wrong': true,
  'not-taken': true,
};
const soon = sampleNow + 20 * 86_400_000;

/** Everything that can be due for a registrar. */
export const authorityDues = all<AuthorityDue>({
  'root-copy': [{ kind: 'root-copy' }],
  'issuers-list': [{ kind: 'issuers-list', until: soon }],
  'people-list': (Object.keys(whysNotRenewed) as (keyof typeof whysNotRenewed)[]).map((why) => ({
    kind: 'people-list',
    until: soon,
    why,
  })),
  'issuing-certificate': [{ kind: 'issuing-certificate', until: soon }],
});

const faults: Readonly<Record<CertificateFault, true>> = {
  ended: true,
  revoked: true,
  'list-ended': true,
  'list-missing': true,
  'not-valid': true,
};
const own = { destination: 'hanna.lindqvist@nordkaj', label: 'Hanna Lindqvist' } as const;
const asked: Renewal = {
  kind: 'asked',
  since: sampleNow - 86_400_000,
  requestCode: otherCode,
  request: 'sent',
};

/** Every own certificate with which nothing can be sent. */
export const invalidCertificates = (Object.keys(faults) as CertificateFault[]).map((why) => ({
  kind: 'certificate-not-valid' as const,
  ...own,
  why,
  since: why === 'not-valid' || why === 'list-missing' ? null : sampleNow - 3_600_000,
  renewal: why === 'ended' ? asked : ({ kind: 'not-due', from: sampleNow } as const),
}));

/** Every way in which keys are lost. */
export const lostKeys = (['keyring-emptied', 'files-missing'] as const).map(
  (why) => ({ kind: 'keys-lost', ...own, why }) satisfies IdentityStatus,
);

/** A valid certificate that ends in so many days, and what became of its renewal. */
export const renewing = (
  days: number,
  renewal: Renewal = asked,
): Extract<IdentityStatus, { kind: 'ready' }> => ({
  kind: 'ready',
  ...own,
  fingerprint: 'cab4f1161514fe75bfaabc3ee2283d75',
  validUntil: Date.now() + days * 86_400_000,
  keychain: 'gnome_libsecret',
  renewal,
});
