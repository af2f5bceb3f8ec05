import { fakeApi, startState } from './fake-api.ts';

const chosen = new URLSearchParams(location.search).get('state');
const waiting = {
  kind: 'waiting-for-certificate',
  destination: 'hanna.lindqvist@nordkaj',
  label: 'Hanna Lindqvist',
  requestCode: '08314 77120 45519 90233 61804 27755 13390 88461 50027 69918 34102 75586',
  request: 'sent',
} as const;
const { settings } = startState();
const states: Readonly<Record<string, Parameters<typeof fakeApi>[0]>> = {
  'first-run': { identity: { kind: 'not-set-up', organisation: null }, transfers: [] },
  keyring: {
    identity: {
      kind: 'keychain-unavailable',
      backend: 'basic_text',
      why: 'missing',
      setUp: false,
      restarts: true,
    },
    transfers: [],
  },
  waiting: { identity: waiting, transfers: [] },
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
};
const fake = fakeApi(states[chosen ?? '']);
Object.assign(window, { sealpost: fake });
await import('../main.tsx');
