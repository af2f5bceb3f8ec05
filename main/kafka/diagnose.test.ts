import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { makeCertificate, pemOf, pkcs12Of } from '../../scripts/driver/test-certificates.ts';
import { httpProxy, socksProxy, type TestProxy } from '../../scripts/driver/test-proxies.ts';
import { openSecurity, type ServerSecrets, type ServerSecurity } from '../../shared/server-access.ts';
import { systemClock } from '../clock/system-clock.ts';
import { whyOffline } from './diagnose.ts';
import {
  authority,
  clearServer,
  closeServers,
  likeKafka,
  likeKafkaInClear,
  secured,
  serverCertificate,
  stranger,
  tlsServer,
} from './line/test-support.ts';

// Real sockets: what a server does on a line, and what is said of it.

const proxies: TestProxy[] = [];
afterEach(() => {
  closeServers();
  for (const proxy of proxies.splice(0)) proxy.close();
});

/** An error that says nothing but that nobody was reached. */
const unreached = Object.assign(new Error('no answer'), { name: 'KafkaJSConnectionError' });

const why = (
  port: number,
  security: ServerSecurity,
  secrets: ServerSecrets = {},
  host = 'localhost',
): Promise<string> => whyOffline({ brokers: [`${host}:${port}`], security }, secrets, unreached, systemClock);

/** The server itself is found to be in order: it was not reached for another reason. */
const inOrder = 'unreachable';
const clear = openSecurity;

