import { createConnection, type OnReadOpts, type Socket } from 'node:net';
import type { KafkaConfig, SASLOptions } from 'kafkajs';
import type { ServerAccess, ServerSecrets } from '../../shared/server-access.ts';
import { addressOf, hostAndPort } from '../../shared/server-address.ts';
import type { Clock } from '../transfers/ports.ts';
import { LateSocket } from './line/late-socket.ts';
import { openLine } from './line/open-line.ts';
import { TokenSource } from './line/token-source.ts';
import { type Way, wayTo } from './line/way.ts';

/**
 * What kafkajs is told of the servers: where they are, how they are reached, and who signs in. What is
 * missing for it is said by each attempt to connect (`LineFailure`).
 */
export function kafkaConfigOf(
  access: ServerAccess,
  secrets: ServerSecrets,
  clientId: string,
  clock: Clock,
): KafkaConfig {
  const sasl = saslOf(access, secrets, clock);
  return {
    brokers: access.brokers.map(withoutColons),
    clientId,
    logCreator: () => () => {},
    socketFactory: socketFactoryOf(access, secrets),
    ...(sasl ? { sasl } : {}),
  };
}

function saslOf(access: ServerAccess, secrets: ServerSecrets, clock: Clock): SASLOptions | null {
  const { signIn } = access.security;
  if (!signIn) return null;
  if (signIn.mechanism !== 'oauthbearer')
    return {
      mechanism: signIn.mechanism,
      username: signIn.username,
      password: secrets.password ?? '',
    } as SASLOptions;
  const tokens = new TokenSource(access.security, secrets, clock);
  return { mechanism: 'oauthbearer', oauthBearerProvider: async () => ({ value: await tokens.token() }) };
}

function socketFactoryOf(
  access: ServerAccess,
  secrets: ServerSecrets,
): NonNullable<KafkaConfig['socketFactory']> {
  const { tls, proxy } = access.security;
  let way: Way | null = null;
  return ({ host, port, onConnect }) => {
    const target = { host: withColons(host), port };
    // Shards go this way: nothing stands between kafkajs and the system's socket.
    if (!tls && !proxy) {
      // Nothing waits for the answer to what was written before it (Nagle's algorithm, RFC 896).
      const socket: Socket = createConnection(
        { ...target, noDelay: true, onread: reading(() => socket) },
        onConnect,
      );
      return socket.setKeepAlive(true, keepAliveAfter);
    }
    const open = async (ended: AbortSignal) => {
      way ??= wayTo(access, secrets);
      return openLine(way, target, ended);
    };
    const showsCertificate = tls?.clientCertificate ?? false;
    return new LateSocket(open, onConnect, showsCertificate) as unknown as Socket;
  };
}

const readAtOnce = 256 * 1024;

/** One memory for all that comes: `kafkajs-sockets.ts` takes from it what it wants before the next comes. */
function reading(socket: () => Socket): OnReadOpts {
  return {
    buffer: Buffer.allocUnsafeSlow(readAtOnce),
    callback: (count, memory) => {
      socket().emit('data', Buffer.from(memory.buffer, memory.byteOffset, count));
      return true;
    },
  };
}

const keepAliveAfter = 60_000; // milliseconds

/** kafkajs takes what stands before the first colon for the host: an IPv6 address is written in another way. */
const literal = '.ipv6-literal.net';

function withoutColons(broker: string): string {
  const { host, port } = hostAndPort(broker);
  return host.includes(':') ? `${host.replaceAll(':', '-')}${literal}:${port}` : broker;
}

const withColons = (host: string): string =>
  host.endsWith(literal) ? host.slice(0, -literal.length).replaceAll('-', ':') : host;

/** What kafkajs calls a server in its errors, as `host:port`. */
export function namedByKafkaJs(broker: string): string {
  const colon = broker.lastIndexOf(':');
  return addressOf({ host: withColons(broker.slice(0, colon)), port: Number(broker.slice(colon + 1)) });
}
