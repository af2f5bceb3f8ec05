import type { Admin, Kafka } from 'kafkajs';
import type { OfflineCause } from '../../../shared/connection.ts';
import type { CheckStep, ConnectionReport } from '../../../shared/connection-report.ts';
import type { ServerAccess, ServerSecrets } from '../../../shared/server-access.ts';
import { addressOf, type HostAndPort, hostAndPort } from '../../../shared/server-address.ts';
import type { Clock } from '../../transfers/ports.ts';
import { brokersIn, whyOffline } from '../diagnose.ts';
import { kafkaConfigOf } from '../kafka-config.ts';
import { answered } from '../kafka-failures.ts';
import { loadKafkaJs } from '../kafkajs-patches.ts';
import { LineFailure } from '../line/line-failure.ts';
import { isSecretMissing, lineWay, type Way } from '../line/way.ts';
import { checkNames, opened, tryLine } from './check-line.ts';
import { checkAddressBook, checkClock, checkInbox, checkSending, checkSettings } from './check-topics.ts';
import { type Finding, runCheck, type StepChecks } from './run-check.ts';

const signInWithin = 20_000;
const closeWithin = 5_000;

/**
 * Checks a connection, step by step, as the app would use it; nothing that is in use is touched.
 * @param destination the own address with a certificate, or null: then its inbox is not tested
 * @param told the report so far, after each change
 */
export async function checkConnection(
  { access, secrets }: { readonly access: ServerAccess; readonly secrets: ServerSecrets },
  destination: string | null,
  told: (report: ConnectionReport) => void,
  clock: Clock,
): Promise<ConnectionReport> {
  const check = new ConnectionCheck(access, secrets, destination, clock);
  try {
    return await runCheck(check.steps(), clock.now(), told);
  } finally {
    await check.close();
  }
}

type Line = Awaited<ReturnType<typeof tryLine>>;
const notTested: Finding = { state: 'not-tested', cause: 'no-address' };

class ConnectionCheck {
  readonly #access: ServerAccess;
  readonly #secrets: ServerSecrets;
  readonly #destination: string | null;
  readonly #clock: Clock;
  readonly #kafka: Kafka;
  readonly #admin: Admin;
  #line: Line | null = null;
  #difference: number | null = null;

