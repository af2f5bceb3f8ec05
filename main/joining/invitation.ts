import { randomInt, verify } from 'node:crypto';
import { z } from 'zod';
import {
  type ServerAccess,
  type ServerSecrets,
  serverAccess,
  serverSecrets,
} from '../../shared/server-access.ts';
import { NoPasswordBox, openWithPassword, sealWithPassword } from '../keys/password-box.ts';
import { type Certificate, readCertificate } from '../pki/certificate.ts';
import { whyBrokenPath } from '../pki/validator.ts';
import { decodeCanonical, encodeCanonical, type JsonValue } from '../protocol/canonical-json.ts';
import { isDestination } from '../protocol/destination.ts';

/**
 * An invitation: how the servers are reached, and which root to pin, signed by a registrar (docs/decisions/0014).
 * Text: `sealpost-invitation 1 ` ‖ base64url(content) ‖ `.` ‖ base64url(signature) ‖ `.`. The signature is RSA-SHA256 by the
 * issuing key over `sealpost/v1/invitation\n` ‖ content; the content is canonical JSON and brings the certificate of that
 * key and its root. It shows that nothing was changed on the way, never whose root it is: people compare that.
 */
export type Invitation = {
  readonly organisation: string;
  /** DER. */
  readonly root: Buffer;
  readonly issuing: Buffer;
  readonly from: Person;
  readonly forPerson: Person | null;
  /** Milliseconds since 1970. */
  readonly until: number;
  /** A sign-in name that is for the person to fill in is "". */
  readonly access: ServerAccess;
  /** Secrets under the spoken code; null where there are none. */
  readonly locked: Buffer | null;
};

type Person = { readonly label: string; readonly destination: string };

const word = 'sealpost-invitation';
const version = '1';
const purpose = 'sealpost invitation';
const statementOf = (content: Buffer): Buffer =>
  Buffer.concat([Buffer.from('sealpost/v1/invitation\n'), content]);
const mostCharacters = 100_000;

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);
const person = z
  .object({ label: z.string().max(200), destination: z.string().refine(isDestination) })
  .strict();
const signIn = z.union([
  z
    .object({
      mechanism: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']),
      username: z.string().max(1_000),
    })
    .strict(),
  z
    .object({
      mechanism: z.literal('oauthbearer'),
      ...{
        tokenEndpoint: z.string().max(2_000),
        clientId: z.string().max(1_000),
        scope: z.string().max(1_000),
      },
    })
    .strict(),
]);
const content = z
  .object({
    brokers: z.array(z.string().min(3).max(300)).min(1).max(20),
    for: person.nullable(),
    from: person,
    issuing: base64,
    locked: base64.nullable(),
    organisation: z.string().refine((name) => isDestination(`a@${name}`)),
    root: base64,
    security: z
      .object({
        proxy: z
          .object({
            kind: z.enum(['http', 'socks5']),
            host: z.string().min(1).max(300),
            port: z.number().int().min(1).max(65_535),
            username: z.string().max(255).nullable(),
          })
          .strict()
          .nullable(),
        signIn: signIn.nullable(),
        tls: z
          .object({
            authorities: z.union([z.literal('system'), z.array(base64).min(1).max(50)]),
            clientCertificate: z.boolean(),
          })
          .strict()
          .nullable(),
      })
      .strict(),
    until: z.number().int().min(0),
    v: z.literal(1),
  })
  .strict();

/** The text of an invitation. @param sign RSA-SHA256 by the key of `issuing` */
export function writeInvitation(invitation: Invitation, sign: (statement: Buffer) => Buffer): string {
  const { organisation, root, issuing, from, forPerson, until, access, locked } = invitation;
  const bytes = encodeCanonical({
    brokers: access.brokers,
    for: forPerson,
    from,
    issuing: issuing.toString('base64'),
    locked: locked === null ? null : locked.toString('base64'),
    organisation,
    root: root.toString('base64'),
    security: access.security,
    until,
    v: 1,
  } as unknown as JsonValue);
  return `${word} ${version} ${bytes.toString('base64url')}.${sign(statementOf(bytes)).toString('base64url')}.`;
}

