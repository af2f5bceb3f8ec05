import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import type { OfflineCause } from '../../shared/connection.ts';
import type { ServerAccess, ServerSecrets } from '../../shared/server-access.ts';
import { type HostAndPort, hostAndPort } from '../../shared/server-address.ts';
import { BusFault, type Clock, PublishRefused, TopicUnavailable } from '../transfers/ports.ts';
import { namedByKafkaJs } from './kafka-config.ts';
import { causes, isSignInRefusal, translate } from './kafka-failures.ts';
import { isTelling, LineFailure, tlsCause } from './line/line-failure.ts';
import { openLine } from './line/open-line.ts';
import { isSecretMissing, type Way, wayTo } from './line/way.ts';
import { WrongPartitions } from './topics.ts';

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
  const chain = causes(error);
  if (chain.some((one) => one instanceof TopicMissing)) return 'registry-missing';
  if (chain.some((one) => one instanceof WrongPartitions)) return 'registry-partitions';
  if (chain.some(({ type }) => type === 'ILLEGAL_SASL_STATE')) return 'sign-in-not-wanted';
  const isUnknownWay = chain.some(
    ({ type, message = '' }) =>
      type === 'UNSUPPORTED_SASL_MECHANISM' || /mechanism is not supported/.test(message),
  );
  if (isUnknownWay) return 'sign-in-method';
  if (isSignInRefusal(error)) return 'sign-in-refused';
  for (const { code } of chain) if (isTelling(code)) return code;
  const failure = translate(error);
  if (failure instanceof PublishRefused)
    return failure.why === 'not-allowed' ? 'registry-not-allowed' : 'registry-missing';
  if (failure instanceof TopicUnavailable) return 'registry-unavailable';
  return failure instanceof BusFault ? 'fault' : null;
}

/** Why there is no connection, after a knock at each server: the one that tells most counts. Never rejects. */
export async function whyOffline(
  access: ServerAccess,
  secrets: ServerSecrets,
  error: unknown,
  clock: Clock,
): Promise<OfflineCause> {
  if (isSecretMissing(access, secrets)) return 'secret-missing';
  const told = fromError(error);
  if (told && told !== 'fault') return told;
  let way: Way;
  try {
    way = wayTo(access, secrets);
  } catch (failure) {
    return failure instanceof LineFailure ? failure.code : 'fault';
  }
  // What a client makes of an answer that is not Kafka's may look like a fault of its own.
  const signsIn = access.security.signIn !== null;
  const found = await Promise.all(
    access.brokers.map((broker) => knock(way, hostAndPort(broker), signsIn, clock)),
  );
  if (told && (found.includes('kafka') || found.length === 0)) return told;
  if (found.includes('kafka'))
    return isSentElsewhere(access.brokers, error) ? 'advertised-unreachable' : 'unreachable';
  const telling = found.find((one) => one !== 'unreachable' && one !== 'name-unknown');
  return (telling ?? found.find((one) => one === 'unreachable') ?? found[0] ?? 'unreachable') as OfflineCause;
}

/** The connection that failed was to none of the servers that the connection file names. */
const isSentElsewhere = (brokers: readonly string[], error: unknown): boolean =>
  brokersIn(error).some((broker) => !brokers.includes(broker));

/** The servers, as `host:port`, to which a connection failed. */
export const brokersIn = (error: unknown): readonly string[] =>
  causes(error).flatMap((one) => {
    const { broker } = one as { readonly broker?: unknown };
    return typeof broker === 'string' && broker !== '' ? [namedByKafkaJs(broker)] : [];
  });

