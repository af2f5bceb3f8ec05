import { readFileSync } from 'node:fs';
import { systemClock } from '../../main/clock/system-clock.ts';
import type { Authority } from '../../main/registrar/authority.ts';
import { RegistrarLine } from '../../main/registrar/registrar-line.ts';
import {
  openSecurity,
  type ServerAccess,
  type ServerSecrets,
  serverSecrets,
  serverSecurity,
} from '../../shared/server-access.ts';
import { openIn } from './authority-keys.ts';

export type Values = Readonly<Record<string, string | undefined>>;

/** One command of `npm run organisation`. */
export type Command = {
  /** What it does, in one line of the usage. */
  readonly says: string;
  readonly needs: readonly string[];
  readonly takes?: readonly string[];
  readonly run: (given: (name: string) => string, values: Values) => Promise<void>;
};

/** How each option is written in the usage. */
export const forms: Readonly<Record<string, string>> = {
  organisation: 'DIR',
  name: 'NAME',
  request: 'FILE',
  destination: 'NAME@ORGANISATION',
  brokers: 'HOST:PORT[,HOST:PORT]',
  security: 'FILE',
  secrets: 'FILE',
  'password-file': 'FILE',
  save: 'DIR',
  reason: 'TEXT',
  kid: 'KID',
  why: 'stolen|broken|left|changed|mistake',
  note: 'TEXT',
  days: 'N',
  file: 'FILE',
  every: 'MINUTES',
};

/** How the servers are reached: `--security` and `--secrets` name JSON files, so that no secret is an argument. */
export const accessIn = (given: (name: string) => string, { security }: Values): ServerAccess => ({
  brokers: given('brokers').split(','),
  security: security === undefined ? openSecurity : serverSecurity.parse(jsonIn(security)),
});

export const secretsIn = ({ secrets }: Values): ServerSecrets =>
  secrets === undefined ? {} : serverSecrets.parse(jsonIn(secrets));

const jsonIn = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

/** Opens the folder's authority with its line to Kafka for as long as `work` takes. */
export async function withRegistrar<T>(
  given: (name: string) => string,
  values: Values,
  work: (line: RegistrarLine, authority: Authority) => Promise<T>,
): Promise<T> {
  const authority = await openIn(given('organisation'), values['password-file']);
  return withLine(authority, given, values, (line) => work(line, authority));
}

export async function withLine<T>(
  authority: Authority,
  given: (name: string) => string,
  values: Values,
  work: (line: RegistrarLine) => Promise<T>,
): Promise<T> {
  const line = await RegistrarLine.open({
    ...{ authority, access: accessIn(given, values), secrets: secretsIn(values), clock: systemClock },
    mayApprove: () => false,
  });
  try {
    return await work(line);
  } finally {
    await line.close();
  }
}

/** Answers of a person's acts, as errors with a sentence. */
export function done(outcome: { readonly ok: boolean; readonly failure?: { readonly kind: string } }): void {
  if (!outcome.ok) throw new Error(`not done: ${outcome.failure?.kind ?? 'unknown'}`);
}

/** A name is somebody else's text: it must not steer a terminal. */
export const printable = (label: string): string => label.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '');
