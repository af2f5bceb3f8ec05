import type { Socket } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, expect, it } from 'vitest';
import { socksProxy } from '../../scripts/driver/test-proxies.ts';
import { openAccess, type ServerAccess, type ServerSecrets } from '../../shared/server-access.ts';
import { systemClock } from '../clock/system-clock.ts';
import { kafkaConfigOf, namedByKafkaJs } from './kafka-config.ts';
import { loadKafkaJs } from './kafkajs-patches.ts';
import { clearServer, closeServers, secured, tlsServer } from './line/test-support.ts';

afterEach(closeServers);

/** What kafkajs says first on a connection; then it is hung up on. */
async function firstWords(
  listen: (talk: (socket: Socket) => void) => Promise<number>,
  access: (port: number) => ServerAccess,
  secrets: ServerSecrets = {},
): Promise<number> {
  let heard: (apiKey: number) => void = () => {};
  const apiKey = new Promise<number>((resolve) => {
    heard = resolve;
  });
  const port = await listen((socket) =>
    socket.once('data', (bytes) => {
      heard(bytes.readInt16BE(4));
      socket.destroy();
    }),
  );
  const { Kafka } = loadKafkaJs();
  const config = kafkaConfigOf(access(port), secrets, 'test', systemClock);
  const admin = new Kafka({ ...config, retry: { retries: 0 } }).admin();
  const connecting = admin.connect().catch((error: unknown) => error);
  const said = await apiKey;
  expect(inspect(await connecting, { depth: 10 })).not.toContain('geheim');
  await admin.disconnect();
  return said;
}

const versions = 18;

it('an IPv6 address leads to its server, though kafkajs knows no brackets', async () => {
  const access = (port: number) => openAccess([`[::1]:${port}`]);
  expect(await firstWords((talk) => clearServer(talk, '::1'), access)).toBe(versions);
  const six = (port: number) => ({ brokers: [`[::1]:${port}`], security: secured() });
  expect(await firstWords((talk) => tlsServer(talk, undefined, {}, '::1'), six)).toBe(versions);
  expect(namedByKafkaJs('2001-db8--7.ipv6-literal.net:9092')).toBe('[2001:db8::7]:9092');
  expect(namedByKafkaJs('kafka.acme:9092')).toBe('kafka.acme:9092');
});

it('kafkajs speaks through a proxy, encrypted to the server behind it', async () => {
  const proxy = await socksProxy();
  proxy.signIn = { username: 'hanna', password: 'geheim' };
  const access = (port: number) => ({
    brokers: [`localhost:${port}`],
    security: secured({ proxy: { kind: 'socks5', host: '127.0.0.1', port: proxy.port, username: 'hanna' } }),
  });
  expect(await firstWords((talk) => tlsServer(talk), access, { proxyPassword: 'geheim' })).toBe(versions);
  proxy.close();
});
