import type { ClockState } from '../../shared/clock.ts';
import type { ConnectionTrouble, OfflineCause } from '../../shared/connection.ts';
import type { OfferFailureKind } from '../../shared/documents.ts';
import type { FileFailure, SendFailure } from '../../shared/failures.ts';
import type { FileCause } from '../../shared/file-cause.ts';
import type { KeychainFault, SetUpFailure } from '../../shared/identity.ts';
import type { BrokerFault, ConnectionField, ConnectionFileFailure } from '../../shared/organisation.ts';
import type { TransferReason } from '../../shared/transfer.ts';

// Typed as records, so that a new kind without a line here does not compile.

/** Every reason and its code. */
export const everyReason: Readonly<Record<TransferReason, string>> = {
  'hash-mismatch': 'RCV-501',
  incomplete: 'RCV-505',
  policy: 'RCV-506',
  storage: 'DSK-610',
  'unknown-key': 'RCV-504',
  unreadable: 'RCV-507',
  'not-for-this-address': 'RCV-503',
  'certificate-invalid': 'RCV-502',
  'sender-unconfirmed': 'RCV-509',
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
  'server-limit': 'NET-406',
  'server-unavailable': 'NET-426',
  'clock-wrong': 'CLK-801',
  internal: 'APP-901',
};

/** Every kind of item that is not taken, and its code. */
export const everyOfferFailure: Readonly<Record<OfferFailureKind, string>> = {
  missing: 'SND-101',
  unreadable: 'SND-102',
  folder: 'SND-104',
  'too-large': 'SND-105',
  'link-to-folder': 'SND-104',
  'link-to-nothing': 'SND-101',
  'name-not-text': 'SND-108',
  device: 'SND-109',
  'own-data': 'SND-110',
  'not-a-file': 'SND-106',
  'web-address': 'SND-106',
  text: 'SND-106',
  'too-many': 'SND-107',
};

const everyCause: Readonly<Record<FileCause, true>> = {
  'not-there': true,
  'not-writable': true,
  'no-space': true,
  'too-large-for-drive': true,
  'drive-error': true,
  other: true,
};
export const fileCauses = Object.keys(everyCause) as FileCause[];

const sendFailures: { readonly [K in SendFailure['kind']]: readonly (SendFailure & { readonly kind: K })[] } =
  {
    'own-address-not-ready': [{ kind: 'own-address-not-ready' }],
    'keychain-locked': [{ kind: 'keychain-locked' }],
    'document-unusable': (
      ['document-missing', 'document-unreadable', 'document-too-large'] satisfies TransferReason[]
    ).map((reason) => ({ kind: 'document-unusable', token: 'none', reason })),
    'recipient-invalid': [{ kind: 'recipient-invalid', recipient: 'nobody' }],
    'not-kept': fileCauses.map((cause) => ({ kind: 'not-kept', cause })),
    failed: [{ kind: 'failed' }],
  };
/** Every way in which nothing is queued. */
export const everySendFailure: readonly SendFailure[] = Object.values(sendFailures).flat();

const fileFailures: { readonly [K in FileFailure['kind']]: readonly (FileFailure & { readonly kind: K })[] } =
  {
    missing: [{ kind: 'missing' }],
    declined: [{ kind: 'declined' }],
    unreadable: fileCauses.map((cause) => ({ kind: 'unreadable', cause })),
    'not-opened': [{ kind: 'not-opened' }],
    'not-saved': fileCauses.map((cause) => ({ kind: 'not-saved', cause })),
  };
/** Every way in which a document is not opened, shown or saved. */
export const everyFileFailure: readonly FileFailure[] = Object.values(fileFailures).flat();