describe('a server with TLS', () => {
  it('is taken where its certificate is in order, by name and by address', async () => {
    const port = await tlsServer(likeKafka);
    expect(
      await why(port, secured({ signIn: { mechanism: 'plain', username: 'a' } }), { password: 'b' }),
    ).toBe(inOrder);
    expect(await why(port, secured())).toBe(inOrder);
    expect(await why(port, secured(), {}, '127.0.0.1')).toBe(inOrder);
    const six = await tlsServer(likeKafka, undefined, {}, '::1');
    expect(await why(six, secured(), {}, '[::1]')).toBe(inOrder);
  });

  it.each([
    ['an issuer that nobody trusts', serverCertificate({}, stranger), 'tls-not-trusted'],
    ['another name', serverCertificate({ names: ['kafka.acme'], addresses: [] }), 'tls-other-name'],
    ['a certificate that has ended', serverCertificate({ from: -20, until: -1 }), 'tls-expired'],
    ['one that is not valid yet', serverCertificate({ from: 1, until: 9 }), 'tls-not-yet-valid'],
  ])('%s is told', async (_what, certificate, expected) => {
    const port = await tlsServer(likeKafka, certificate);
    expect(await why(port, secured())).toBe(expected);
  });

  it('an address is compared with the certificate, too', async () => {
    const port = await tlsServer(likeKafka, serverCertificate({ addresses: ['10.0.0.7'] }));
    expect(await why(port, secured(), {}, '127.0.0.1')).toBe('tls-other-name');
  });

  it('without a common version it is told', async () => {
    const port = await tlsServer(likeKafka, undefined, { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' });
    expect(await why(port, secured())).toBe('tls-failed');
  });

  it('is told where nobody asked for TLS, and the other way round', async () => {
    expect(await why(await tlsServer(likeKafka), clear)).toBe('speaks-tls');
    expect(await why(await clearServer(likeKafkaInClear), secured())).toBe('speaks-clear');
  });
});

describe('a certificate of this computer', () => {
  const own = makeCertificate({ name: 'hanna' }, authority);
  const foreign = makeCertificate({ name: 'hanna' }, stranger);
  const mutual = (): ServerSecurity =>
    secured({ tls: { authorities: [authority.certificate.toString('base64')], clientCertificate: true } });
  const shown = (one = own, passphrase = 'p12') => ({
    clientCertificate: { pkcs12: pkcs12Of(one, 'p12'), passphrase },
  });
  const demanding = (version: 'TLSv1.2' | 'TLSv1.3'): Promise<number> =>
    tlsServer(likeKafka, undefined, {
      ca: pemOf(authority),
      requestCert: true,
      rejectUnauthorized: true,
      maxVersion: version,
    });

  it.each([
    // OpenSSL says no more than that in TLS 1.2.
    ['TLSv1.2', 'tls-failed'],
    ['TLSv1.3', 'client-certificate-needed'],
  ] as const)('is wanted, shown and refused over %s', async (version, wanted) => {
    const port = await demanding(version);
    expect(await why(port, secured())).toBe(wanted);
    expect(await why(port, mutual(), shown())).toBe(inOrder);
    expect(await why(port, mutual(), shown(foreign))).toMatch(
      version === 'TLSv1.3' ? /refused$/ : /refused$|^tls-failed$/,
    );
  });

  it('that does not open is told, and so is one that is not there', async () => {
    const port = await demanding('TLSv1.3');
    expect(await why(port, mutual(), shown(own, 'wrong'))).toBe('client-certificate-unreadable');
    const damaged = { pkcs12: 'AAAA', passphrase: 'p12' };
    expect(await why(port, mutual(), { clientCertificate: damaged })).toBe('client-certificate-unreadable');
    expect(await why(port, mutual())).toBe('secret-missing');
  });
});

describe('other servers', () => {
  it('a web server is told, with and without TLS', async () => {
    const web = createServer((_, response) => response.end());
    const serve = (socket: Socket): void => void web.emit('connection', socket);
    expect(await why(await clearServer(serve), clear)).toBe('speaks-http');
    expect(await why(await clearServer(serve), secured())).toBe('speaks-http');
    expect(await why(await tlsServer(serve), secured())).toBe('speaks-http');
  });

  it('one that wants a sign-in is told, and taken where there is one', async () => {
    const hangsUp = (socket: Socket): void =>
      void socket.on('data', (bytes) => {
        if (bytes.readInt16BE(4) !== 18) return socket.destroy();
        const answer = Buffer.alloc(14);
        answer.writeInt32BE(10, 0);
        bytes.copy(answer, 4, 8, 12);
        socket.write(answer);
      });
    const port = await tlsServer(hangsUp);
    expect(await why(port, secured())).toBe('sign-in-needed');
    const signIn = { mechanism: 'scram-sha-512', username: 'hanna' } as const;
    expect(await why(port, secured({ signIn }), { password: 'x' })).toBe(inOrder);
    expect(await why(port, secured({ signIn }))).toBe('secret-missing');
  });
});

describe.each([
  ['http', httpProxy],
  ['socks5', socksProxy],
] as const)('a proxy (%s)', (kind, make) => {
  const signIn = { username: 'hanna', password: 'geheim' };
  const by = (port: number, username: string | null = null): ServerSecurity =>
    secured({ proxy: { kind, host: '127.0.0.1', port, username } });

  it('leads to the server by its name, with and without a sign-in, and refuses in its own way', async () => {
    const proxy = await make();
    proxies.push(proxy);
    const port = await tlsServer(likeKafka);
    expect(await why(port, by(proxy.port))).toBe(inOrder);
    expect(proxy.asked).toContain(`localhost:${port}`);
    expect(await why(port, { ...by(proxy.port), tls: null })).toBe('speaks-tls');
    proxy.signIn = signIn;
    expect(await why(port, by(proxy.port))).toBe('proxy-sign-in');
    expect(await why(port, by(proxy.port, 'hanna'), { proxyPassword: 'wrong' })).toBe('proxy-sign-in');
    expect(await why(port, by(proxy.port, 'hanna'))).toBe('secret-missing');
    expect(await why(port, by(proxy.port, 'hanna'), { proxyPassword: 'geheim' })).toBe(inOrder);
    proxy.signIn = null;
    proxy.refuses = 'everything';
    expect(await why(port, by(proxy.port))).toBe('proxy-refuses');
    proxy.refuses = null;
    closeServers();
    expect(await why(port, by(proxy.port))).toBe('proxy-cannot-reach');
    proxy.close();
    expect(await why(port, by(proxy.port))).toBe('proxy-unreachable');
  });

  it('that is none is told, and one whose name nobody knows', async () => {
    const other = await clearServer((socket) =>
      socket.on('data', () => socket.end('SSH-2.0-OpenSSH_9.2\r\n')),
    );
    expect(await why(9092, by(other))).toBe('proxy-not-a-proxy');
    const nowhere = { kind, host: 'no-such-proxy.invalid', port: 3128, username: null };
    expect(await why(9092, secured({ proxy: nowhere }))).toBe('proxy-name-unknown');
  });
});
