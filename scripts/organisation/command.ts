import { systemClock } from '../../main/clock/system-clock.ts';
import type { Authority } from '../../main/registrar/authority.ts';
import { RegistrarLine } from '../../main/registrar/registrar-line.ts';
import { openIn } from './authority-keys.ts';
import { serverFrom } from './server.ts';

export type Values = Readonly<Record<string, string | undefined>>;

/** One command of `npm run organisation`. */
export type Command = {
  /** What it does, in one line of the usage. */
  readonly says: string;
  readonly needs: readonly string[];
  readonly takes?: readonly string[];
  /** @returns the exit code, where it is not 0 */
  readonly run: (given: (name: string) => string, values: Values) => Promise<unknown>;
};

/** How each option is written in the usage. */
export const forms: Readonly<Record<string, string>> = {
  organisation: 'DIR',
  name: 'NAME',
  request: 'FILE',
  destination: 'NAME@ORGANISATION',
  brokers: 'HOST:PORT[,HOST:PORT]',
  server: 'FILE',
  secrets: 'FILE',
  principal: 'NAME',
  role: 'registrar',
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

/** Opens the folder's authority with its line to Kafka for as long as `work` takes. */
export async function withRegistrar<T>(
  given: (name: string) => string,
  values: Values,
  work: (line: RegistrarLine, authority: Authority) => Promise<T>,
): Promise<T> {
  const authority = await openIn(given('organisation'), values['password-file']);
  return withLine(authority, values, (line) => work(line, authority));
}

export async function withLine<T>(
  authority: Authority,
  values: Values,
  work: (line: RegistrarLine) => Promise<T>,
): Promise<T> {
  const line = await RegistrarLine.open({
    ...{ ...serverFrom(values), authority, clock: systemClock },
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
