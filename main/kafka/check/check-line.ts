import { lookup } from 'node:dns/promises';
import { isIP, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { OfflineCause } from '../../../shared/connection.ts';
import type { CheckFacts } from '../../../shared/connection-report.ts';
import { addressOf, type HostAndPort } from '../../../shared/server-address.ts';
import { within } from '../../clock/waits.ts';
import type { Clock } from '../../transfers/ports.ts';
import { knock } from '../diagnose.ts';
import { LineFailure } from '../line/line-failure.ts';
import { openLine } from '../line/open-line.ts';
import type { Way } from '../line/way.ts';
import type { Finding } from './run-check.ts';

const findWithin = 10_000;
const openWithin = 10_000;

/** Whether the names of these hosts lead anywhere; one that does is enough. */
export async function checkNames(servers: readonly HostAndPort[], way: Way, clock: Clock): Promise<Finding> {
  // Behind a proxy only its own name has to be known here.
  const hosts = way.proxy ? [way.proxy.host] : [...new Set(servers.map(({ host }) => host))];
  const startedAt = clock.now();
  const known = await Promise.all(
    hosts.map((host) =>
      isIP(host)
        ? true
        : within(clock, findWithin, lookup(host), () => new Error('no answer')).then(
            () => true,
            () => false,
          ),
    ),
  );
  const which = Math.max(0, known.indexOf(true));
  const server = hosts[which] ?? '';
  const others = known.filter(Boolean).length - 1;
  if (others < 0)
    return { state: 'failed', cause: way.proxy ? 'proxy-name-unknown' : 'name-unknown', facts: { server } };
  const took = clock.now() - startedAt;
  return hosts.every((host) => isIP(host))
    ? { state: 'not-needed', facts: { server } }
    : { state: 'passed', facts: { server, others, took } };
}

type Line = { readonly cause: OfflineCause | null; readonly facts: CheckFacts };

/** Opens a line to a server as the app does, and looks at what answers there. */
export async function tryLine(way: Way, target: HostAndPort, signsIn: boolean, clock: Clock): Promise<Line> {
  const server = addressOf(target);
  const startedAt = clock.now();
  let tls: CheckFacts = {};
  const cause = await opened(way, target, clock, (line) => {
    tls = factsOf(line);
  });
  const facts = { server, took: clock.now() - startedAt, ...tls };
  // What came about first says less than what the server says in Kafka's words.
  if (cause && cause !== 'tls-failed' && cause !== 'speaks-clear') return { cause, facts };
  const told = await knock(way, target, signsIn, clock);
  return { cause: told === 'kafka' ? null : told, facts };
}

/** Whether a line opens at all. @returns why not, or null */
export async function opened(
  way: Way,
  target: HostAndPort,
  clock: Clock,
  look: (line: Socket) => void = () => {},
): Promise<OfflineCause | null> {
  const ended = new AbortController();
  const cancel = clock.after(openWithin, () => ended.abort());
  try {
    const line = await openLine(way, target, ended.signal);
    look(line);
    line.destroy();
    return null;
  } catch (error) {
    if (error instanceof LineFailure) return error.code;
    throw error;
  } finally {
    cancel();
  }
}

function factsOf(line: Socket): CheckFacts {
  if (!(line instanceof TLSSocket)) return {};
  const certificate = line.getPeerCertificate();
  const issuer = certificate.issuer?.CN ?? certificate.issuer?.O;
  return {
    encryption: line.getProtocol() ?? '',
    ...(issuer === undefined ? {} : { issuer: String(issuer) }),
    validUntil: Date.parse(certificate.valid_to),
  };
}
