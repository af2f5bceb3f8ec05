import { expect, test } from 'vitest';
import { type StartFailure, startFailureText } from './start-failure-text.ts';

const path = '/home/dora/identity.json';

test.each<StartFailure>([
  { kind: 'no-space' },
  { kind: 'no-access', folder: '/home/dora' },
  { kind: 'list-unreadable', path },
  { kind: 'settings-unreadable', isAddress: true, path },
  { kind: 'settings-put-aside', isAddress: true, path, addressStays: false },
  { kind: 'settings-put-aside', isAddress: false, path, addressStays: true },
  { kind: 'other', message: 'what the system said' },
])('$kind: says what to do, and the code', (failure) => {
  expect(startFailureText(failure).body).toMatch(/pen .*again.*Code APP-902\.$/);
});

test('what stays is true', () => {
  const aside = { kind: 'settings-put-aside', isAddress: false, path } as const;
  expect(startFailureText({ ...aside, addressStays: true }).body).toContain('Your address, your key');
  expect(startFailureText({ ...aside, addressStays: false }).body).not.toContain('Your address');
});
