import { isIP, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import type { HostAndPort } from '../../../shared/server-address.ts';
import { LineFailure, tlsCause } from './line-failure.ts';
import { connectTo } from './proxy.ts';
import type { Way } from './way.ts';

/**
 * Opens a line to a server: through the proxy where there is one, encrypted where that was asked for,
 * and then only to the server of that name.
 * @param ended gives up, also while it opens
 * @throws LineFailure
 */
export async function openLine(
  way: Way,
  target: HostAndPort,
  ended: AbortSignal,
): Promise<Socket | TLSSocket> {
  const socket = await connectTo(target, way.proxy, ended);
  return way.tls ? encrypted(socket, way.tls, target, ended) : socket;
}

function encrypted(
  socket: Socket,
  { context, showsCertificate }: NonNullable<Way['tls']>,
  { host }: HostAndPort,
  ended: AbortSignal,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    // An address is no name to ask for (RFC 6066); Node compares it with the certificate all the same.
    const name = isIP(host) ? {} : { servername: host };
    const line = connect({ socket, host, ...name, secureContext: context });
    // One error may follow another, and before its first user comes nobody else listens.
    line.on('error', () => {});
    const stop = (): void => void line.destroy(new LineFailure('unreachable', ended.reason));
    const done = (): void => ended.removeEventListener('abort', stop);
    ended.addEventListener('abort', stop, { once: true });
    line.once('secureConnect', () => {
      done();
      line.off('error', failed);
      resolve(line);
    });
    const failed = (error: unknown): void => {
      done();
      socket.destroy();
      // A port in clear takes the first bytes of TLS for a mistake, and hangs up.
      const why = error instanceof LineFailure ? error.code : tlsCause(error, showsCertificate);
      reject(new LineFailure(why ?? 'tls-failed', error));
    };
    line.once('error', failed);
  });
}
