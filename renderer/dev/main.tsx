import { authorityDues, invalidCertificates, lostKeys, renewing } from './every-identity-failure.ts';
import { fakeApi, startState } from './fake-api.ts';
import { authority, registrar, waiting } from './sample-organisation.ts';

const chosen = new URLSearchParams(location.search).get('state');
const { settings } = startState();
const locked = { kind: 'keychain-unavailable', restarts: true } as const;
const states: Readonly<Record<string, Parameters<typeof fakeApi>[0]>> = {
  'first-run': {
    identity: { kind: 'not-set-up', organisation: null, invited: null, founder: false },
    transfers: [],
  },
  keyring: {
    identity: { ...locked, backend: 'basic_text', why: 'missing', setUp: false, password: false },
    transfers: [],
  },
  password: {
    identity: { ...locked, backend: 'basic_text', why: 'wrong-password', setUp: true, password: true },
  },
  waiting: { identity: waiting, transfers: [] },
  refused: {
    identity: { ...waiting, refusal: 'The code that you read was not the one I see. Please call me. Maja' },
    transfers: [],
  },
  empty: { transfers: [] },
  offline: {
    connection: {
      kind: 'offline',
      why: 'unreachable',
      since: Date.now() - 60_000,
      retryAt: Date.now() + 12_000,
      lastContact: Date.now() - 60_000,
    },
  },
  demo: { settings: { ...settings, demo: 'Alice' } },
  registrar: { registrar },
  'registrar-empty': { registrar: { ...registrar, requests: [], waiting: 0 } },
  'registrar-due': {
    registrar: { ...registrar, authority: { ...authority, due: authorityDues.slice(0, 2) } },
  },
  'ends-30': { identity: renewing(29.9) },
  'ends-7': { identity: renewing(6.9) },
  'ends-1': { identity: renewing(0.9) },
  'renewal-refused': { identity: renewing(20, { kind: 'refused', reason: 'Please call me first. Maja' }) },
  ...Object.fromEntries(invalidCertificates.map((identity) => [identity.why, { identity }])),
  ...Object.fromEntries(lostKeys.map((identity) => [identity.why, { identity }])),
};
const fake = fakeApi(states[chosen ?? '']);
Object.assign(window, { sealpost: fake });
await import('../main.tsx');
