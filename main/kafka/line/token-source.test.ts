import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { afterEach, expect, it } from 'vitest';
import { httpProxy } from '../../../scripts/driver/test-proxies.ts';
import type { ServerSecurity } from '../../../shared/server-access.ts';
import { TestClock } from '../../clock/test-support.ts';
import {
  clearServer,
  closeServers,
  secured,
  serverCertificate,
  stranger,
  tlsServer,
} from './test-support.ts';
import { TokenSource } from './token-source.ts';

afterEach(closeServers);

type Answer = (request: IncomingMessage, body: string, response: ServerResponse) => void;

/** A token service on loopback. @returns its port */
function service(answer: Answer, certificate = serverCertificate()): Promise<number> {
  const web = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += String(part);
    answer(request, body, response);
  });
  return tlsServer((socket) => void web.emit('connection', socket), certificate);
}

const signIn = (port: number) => ({
  mechanism: 'oauthbearer' as const,
  tokenEndpoint: `https://localhost:${port}/token?realm=acme`,
  clientId: 'sealpost:acme',
  scope: 'kafka',
});
const clientSecret = 'gehe:im&ä';
const source = (port: number, more: Partial<ServerSecurity> = {}, clock = new TestClock()): TokenSource =>
  new TokenSource(secured({ signIn: signIn(port), ...more }), { clientSecret }, clock);

it('asks as RFC 6749 says, and keeps a token until shortly before its end', async () => {
  const asked: string[] = [];
  const port = await service(({ method, url, headers }, body, response) => {
    asked.push(`${method} ${url} ${headers.authorization} ${body}`);
    response.end(
      JSON.stringify({ access_token: `token ${asked.length}`, token_type: 'Bearer', expires_in: 100 }),
    );
  });
  const clock = new TestClock();
  const tokens = source(port, {}, clock);
  expect(await Promise.all([tokens.token(), tokens.token()])).toEqual(['token 1', 'token 1']);
  const basic = Buffer.from('sealpost%3Aacme:gehe%3Aim%26%C3%A4').toString('base64');
  expect(asked).toEqual([`POST /token?realm=acme Basic ${basic} grant_type=client_credentials&scope=kafka`]);
  clock.pass(69_000);
  expect(await tokens.token()).toBe('token 1');
  clock.pass(2_000);
  expect(await tokens.token()).toBe('token 2');
});

it.each([
  ['a client that is not known', 401, '{"error":"invalid_client"}', 'token-refused'],
  ['a scope that is not given', 400, '{"error":"invalid_scope"}', 'token-refused'],
  ['a web page', 200, '<html>', 'token-unusable'],
  ['no token', 200, '{"token_type":"Bearer"}', 'token-unusable'],
  ['a fault of its own', 500, '', 'token-unusable'],
  ['more than any token', 200, 'x'.repeat(100_000), 'token-unusable'],
])('%s is told, without the secret', async (_what, status, body, code) => {
  const port = await service((_request, _body, response) => response.writeHead(status).end(body));
  const failure = await source(port)
    .token()
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ code });
  expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain('gehe');
});

it('is asked through the proxy, and only where its certificate is trusted', async () => {
  const proxy = await httpProxy();
  const answer: Answer = (_request, _body, response) => response.end('{"access_token":"t"}');
  const port = await service(answer);
  const by = { proxy: { kind: 'http', host: '127.0.0.1', port: proxy.port, username: null } } as const;
  expect(await source(port, by).token()).toBe('t');
  expect(proxy.asked).toEqual([`localhost:${port}`]);
  proxy.refuses = 'everything';
  await expect(source(port, by).token()).rejects.toMatchObject({ code: 'proxy-refuses' });
  proxy.close();
  const foreign = await service(answer, serverCertificate({}, stranger));
  await expect(source(foreign).token()).rejects.toMatchObject({ code: 'token-unreachable' });
  const silent = await clearServer((socket) => socket.destroy());
  await expect(source(silent).token()).rejects.toMatchObject({ code: 'token-unreachable' });
});
