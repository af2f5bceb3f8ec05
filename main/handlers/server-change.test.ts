import { expect, it } from 'vitest';
import { openAccess, type ServerAccess } from '../../shared/server-access.ts';
import { secretsFor, withAddressesRead } from './server-change.ts';

const own = { pkcs12: 'AAAA', passphrase: 'a' };
const kept = { password: 'old', proxyPassword: 'proxy', clientCertificate: own };
const access: ServerAccess = {
  brokers: ['kafka.acme:9093'],
  security: {
    tls: { authorities: 'system', clientCertificate: true },
    signIn: { mechanism: 'scram-sha-512', username: 'hanna' },
    proxy: { kind: 'http', host: 'proxy', port: 3128, username: 'hanna' },
  },
};

it('what was not entered stays as it is kept, and what is no longer needed goes', () => {
  expect(secretsFor(access, kept, {}, undefined)).toEqual(kept);
  expect(secretsFor(access, kept, { password: 'new' }, undefined)).toEqual({ ...kept, password: 'new' });
  const other = { pkcs12: 'BBBB', passphrase: 'b' };
  expect(secretsFor(access, kept, { clientCertificate: 'chosen' }, other).clientCertificate).toEqual(other);
  // One that was chosen and given up is not kept.
  expect(secretsFor(access, kept, {}, other).clientCertificate).toEqual(own);
  expect(secretsFor(openAccess(['kafka.acme:9092']), kept, { password: 'new' }, other)).toEqual({});
  const signIn = { mechanism: 'oauthbearer', tokenEndpoint: 'https://a', clientId: 'b', scope: '' } as const;
  const tokens = { ...access, security: { tls: access.security.tls, proxy: null, signIn } };
  expect(secretsFor(tokens, kept, { clientSecret: 's' }, undefined)).toEqual({
    clientSecret: 's',
    clientCertificate: own,
  });
});

it('addresses are kept in one form, or said to be wrong', () => {
  expect(withAddressesRead(openAccess([' SSL://kafka.acme:9093/']))).toEqual({
    ok: true,
    value: openAccess(['kafka.acme:9093']),
  });
  expect(withAddressesRead(openAccess(['kafka.acme']))).toEqual({
    ok: false,
    failure: { kind: 'broker-wrong', broker: 'kafka.acme', why: 'no-port' },
  });
});