  constructor(access: ServerAccess, secrets: ServerSecrets, destination: string | null, clock: Clock) {
    this.#access = access;
    this.#secrets = secrets;
    this.#destination = destination;
    this.#clock = clock;
    const { Kafka: Client } = loadKafkaJs();
    this.#kafka = new Client({
      ...kafkaConfigOf(access, secrets, 'sealpost-check', clock),
      connectionTimeout: 10_000,
      retry: { retries: 1, initialRetryTime: 200 },
    });
    this.#admin = this.#kafka.admin();
  }

  steps(): StepChecks {
    const [kafka, admin, own, clock] = [this.#kafka, this.#admin, this.#destination, this.#clock];
    return {
      name: async () => checkNames(this.#servers, this.#lineWay(), clock),
      server: () => this.#server(),
      proxy: () => this.#proxy(),
      encryption: () => this.#encryption(),
      'sign-in': () => this.#signIn(),
      'address-book': () => checkAddressBook(kafka, admin, clock),
      inbox: async () => (own ? checkInbox(kafka, admin, own, clock) : notTested),
      sending: async () => {
        if (!own) return notTested;
        const { finding, difference } = await checkSending(kafka, own, clock);
        this.#difference = difference;
        return finding;
      },
      clock: async () => checkClock(this.#difference),
      'inbox-settings': async () => (own ? checkSettings(admin, own, clock) : notTested),
    };
  }

  async close(): Promise<void> {
    await answered(this.#clock, closeWithin, this.#admin.disconnect()).catch(() => {});
  }

  get #servers(): readonly HostAndPort[] {
    return this.#access.brokers.map(hostAndPort);
  }

  /** The way to the servers. An own certificate that does not open is told at its own step. */
  #lineWay(): Way {
    const { security } = this.#access;
    try {
      return lineWay(security, this.#secrets);
    } catch {
      return lineWay(
        { ...security, tls: security.tls && { ...security.tls, clientCertificate: false } },
        this.#secrets,
      );
    }
  }

  /** The first server that works, else what the first one said. */
  async #bestLine(): Promise<Line> {
    const signsIn = this.#access.security.signIn !== null;
    let first: Line | null = null;
    for (const server of this.#servers) {
      const line = await tryLine(this.#lineWay(), server, signsIn, this.#clock);
      if (line.cause === null || isSecretWanted(line.cause)) return line;
      first ??= line;
    }
    return first as Line;
  }

  async #server(): Promise<Finding> {
    this.#line = await this.#bestLine();
    const { cause, facts } = this.#line;
    const { server = '', took = 0 } = facts;
    if (!cause) return { state: 'passed', facts: { server, took } };
    if (cause.startsWith('proxy-') && cause !== 'proxy-cannot-reach')
      return { state: 'not-tested', cause: 'earlier-failed', facts: { server } };
    const isServers = /^(?:unreachable|name-unknown|silent|speaks-http|not-kafka|proxy-cannot-reach)$/.test(
      cause,
    );
    return isServers
      ? { state: 'failed', cause, facts: { server } }
      : { state: 'passed', facts: { server, took } };
  }

  async #proxy(): Promise<Finding> {
    const { proxy } = this.#access.security;
    if (!proxy) return { state: 'not-needed' };
    const facts = { server: addressOf(proxy) };
    if (proxy.username && this.#secrets.proxyPassword === undefined)
      return { state: 'failed', cause: 'secret-missing', facts };
    const cause = this.#line?.cause ?? null;
    return cause?.startsWith('proxy-') ? { state: 'failed', cause, facts } : { state: 'passed', facts };
  }

  async #encryption(): Promise<Finding> {
    const { tls } = this.#access.security;
    const { cause = null, facts = {} } = this.#line ?? {};
    if (cause === 'speaks-tls') return { state: 'failed', cause, facts };
    if (!tls) return { state: 'not-needed' };
    if (tls.clientCertificate && !this.#secrets.clientCertificate)
      return { state: 'failed', cause: 'secret-missing', facts };
    try {
      lineWay(this.#access.security, this.#secrets);
    } catch (error) {
      return { state: 'failed', cause: error instanceof LineFailure ? error.code : 'fault', facts };
    }
    return cause && !isSecretWanted(cause) ? { state: 'failed', cause, facts } : { state: 'passed', facts };
  }

  async #signIn(): Promise<Finding & { readonly blames?: CheckStep }> {
    const { signIn } = this.#access.security;
    const facts = signIn ? { username: 'username' in signIn ? signIn.username : signIn.clientId } : {};
    if (isSecretMissing(this.#access, this.#secrets))
      return { state: 'failed', cause: 'secret-missing', facts };
    if (this.#line?.cause === 'sign-in-needed') return { state: 'failed', cause: 'sign-in-needed' };
    try {
      await answered(this.#clock, signInWithin, this.#admin.connect());
      const elsewhere = await this.#unreachableBroker();
      if (elsewhere)
        return {
          state: 'failed',
          cause: 'advertised-unreachable',
          facts: { server: elsewhere },
          blames: 'server',
        };
    } catch (error) {
      const cause = await whyOffline(this.#access, this.#secrets, error, this.#clock);
      const blames = stepOf(cause);
      if (blames === 'sign-in') return { state: 'failed', cause, facts };
      const [server = addressOf(this.#servers[0] as HostAndPort)] = brokersIn(error);
      return { state: 'failed', cause, facts: { server }, blames };
    }
    return signIn ? { state: 'passed', facts } : { state: 'not-needed' };
  }

  /** The servers tell by which addresses they want to be reached: each must lead somewhere. */
  async #unreachableBroker(): Promise<string | null> {
    const { brokers } = await answered(this.#clock, signInWithin, this.#admin.describeCluster());
    const tried = brokers.map(async ({ host, port }) => {
      const cause = await opened(this.#lineWay(), { host, port }, this.#clock);
      return cause ? addressOf({ host, port }) : null;
    });
    return (await Promise.all(tried)).find((one) => one !== null) ?? null;
  }
}

/** The server is there and in order: what it wants is looked at in a later step. */
const isSecretWanted = (cause: string): boolean => cause === 'sign-in-needed';

/** Which step a cause speaks of, whenever it comes out. */
function stepOf(cause: OfflineCause): CheckStep {
  if (serversOwn.has(cause)) return 'server';
  if (cause.startsWith('proxy-')) return 'proxy';
  return /^(?:tls-|client-certificate-|speaks-)/.test(cause) ? 'encryption' : 'sign-in';
}

const serversOwn: ReadonlySet<OfflineCause> = new Set([
  ...(['unreachable', 'name-unknown', 'silent', 'speaks-http', 'not-kafka'] as const),
  ...(['advertised-unreachable', 'proxy-cannot-reach'] as const),
]);
