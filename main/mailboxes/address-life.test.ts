import { expect, it } from 'vitest';
import { type AddressEvent, type AddressState, nextAddressState } from './address-life.ts';

const after = (...events: readonly AddressEvent[]): AddressState =>
  events.reduce<AddressState>(nextAddressState, 'no-key');

it.each<[readonly AddressEvent[], AddressState]>([
  [[], 'no-key'],
  [['key-made'], 'uncertified'],
  [['key-made', 'request-taken'], 'requested'],
  [['key-made', 'request-taken', 'given-up'], 'uncertified'],
  [['key-made', 'request-taken', 'certificate-valid'], 'certified'],
  // After a restart nobody knows of the request: the certificate says it all.
  [['key-made', 'certificate-valid'], 'certified'],
  [['key-made', 'certificate-valid', 'key-made'], 'renewing'],
  [['key-made', 'certificate-valid', 'key-made', 'certificate-valid'], 'renewing'],
  [['key-made', 'certificate-valid', 'certificate-ended'], 'expired'],
  [['key-made', 'certificate-valid', 'certificate-ended', 'certificate-valid'], 'certified'],
  [['key-made', 'certificate-valid', 'certificate-revoked'], 'revoked'],
  [['key-made', 'certificate-valid', 'certificate-revoked', 'key-made', 'request-taken'], 'requested'],
])('%j leads to %s', (events, state) => {
  expect(after(...events)).toBe(state);
});

it('what means nothing in a state changes nothing', () => {
  expect(after('request-taken')).toBe('no-key');
  expect(after('key-made', 'request-taken', 'key-made')).toBe('requested');
});