export type InvitationFault = 'not-an-invitation' | 'another-version' | 'altered';

/** Reads what was pasted: mail programs break lines and quote them. Whether it is in date is not looked at. */
export function readInvitation(text: string): Invitation | InvitationFault {
  if (text.length > mostCharacters) return 'not-an-invitation';
  const found = new RegExp(
    `${word}[\\s>]+(\\d+)[\\s>]+([A-Za-z0-9_\\-\\s>]+)(?:\\.([A-Za-z0-9_\\-\\s>]+)\\.)?`,
  ).exec(text);
  if (!found) return text.includes(word) ? 'altered' : 'not-an-invitation';
  if (found[1] !== version) return 'another-version';
  const [bytes, signature] = [found[2], found[3]].map((part) =>
    Buffer.from((part ?? '').replace(/[\s>]/g, ''), 'base64url'),
  ) as [Buffer, Buffer];
  const value = decodeCanonical(bytes)?.value;
  const read = content.safeParse(value);
  if (!read.success) return 'altered';
  const { brokers, security, organisation, from, until, locked } = read.data;
  const root = Buffer.from(read.data.root, 'base64');
  const issuing = Buffer.from(read.data.issuing, 'base64');
  const chain = [issuing, root].map(readCertificate);
  if (!isUsable({ brokers, security }) || !isIssuedBy(chain) || !isSigned(bytes, signature, chain[0]))
    return 'altered';
  return {
    ...{ organisation, root, issuing, from, until },
    forPerson: read.data.for,
    access: { brokers, security },
    locked: locked === null ? null : Buffer.from(locked, 'base64'),
  };
}

/** As it may be kept, once the person has filled in what is left empty: no password goes in clear. */
function isUsable({ brokers, security }: ServerAccess): boolean {
  const { signIn } = security;
  const filled =
    signIn?.mechanism === 'oauthbearer'
      ? { ...signIn, clientId: signIn.clientId || 'x' }
      : signIn && { ...signIn, username: signIn.username || 'x' };
  return serverAccess.safeParse({ brokers, security: { ...security, signIn: filled } }).success;
}

/** The issuing certificate leads to the root that is named. When, and whether it was revoked, nobody can say yet. */
const isIssuedBy = (chain: readonly (Certificate | null)[]): chain is readonly [Certificate, Certificate] => {
  const [issuing, root] = chain;
  return (
    !!issuing &&
    !!root &&
    whyBrokenPath([issuing, root], [], 2) === null &&
    issuing.basicConstraints?.ca === true
  );
};

function isSigned(bytes: Buffer, signature: Buffer, issuing: Certificate): boolean {
  try {
    return verify('sha256', statementOf(bytes), issuing.publicKey, signature);
  } catch {
    return false;
  }
}

/** Four groups of five digits: 66 bits, which scrypt makes too many to try. */
export const newSpokenCode = (): string =>
  Array.from({ length: 4 }, () => String(randomInt(100_000)).padStart(5, '0')).join(' ');

export const lockSecrets = (secrets: ServerSecrets, code: string): Promise<Buffer> =>
  sealWithPassword(Buffer.from(JSON.stringify(secrets)), digitsOf(code), purpose);

/** The secrets, or null where the code is another one. */
export async function unlockSecrets(locked: Buffer, code: string): Promise<ServerSecrets | null> {
  try {
    const plain = await openWithPassword(locked, digitsOf(code), purpose);
    return plain && serverSecrets.parse(JSON.parse(plain.toString()));
  } catch (error) {
    if (error instanceof NoPasswordBox) return null;
    throw error;
  }
}

/** However it was typed: with spaces, hyphens, or without. */
const digitsOf = (code: string): string => code.replace(/[^0-9]/g, '');
