import { createConnection } from 'node:net';
import { connect } from 'node:tls';
import type { OfflineCause } from '../../shared/connection.ts';
import { BusFault, type Clock, PublishRefused, TopicUnavailable } from '../transfers/ports.ts';
import { causes, isSignInRefusal, translate } from './kafka-failures.ts';

const answerWithin = 4_000;

/** A topic that must be there is not. */
export class TopicMissing extends Error {
  override readonly name = 'TopicMissing';
}

/** Why there is no connection, as far as the error alone says it. */
export function guessFrom(error: unknown): OfflineCause {
  return fromError(error) ?? 'unreachable';
}

function fromError(error: unknown): OfflineCause | null {
  if (causes(error).some((one) => one instanceof TopicMissing)) return 'registry-missing';
  if (isSignInRefusal(error)) return 'sign-in-refused';
  const failure = translate(error);
  if (failure instanceof PublishRefused)
    return failure.why === 'not-allowed' ? 'registry-not-allowed' : 'registry-missing';
  if (failure instanceof TopicUnavailable) return 'registry-unavailable';
  return failure instanceof BusFault ? 'fault' : null;
}

/** Why there is no connection, after a knock at each server: the one that tells most counts. Never rejects. */
export async function whyOffline(
  brokers: readonly string[],
  error: unknown,
  clock: Clock,
): Promise<OfflineCause> {
  const told = fromError(error);
  if (told && told !== 'fault') return told;
  // What a client makes of an answer that is not Kafka's may look like a fault of its own.
  const found = await Promise.all(brokers.map((broker) => knock(broker, clock)));
  if (told && (found.includes('kafka') || found.length === 0)) return told;
  if (found.includes('kafka'))
    return isSentElsewhere(brokers, error) ? 'advertised-unreachable' : 'unreachable';
  const telling = found.find((one) => one !== 'unreachable' && one !== 'name-unknown');
  return (telling ?? found.find((one) => one === 'unreachable') ?? found[0] ?? 'unreachable') as OfflineCause;
}

/** The connection that failed was to none of the servers that the connection file names. */
const isSentElsewhere = (brokers: readonly string[], error: unknown): boolean =>
  causes(error).some((one) => {
    const { broker } = one as { readonly broker?: unknown };
    return typeof broker === 'string' && broker !== '' && !brokers.includes(broker);
  });

/** `host:port`, where an IPv6 host stands in brackets. */
export function hostAndPort(broker: string): { readonly host: string; readonly port: number } {
  const colon = broker.lastIndexOf(':');
  return { host: broker.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(broker.slice(colon + 1)) };
}

/** Asks one server, in the plainest words of Kafka's protocol, what it is. */
async function knock(broker: string, clock: Clock): Promise<OfflineCause | 'kafka'> {
  const { host, port } = hostAndPort(broker);
  const versions = await ask(host, port, request(18), clock);
  switch (versions.kind) {
    case 'failed':
      return versions.code === 'ENOTFOUND' || versions.code === 'EAI_AGAIN' ? 'name-unknown' : 'unreachable';
    case 'answer':
      break;
    case 'closed':
    case 'silent':
      if (await speaksTls(host, port, clock)) return 'speaks-tls';
      return versions.kind === 'silent' ? 'silent' : 'not-kafka';
  }
  const { bytes } = versions;
  if (bytes.subarray(0, 5).toString('latin1') === 'HTTP/') return 'speaks-http';
  // A TLS alert or handshake, in any version.
  if ((bytes[0] === 0x15 || bytes[0] === 0x16) && bytes[1] === 3) return 'speaks-tls';
  if (bytes.length < 8 || bytes.readUInt32BE(4) !== correlation) return 'not-kafka';
  // One that wants a sign-in first tells its versions, and hangs up at any other question.
  const metadata = await ask(host, port, request(3), clock);
  return metadata.kind === 'closed' ? 'sign-in-needed' : 'kafka';
}

const correlation = 0x5ea1_0057;

/** A request of version 0 without content but an empty list: `ApiVersions` (18), `Metadata` (3). */
function request(apiKey: number): Buffer {
  const client = Buffer.from('sealpost');
  const content = apiKey === 3 ? Buffer.alloc(4) : Buffer.alloc(0);
  const head = Buffer.alloc(14);
  head.writeInt32BE(10 + client.length + content.length, 0);
  head.writeInt16BE(apiKey, 4);
  head.writeUInt32BE(correlation, 8);
  head.writeInt16BE(client.length, 12);
  return Buffer.concat([head, client, content]);
}

type Answer =
  | { readonly kind: 'answer'; readonly bytes: Buffer }
  | { readonly kind: 'closed' | 'silent' }
  | { readonly kind: 'failed'; readonly code: string };

/** The first bytes that come back. */
function ask(host: string, port: number, question: Buffer, clock: Clock): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port });
    let connected = false;
    const done = (answer: Answer): void => {
      cancel();
      socket.destroy();
      resolve(answer);
    };
    const cancel = clock.after(answerWithin, () =>
      done(connected ? { kind: 'silent' } : { kind: 'failed', code: 'ETIMEDOUT' }),
    );
    socket.once('connect', () => {
      connected = true;
      socket.write(question);
    });
    socket.once('data', (bytes) => done({ kind: 'answer', bytes }));
    socket.once('close', () => done({ kind: 'closed' }));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      done(connected ? { kind: 'closed' } : { kind: 'failed', code: error.code ?? '' }),
    );
  });
}

/** Whether a TLS handshake succeeds; whose certificate it is does not matter for that. */
function speaksTls(host: string, port: number, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, rejectUnauthorized: false });
    const done = (speaks: boolean): void => {
      cancel();
      socket.destroy();
      resolve(speaks);
    };
    const cancel = clock.after(answerWithin, () => done(false));
    socket.once('secureConnect', () => done(true));
    // A server that wants a client's certificate, or another version, still spoke TLS.
    socket.once('error', (error: NodeJS.ErrnoException) =>
      done(
        /^ERR_SSL_/.test(error.code ?? '') && !/WRONG_VERSION_NUMBER|UNKNOWN_PROTOCOL/.test(error.code ?? ''),
      ),
    );
    socket.once('close', () => done(false));
  });
}