/** Asks one server, in the plainest words of Kafka's protocol, what it is. */
export async function knock(
  way: Way,
  target: HostAndPort,
  signsIn: boolean,
  clock: Clock,
): Promise<OfflineCause | 'kafka'> {
  const versions = await ask(way, target, request(18), clock);
  switch (versions.kind) {
    case 'failed':
      return way.tls ? inClear({ ...way, tls: null }, target, versions.why, clock) : versions.why;
    case 'answer':
      break;
    case 'closed':
    case 'silent':
      if (!way.tls && (await speaksTls(way, target, clock))) return 'speaks-tls';
      // Kafka hangs up at nobody's first question, but at a certificate that it does not take.
      if (versions.kind === 'closed' && way.tls?.showsCertificate) return 'client-certificate-refused';
      return versions.kind === 'silent' ? 'silent' : 'not-kafka';
  }
  const what = meaningOf(versions.bytes);
  // One that wants a sign-in first tells its versions, and hangs up at any other question.
  if (what !== 'kafka' || signsIn) return what;
  const metadata = await ask(way, target, request(3), clock);
  return metadata.kind === 'closed' ? 'sign-in-needed' : 'kafka';
}

/** What a port that did not take TLS says without it. */
async function inClear(
  way: Way,
  target: HostAndPort,
  why: OfflineCause,
  clock: Clock,
): Promise<OfflineCause> {
  if (why !== 'tls-failed' && why !== 'speaks-clear') return why;
  const answer = await ask(way, target, request(18), clock);
  if (answer.kind !== 'answer') return why;
  const what = meaningOf(answer.bytes);
  return what === 'kafka' ? 'speaks-clear' : what === 'speaks-tls' ? why : what;
}

function meaningOf(bytes: Buffer): OfflineCause | 'kafka' {
  if (bytes.subarray(0, 5).toString('latin1') === 'HTTP/') return 'speaks-http';
  // A TLS alert or handshake, in any version.
  if ((bytes[0] === 0x15 || bytes[0] === 0x16) && bytes[1] === 3) return 'speaks-tls';
  return bytes.length < 8 || bytes.readUInt32BE(4) !== correlation ? 'not-kafka' : 'kafka';
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
  | { readonly kind: 'failed'; readonly why: OfflineCause };

/** The first bytes that come back. */
async function ask(way: Way, target: HostAndPort, question: Buffer, clock: Clock): Promise<Answer> {
  const ended = new AbortController();
  const cancel = clock.after(answerWithin, () => ended.abort());
  let line: Socket | null = null;
  try {
    line = await openLine(way, target, ended.signal);
    return await answerOn(line, question, way.tls?.showsCertificate ?? false, ended.signal);
  } catch (error) {
    return { kind: 'failed', why: error instanceof LineFailure ? error.code : 'fault' };
  } finally {
    cancel();
    line?.destroy();
  }
}

function answerOn(
  line: Socket,
  question: Buffer,
  showedCertificate: boolean,
  ended: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve) => {
    ended.addEventListener('abort', () => resolve({ kind: 'silent' }), { once: true });
    line.once('data', (bytes) => resolve({ kind: 'answer', bytes }));
    line.once('close', () => resolve({ kind: 'closed' }));
    // In TLS 1.3 a server judges the client's certificate only after this end calls the line open.
    line.once('error', (error) => {
      const why = tlsCause(error, showedCertificate);
      resolve(why ? { kind: 'failed', why } : { kind: 'closed' });
    });
    line.write(question);
  });
}

/** Whether a TLS handshake succeeds; whose certificate it is does not matter for that. */
async function speaksTls(way: Way, target: HostAndPort, clock: Clock): Promise<boolean> {
  const ended = new AbortController();
  const cancel = clock.after(answerWithin, () => ended.abort());
  try {
    const socket = await openLine({ ...way, tls: null }, target, ended.signal);
    return await shakesHands(socket, ended.signal).finally(() => socket.destroy());
  } catch {
    return false;
  } finally {
    cancel();
  }
}

function shakesHands(socket: Socket, ended: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const line = connect({ socket, rejectUnauthorized: false });
    ended.addEventListener('abort', () => resolve(false), { once: true });
    line.once('secureConnect', () => resolve(true));
    // A server that wants a client's certificate, or another version, still spoke TLS.
    line.once('error', ({ code = '' }: NodeJS.ErrnoException) =>
      resolve(/^ERR_SSL_/.test(code) && !/WRONG_VERSION_NUMBER|UNKNOWN_PROTOCOL/.test(code)),
    );
    line.once('close', () => resolve(false));
  });
}
