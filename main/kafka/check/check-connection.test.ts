import type { Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { ConnectionReport } from '../../../shared/connection-report.ts';
import { openAccess, type ServerAccess, type ServerSecrets } from '../../../shared/server-access.ts';
import { systemClock } from '../../clock/system-clock.ts';
import {
  clearServer,
  closeServers,
  likeKafka,
  secured,
  serverCertificate,
  stranger,
  tlsServer,
} from '../line/test-support.ts';
import { checkConnection } from './check-connection.ts';
import { judgeSettings } from './check-topics.ts';

afterEach(closeServers);

const check = (access: ServerAccess, secrets: ServerSecrets = {}): Promise<ConnectionReport> =>
  checkConnection({ access, secrets }, null, () => {}, systemClock);
/** Every step up to the first that did not pass. */
const upToFailure = ({ steps }: ConnectionReport): string => {
  const at = steps.findIndex(({ state }) => state === 'failed');
  return steps
    .slice(0, at + 1)
    .map(({ step, state, cause }) => [step, state, cause].filter(Boolean).join(' '))
    .join(', ');
};

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
};
const int = (value: number, bytes = 4): Buffer => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeIntBE(value, 0, bytes);
  return buffer;
};

/** A Kafka of one server that wants to be reached elsewhere: it knows ApiVersions and Metadata, version 1. */
const advertising = (host: string, port: number) => (socket: Socket) =>
  socket.on('data', (bytes: Buffer) => {
    const versions = Buffer.concat([
      int(0, 2),
      int(2),
      int(18, 2),
      int(0, 2),
      int(0, 2),
      int(3, 2),
      int(1, 2),
      int(1, 2),
    ]);
    const broker = Buffer.concat([int(1), text(host), int(port), int(-1, 2)]);
    const metadata = Buffer.concat([int(1), broker, int(1), int(0)]);
    const body = Buffer.concat([bytes.subarray(8, 12), bytes.readInt16BE(4) === 18 ? versions : metadata]);
    socket.write(Buffer.concat([int(body.length), body]));
  });

it('names a server that advertises an address which cannot be reached', async () => {
  const port = await clearServer(advertising('127.0.0.1', 1));
  const report = await check(openAccess([`127.0.0.1:${port}`]));
  expect(upToFailure(report)).toBe('name not-needed, server failed advertised-unreachable');
  expect(report.steps[1]?.facts).toMatchObject({ server: '127.0.0.1:1' });
  expect(report.steps[4]).toMatchObject({ step: 'sign-in', state: 'not-tested', cause: 'earlier-failed' });
});

it('names a port with TLS that is spoken to in clear, and the other way round', async () => {
  const withTls = await tlsServer(likeKafka);
  expect(upToFailure(await check(openAccess([`localhost:${withTls}`])))).toBe(
    'name passed, server passed, proxy not-needed, encryption failed speaks-tls',
  );
  const clear = await clearServer((socket) =>
    socket.once('data', (bytes: Buffer) =>
      bytes[0] === 0x16 ? socket.destroy() : advertising('a', 1)(socket) && socket.emit('data', bytes),
    ),
  );
  const asked = { brokers: [`localhost:${clear}`], security: secured() };
  expect(upToFailure(await check(asked))).toBe(
    'name passed, server passed, proxy not-needed, encryption failed speaks-clear',
  );
});

it('names a web server, a server that is not there, and a name that nobody knows', async () => {
  const web = await clearServer((socket) =>
    socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
  );
  expect(upToFailure(await check(openAccess([`localhost:${web}`])))).toBe(
    'name passed, server failed speaks-http',
  );
  expect(upToFailure(await check(openAccess(['localhost:1'])))).toBe(
    'name passed, server failed unreachable',
  );
  expect(upToFailure(await check(openAccess(['no-such-host.invalid:9092'])))).toBe(
    'name failed name-unknown',
  );
});

it('tells whose certificate a server shows, also where it is not trusted', async () => {
  const port = await tlsServer(likeKafka, serverCertificate({}, stranger));
  const report = await check({ brokers: [`localhost:${port}`], security: secured() });
  expect(upToFailure(report)).toContain('encryption failed tls-not-trusted');
});

it('goes on with a server that answers where another does not', async () => {
  const port = await clearServer(advertising('127.0.0.1', 1));
  const report = await check(openAccess(['localhost:1', `127.0.0.1:${port}`]));
  expect(upToFailure(report)).toBe('name passed, server failed advertised-unreachable');
});

it('a password that is missing is looked for only behind everything that needs none', async () => {
  const port = await tlsServer(likeKafka);
  const signIn = { mechanism: 'scram-sha-512', username: 'hanna' } as const;
  const report = await check({ brokers: [`localhost:${port}`], security: secured({ signIn }) });
  expect(upToFailure(report)).toBe(
    'name passed, server passed, proxy not-needed, encryption passed, sign-in failed secret-missing',
  );
  expect(report.steps[3]?.facts).toMatchObject({ encryption: 'TLSv1.3', issuer: 'the company' });
});

it('settings of an inbox are judged by protocol.md section 1', () => {
  const right = {
    'cleanup.policy': 'delete',
    'compression.type': 'uncompressed',
    'max.message.bytes': '1048588',
    'message.timestamp.type': 'LogAppendTime',
    'retention.ms': '1209600000',
  };
  const judge = (more: Record<string, string>) =>
    judgeSettings(new Map(Object.entries({ ...right, ...more })));
  expect(judge({})).toEqual({ state: 'passed', facts: { retention: 1_209_600_000, largest: 1_048_588 } });
  expect(judge({ 'retention.ms': '-1' }).state).toBe('passed');
  const wrong = judge({
    'compression.type': 'producer',
    'max.message.bytes': '1000',
    'retention.ms': '1000',
  });
  expect(wrong).toMatchObject({
    state: 'failed',
    cause: 'settings-wrong',
    facts: { settings: ['compression.type', 'max.message.bytes', 'retention.ms'] },
  });
});
