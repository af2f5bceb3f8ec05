import { request } from 'node:http';
import { createConnection, type Socket } from 'node:net';
import { SocksClient, SocksClientError } from 'socks';
import { addressOf, type HostAndPort } from '../../../shared/server-address.ts';
import { isNameUnknown, LineFailure } from './line-failure.ts';
import type { Way } from './way.ts';

type Proxy = NonNullable<Way['proxy']>;

/** A TCP connection to the server, through the proxy where there is one. @throws LineFailure */
export function connectTo(target: HostAndPort, proxy: Proxy | null, ended: AbortSignal): Promise<Socket> {
  if (!proxy) return connectDirectly(target, ended);
  return proxy.kind === 'http' ? connectByHttp(target, proxy, ended) : connectBySocks(target, proxy, ended);
}

function connectDirectly(target: HostAndPort, ended: AbortSignal): Promise<Socket> {
  return connected(target, ended).catch((cause: unknown) => {
    throw new LineFailure(isNameUnknown(cause) ? 'name-unknown' : 'unreachable', cause);
  });
}

function connected({ host, port }: HostAndPort, ended: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host, port, signal: ended, noDelay: true });
    // It stays: between here and its first user an error has no other listener.
    socket.on('error', reject);
    socket.once('connect', () => resolve(socket));
  });
}

/** The tunnel of RFC 9110 section 9.3.6. */
function connectByHttp(target: HostAndPort, proxy: Proxy, ended: AbortSignal): Promise<Socket> {
  const address = addressOf(target);
  const { host, port, username, password } = proxy;
  const signIn = username && `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const headers = { host: address, ...(signIn ? { 'proxy-authorization': signIn } : {}) };
  return new Promise((resolve, reject) => {
    const asked = request({
      host,
      port,
      method: 'CONNECT',
      path: address,
      headers,
      agent: false,
      signal: ended,
    });
    asked.once('connect', ({ statusCode = 0 }, socket: Socket, head) => {
      if (statusCode >= 200 && statusCode < 300) {
        socket.on('error', () => {});
        if (head.length > 0) socket.unshift(head);
        return resolve(socket);
      }
      socket.destroy();
      reject(new LineFailure(meaningOfStatus(statusCode)));
    });
    asked.once('error', (error) => reject(proxyFailure(error)));
    asked.end();
  });
}

function meaningOfStatus(status: number): 'proxy-sign-in' | 'proxy-cannot-reach' | 'proxy-refuses' {
  if (status === 407 || status === 401) return 'proxy-sign-in';
  return status >= 500 ? 'proxy-cannot-reach' : 'proxy-refuses';
}

/** RFC 1928 and 1929; the proxy looks up the name of the server. */
async function connectBySocks(target: HostAndPort, proxy: Proxy, ended: AbortSignal): Promise<Socket> {
  const { host, port, username, password } = proxy;
  const toProxy = await connected({ host, port }, ended).catch((cause: unknown) => {
    throw proxyFailure(cause);
  });
  const stop = (): void => void toProxy.destroy();
  ended.addEventListener('abort', stop, { once: true });
  try {
    const { socket } = await SocksClient.createConnection({
      command: 'connect',
      existing_socket: toProxy,
      destination: target,
      proxy: { host, port, type: 5, ...(username ? { userId: username, password } : {}) },
    });
    socket.resume();
    return socket;
  } catch (error) {
    toProxy.destroy();
    throw socksFailure(error);
  } finally {
    ended.removeEventListener('abort', stop);
  }
}

/** The library tells what happened in words only; its error holds the password, and goes no further. */
function socksFailure(error: unknown): LineFailure {
  const said = error instanceof SocksClientError ? error.message : '';
  if (/authentication/i.test(said)) return new LineFailure('proxy-sign-in', said);
  if (/NotAllowed/i.test(said)) return new LineFailure('proxy-refuses', said);
  if (/rejected connection/i.test(said)) return new LineFailure('proxy-cannot-reach', said);
  return new LineFailure('proxy-not-a-proxy', said);
}

function proxyFailure(error: unknown): LineFailure {
  if (isNameUnknown(error)) return new LineFailure('proxy-name-unknown', error);
  const code = String((error as NodeJS.ErrnoException).code ?? '');
  // It took the connection, and answered something else or hung up.
  const isOther = /^HPE_/.test(code) || code === 'ECONNRESET' || code === 'EPIPE';
  return new LineFailure(isOther ? 'proxy-not-a-proxy' : 'proxy-unreachable', error);
}
