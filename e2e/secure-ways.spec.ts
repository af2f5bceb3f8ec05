import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../main/clock/system-clock.ts';
import { checkConnection } from '../main/kafka/check/check-connection.ts';
import type { SecureKafka } from '../scripts/driver/kafka-secure.ts';
import {
  keyPemOf,
  makeAuthority,
  makeCertificate,
  pemOf,
  pkcs12Of,
} from '../scripts/driver/test-certificates.ts';
import type { ServerAccess, ServerSecrets, ServerSecurity } from '../shared/server-access.ts';
import { expect, test } from './support/fixtures.ts';
import { Peer } from './support/peer.ts';

// Every way of signing in, on a real Kafka: taken where it is right, and said what is wrong where it is not.

type Check = (
  security: Partial<ServerSecurity>,
  secrets: ServerSecrets,
  brokers?: readonly string[],
) => Promise<string>;

/** What does not pass, in few words; empty where everything does. */
const checkOf = (access: ServerAccess, destination: string): Check => {
  return async (security, secrets, brokers = access.brokers) => {
    const server = { access: { brokers, security: { ...access.security, ...security } }, secrets };
    const { steps } = await checkConnection(server, destination, () => {}, systemClock);
    const [first] = steps.filter(({ state }) => state === 'failed' || state === 'needs-you');
    return first ? `${first.step} ${first.cause}` : '';
  };
};

/** A token that Kafka's own test validator takes: it is not signed. */
const tokenOf = (subject: string): string => {
  const now = Math.floor(Date.now() / 1000);
  return [{ alg: 'none' }, { sub: subject, iat: now, exp: now + 300 }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .concat('')
    .join('.');
};

/** A token service for one client. @returns its address, and how often it was asked */
async function tokenService(kafka: SecureKafka, subject: string, secret: string) {
  const certificate = makeCertificate({ name: 'tokens', names: ['localhost'] }, kafka.authority);
  const asked = { count: 0 };
  const server = createServer(
    { cert: pemOf(certificate), key: keyPemOf(certificate) },
    (request, response) => {
      asked.count++;
      const wanted = `Basic ${Buffer.from(`sealpost:${secret}`).toString('base64')}`;
      if (request.headers.authorization !== wanted)
        return response.writeHead(401).end('{"error":"invalid_client"}');
      return response.end(JSON.stringify({ access_token: tokenOf(subject), expires_in: 300 }));
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const tokenEndpoint = `https://localhost:${(server.address() as AddressInfo).port}/token`;
  return { tokenEndpoint, asked, close: () => server.close() };
}

test('each way of signing in works on a real Kafka, and each wrong credential has its own words', async ({
  secureOffice: office,
}) => {
  test.setTimeout(240_000);
  const { kafka } = office;
  const destination = 'ways@acme';
  await Peer.certify(office, 'ways');
  const { username, access, secrets } = await kafka.personFor(destination);
  const check = checkOf(access, destination);

  await expect.poll(() => check({}, secrets), { timeout: 60_000 }).toBe('');
  expect(await check({}, { password: 'wrong' })).toBe('sign-in sign-in-refused');
  expect(await check({}, {})).toBe('sign-in secret-missing');
  expect(await check({ signIn: null }, {})).toBe('sign-in sign-in-needed');
  expect(await check({ tls: null }, secrets)).toBe('encryption speaks-tls');
  expect(await check({ tls: { authorities: 'system', clientCertificate: false } }, secrets)).toBe(
    'encryption tls-not-trusted',
  );

  // PLAIN and SCRAM-SHA-256 are other users: they get in, and have no rights.
  const plain = { mechanism: 'plain', username: 'plain' } as const;
  expect(await check({ signIn: plain }, { password: 'plain-secret' })).toBe(
    'address-book registry-not-allowed',
  );
  expect(await check({ signIn: plain }, { password: 'wrong' })).toBe('sign-in sign-in-refused');
  const first = kafka.signIn('person-01');
  const scram256 = { mechanism: 'scram-sha-256', username: 'person-01' } as const;
  expect(await check({ signIn: scram256 }, first.secrets)).not.toContain('sign-in');
  expect(await check({ signIn: scram256 }, { password: 'wrong' })).toBe('sign-in sign-in-refused');

  const service = await tokenService(kafka, username, 'client-secret');
  const tokens = {
    mechanism: 'oauthbearer',
    tokenEndpoint: service.tokenEndpoint,
    clientId: 'sealpost',
    scope: '',
  } as const;
  expect(await check({ signIn: tokens }, { clientSecret: 'client-secret' })).toBe('');
  // One token served every connection of that check.
  expect(service.asked.count).toBe(1);
  expect(await check({ signIn: tokens }, { clientSecret: 'wrong' })).toBe('sign-in token-refused');
  service.close();
  const nowhere = { ...tokens, tokenEndpoint: 'https://localhost:1/token' };
  expect(await check({ signIn: nowhere }, { clientSecret: 'client-secret' })).toBe(
    'sign-in token-unreachable',
  );
});

test('a certificate of this computer signs in on a real Kafka', async ({ secureOffice: office }) => {
  test.setTimeout(240_000);
  const { kafka } = office;
  const destination = 'certified@acme';
  await Peer.certify(office, 'certified');
  const { username, access } = await kafka.personFor(destination);
  const check = checkOf(access, destination);
  const authorities = [kafka.authority.certificate.toString('base64')];
  const mutual = { tls: { authorities, clientCertificate: true }, signIn: null };
  const shown = (certificate: Parameters<typeof pkcs12Of>[0], passphrase = 'p12'): ServerSecrets => ({
    clientCertificate: { pkcs12: pkcs12Of(certificate, 'p12'), passphrase },
  });
  const own = makeCertificate({ name: username }, kafka.authority);
  const { mutualBrokers } = kafka;
  await expect.poll(() => check(mutual, shown(own), mutualBrokers), { timeout: 60_000 }).toBe('');
  expect(await check(mutual, shown(own, 'wrong'), mutualBrokers)).toBe(
    'encryption client-certificate-unreadable',
  );
  expect(await check(mutual, {}, mutualBrokers)).toBe('encryption secret-missing');
  const none = { tls: { authorities, clientCertificate: false }, signIn: null };
  expect(await check(none, {}, mutualBrokers)).toBe('encryption client-certificate-needed');
  const foreign = makeCertificate({ name: username }, makeAuthority('somebody else'));
  expect(await check(mutual, shown(foreign), mutualBrokers)).toBe('encryption client-certificate-refused');
  const ended = makeCertificate({ name: username, from: -9, until: -1 }, kafka.authority);
  expect(await check(mutual, shown(ended), mutualBrokers)).toBe('encryption client-certificate-refused');
  const nobody = makeCertificate({ name: 'nobody' }, kafka.authority);
  expect(await check(mutual, shown(nobody), mutualBrokers)).toBe('address-book registry-not-allowed');
});
