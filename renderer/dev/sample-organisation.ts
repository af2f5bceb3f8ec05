import type { IdentityStatus } from '../../shared/identity.ts';
import type { InvitationPreview } from '../../shared/joining.ts';
import type {
  Authority,
  CertificateRequest,
  IssuedCertificate,
  MadeInvitation,
  RegistrarStatus,
} from '../../shared/registrar.ts';
import { sampleNow } from './sample.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

export const rootCode = '71940 26583 08317 55206 93471 60028 17795 34462 82109 46650 29384 75013';
export const requestCode = '08314 77120 45519 90233 61804 27755 13390 88461 50027 69918 34102 75586';

export const preview: InvitationPreview = {
  token: 'i1',
  organisation: 'nordkaj',
  from: { label: 'Maja Sundström', destination: 'maja.sundstrom@nordkaj' },
  forPerson: { label: 'Eva Roth', destination: 'eva.roth@nordkaj' },
  until: sampleNow + 7 * day,
  access: {
    brokers: ['kafka-1.nordkaj.internal:9093', 'kafka-2.nordkaj.internal:9093'],
    security: {
      tls: { authorities: 'system', clientCertificate: false },
      signIn: { mechanism: 'scram-sha-512', username: 'eva.roth' },
      proxy: null,
    },
  },
  signIn: 'locked',
  rootCode,
};

export const waiting: Extract<IdentityStatus, { kind: 'waiting-for-certificate' }> = {
  kind: 'waiting-for-certificate',
  destination: 'hanna.lindqvist@nordkaj',
  label: 'Hanna Lindqvist',
  requestCode,
  request: 'sent',
  refusal: null,
};

const request = (
  id: string,
  label: string,
  given: Partial<CertificateRequest> & { readonly ago: number },
): CertificateRequest => {
  const { ago, ...rest } = given;
  return {
    id: `${id}@nordkaj ${id}`,
    kind: 'new',
    destination: `${id}@nordkaj`,
    label,
    code: '01353 14603 96800 38626 82398 00422 71046 42619 05571 90416 33862 27750',
    askedAt: sampleNow - ago * minute,
    validUntil: sampleNow + 90 * day,
    current: null,
    state: { kind: 'waiting' },
    ...rest,
  };
};

const current = { validUntil: sampleNow + 50 * day, fingerprint: 'cc'.repeat(32) };

export const requests: readonly CertificateRequest[] = [
  request('mikael.berg', 'Mikael Berg', { ago: 3_000, kind: 'late-renewal' }),
  request('jonas.ek', 'Jonas Ek', { ago: 1_120, kind: 'new-key', current }),
  request('eva.roth', 'Eva Roth', { ago: 16 }),
  request('ingrid.holm', 'Ingrid Holm', {
    ago: 1_950,
    kind: 'renewal',
    current,
    state: { kind: 'approved', at: sampleNow - 1_950 * minute, by: 'policy' },
  }),
  request('eva.rot', 'Eva Rot', {
    ago: 11_000,
    state: {
      kind: 'refused',
      at: sampleNow - 10_900 * minute,
      reason: 'Your name or your address is not right. Please start set-up again with the right one.',
    },
  }),
  request('minh.anh', 'Nguyễn Thị Minh Anh', {
    ago: 31_000,
    state: { kind: 'approved', at: sampleNow - 30_900 * minute, by: 'person' },
  }),
];

const certificate = (
  id: string,
  label: string,
  days: number,
  given: Partial<IssuedCertificate> = {},
): IssuedCertificate => ({
  destination: `${id}@nordkaj`,
  label,
  kid: id,
  fingerprint: `${id.padEnd(64, '0')}`.slice(0, 64),
  validFrom: sampleNow - (90 - days) * day,
  validUntil: sampleNow + days * day,
  byThisComputer: true,
  replaced: false,
  compared: 'phone',
  note: '',
  state: { kind: 'valid' },
  ...given,
});

export const certificates: readonly IssuedCertificate[] = [
  certificate('hanna.lindqvist', 'Hanna Lindqvist', 90),
  certificate('ingrid.holm', 'Ingrid Holm', 89, { byThisComputer: false, compared: null }),
  certificate('jonas.ek', 'Jonas Ek', 50),
  certificate('lukasz.wojcik', 'Łukasz Wójcik', 10, { state: { kind: 'ends-soon' } }),
  certificate('mikael.berg', 'Mikael Berg', -3, { state: { kind: 'ended' } }),
  certificate('minh.anh', 'Nguyễn Thị Minh Anh', 69, { compared: 'in-person' }),
  certificate('peter.strand', 'Peter Strand', 48, {
    state: { kind: 'revoked', at: sampleNow - 22 * day, why: 'stolen' },
    note: 'Laptop stolen on the train, called me the same day.',
  }),
  certificate('sofia.p', 'Σοφία Παπαδοπούλου', 47),
];

export const authority: Authority = {
  organisation: 'nordkaj',
  rootCode,
  rootUntil: sampleNow + 3_500 * day,
  issuingUntil: sampleNow + 1_000 * day,
  peopleList: { number: 41, revoked: 1, until: sampleNow + 14 * day, renewedAt: sampleNow - day },
  nextRenewal: sampleNow + 6 * day,
  issuersList: { revoked: 0, until: sampleNow + 265 * day },
  rootKeyHere: false,
  rootCopy: { savedAt: sampleNow - 100 * day, triedAt: sampleNow - 100 * day },
  others: [
    { fingerprint: 'ab'.repeat(32), name: 'Ingrid Holm', until: sampleNow + 1_000 * day, revoked: false },
  ],
  due: [],
};

export const registrar: RegistrarStatus = {
  organisation: 'nordkaj',
  requests,
  waiting: 3,
  people: 8,
  lookedAt: sampleNow - minute,
  authority,
};

export const invitation: MadeInvitation = {
  text: `sealpost-invitation 1 ${'bm9yZGthag.eyJ2IjoxLCJvcmciOiJOb3Jka2FqIn0'.repeat(8)}`,
  code: '40716 95238 61084 27359',
  until: sampleNow + 7 * day,
  rootCode,
};