const fields: Readonly<Record<ConnectionField, true>> = {
  organisation: true,
  brokers: true,
  rootCertificate: true,
  security: true,
};
const brokerFaults: Readonly<Record<BrokerFault, string>> = {
  'no-port': 'kafka.acme',
  'wrong-port': 'kafka.acme:99999',
  'another-scheme': 'https://kafka.acme',
  'no-brackets': '::1:9092',
  'no-address': 'a b',
};
const namedFields = Object.keys(fields) as ConnectionField[];
const connectionFiles: {
  readonly [K in ConnectionFileFailure['kind']]: readonly (ConnectionFileFailure & { readonly kind: K })[];
} = {
  unreadable: fileCauses.map((cause) => ({ kind: 'unreadable', cause })),
  'not-json': [{ kind: 'not-json' }],
  'not-a-connection-file': [{ kind: 'not-a-connection-file' }],
  'field-missing': namedFields.map((field) => ({ kind: 'field-missing', field })),
  'field-wrong': namedFields.map((field) => ({ kind: 'field-wrong', field })),
  'field-unknown': [{ kind: 'field-unknown', field: 'tls' }],
  'broker-wrong': (Object.entries(brokerFaults) as [BrokerFault, string][]).map(([why, broker]) => ({
    kind: 'broker-wrong',
    broker,
    why,
  })),
};
/** Every way in which a connection file is not taken. */
export const connectionFileFailures: readonly ConnectionFileFailure[] = Object.values(connectionFiles).flat();

const whys: Readonly<Record<KeychainFault, true>> = {
  missing: true,
  locked: true,
  another: true,
  password: true,
  'wrong-password': true,
};
/** Every reason why a keyring does not give the key. */
export const keychainFaults = Object.keys(whys) as KeychainFault[];

const setUps: { readonly [K in SetUpFailure['kind']]: readonly (SetUpFailure & { readonly kind: K })[] } = {
  'keychain-unavailable': keychainFaults.map((why) => ({
    kind: 'keychain-unavailable',
    why,
    restarts: true,
  })),
  'keys-unreadable': [{ kind: 'keys-unreadable' }],
  'address-invalid': [{ kind: 'address-invalid' }],
  'no-organisation': [{ kind: 'no-organisation' }],
  'not-kept': fileCauses.map((cause) => ({ kind: 'not-kept', cause })),
};
/** Every way in which an address is not set up. */
export const setUpFailures: readonly SetUpFailure[] = Object.values(setUps).flat();

/** Every reason why there is no connection, and its code. */
export const everyOfflineCause: Readonly<Record<OfflineCause, string>> = {
  unreachable: 'NET-401',
  'name-unknown': 'NET-411',
  silent: 'NET-412',
  'speaks-tls': 'NET-413',
  'speaks-http': 'NET-414',
  'not-kafka': 'NET-415',
  'sign-in-needed': 'NET-402',
  'sign-in-refused': 'NET-402',
  'sign-in-not-wanted': 'NET-456',
  'sign-in-method': 'NET-455',
  'secret-missing': 'NET-454',
  'speaks-clear': 'NET-431',
  'tls-not-trusted': 'NET-432',
  'tls-other-name': 'NET-433',
  'tls-expired': 'NET-434',
  'tls-not-yet-valid': 'NET-435',
  'tls-failed': 'NET-436',
  'client-certificate-needed': 'NET-437',
  'client-certificate-refused': 'NET-438',
  'client-certificate-unreadable': 'NET-439',
  'proxy-name-unknown': 'NET-441',
  'proxy-unreachable': 'NET-442',
  'proxy-not-a-proxy': 'NET-443',
  'proxy-sign-in': 'NET-444',
  'proxy-refuses': 'NET-445',
  'proxy-cannot-reach': 'NET-446',
  'token-unreachable': 'NET-451',
  'token-refused': 'NET-452',
  'token-unusable': 'NET-453',
  'advertised-unreachable': 'NET-416',
  'registry-missing': 'NET-417',
  'registry-partitions': 'NET-419',
  'registry-not-allowed': 'NET-404',
  'registry-unavailable': 'NET-418',
  fault: 'APP-901',
};
type Receiving = Extract<ConnectionTrouble, { flow: 'receiving' }>['why'];
const receiving: Readonly<Record<Receiving, true>> = {
  'no-answer': true,
  'not-allowed': true,
  partitions: true,
  'cannot-be-made': true,
  unavailable: true,
  'disk-full': true,
  fault: true,
};
/** Everything that does not get through although the server answers. */
export const connectionTroubles: readonly ConnectionTrouble[] = [
  { flow: 'sending', why: 'no-answer' },
  ...(Object.keys(receiving) as Receiving[]).map((why) => ({ flow: 'receiving' as const, why })),
];

/** Clocks that are wrong by so much: fast and slow, and with and without a wait. */
export const wrongClocks: readonly ClockState[] = [
  12 * 60_000,
  -7 * 3_600_000,
  2 * 86_400_000,
  -3 * 86_400_000,
].map((difference) => ({ kind: 'wrong', difference, blocks: Math.abs(difference) > 86_400_000 }));
