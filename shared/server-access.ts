import { z } from 'zod';

/** How the servers are reached and signed in to. It holds no secret: it may stand in settings and on the screen. */
export type ServerSecurity = {
  /** Null: nothing is encrypted on the way to the server. */
  readonly tls: null | {
    /** Whose certificates the servers may show: those the system trusts, or only these, base64 of their DER. */
    readonly authorities: 'system' | readonly string[];
    /** This computer shows a certificate of its own (mutual TLS). */
    readonly clientCertificate: boolean;
  };
  readonly signIn:
    | null
    | {
        readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
        /** Empty in a file for everybody: each person enters their own. */
        readonly username: string;
      }
    | {
        readonly mechanism: 'oauthbearer';
        /** An `https:` URL that takes the client credentials grant (RFC 6749 section 4.4). */
        readonly tokenEndpoint: string;
        readonly clientId: string;
        /** May be empty. */
        readonly scope: string;
      };
  readonly proxy: null | {
    readonly kind: 'http' | 'socks5';
    readonly host: string;
    readonly port: number;
    readonly username: string | null;
  };
};

export type ServerAccess = {
  /** `host:port`, an IPv6 host in brackets. */
  readonly brokers: readonly string[];
  readonly security: ServerSecurity;
};

/** What proves that one may sign in. Only the main process has it, and keeps it under the keychain. */
export type ServerSecrets = {
  readonly password?: string;
  readonly clientSecret?: string;
  readonly proxyPassword?: string;
  readonly clientCertificate?: {
    /** PKCS#12, base64: the certificate with its key. */
    readonly pkcs12: string;
    readonly passphrase: string;
  };
};

/** No encryption, no sign-in, no proxy. */
export const openSecurity: ServerSecurity = { tls: null, signIn: null, proxy: null };

/** Servers that are reached without any security. */
export const openAccess = (brokers: readonly string[]): ServerAccess => ({ brokers, security: openSecurity });

const text = z.string().min(1).max(1_000);
const secret = z.string().max(10_000);
const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);

const isHttps = (url: string): boolean => {
  try {
    return new URL(url).protocol === 'https:';
  } catch {
    return false;
  }
};

export const serverSecurity: z.ZodType<ServerSecurity> = z
  .object({
    tls: z
      .object({
        authorities: z.union([z.literal('system'), z.array(base64).min(1).max(50)]),
        clientCertificate: z.boolean(),
      })
      .strict()
      .nullable(),
    signIn: z
      .union([
        z
          .object({
            mechanism: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']),
            username: z.string().max(1_000),
          })
          .strict(),
        z
          .object({
            mechanism: z.literal('oauthbearer'),
            tokenEndpoint: text.refine(isHttps),
            clientId: text,
            scope: z.string().max(1_000),
          })
          .strict(),
      ])
      .nullable(),
    proxy: z
      .object({
        kind: z.enum(['http', 'socks5']),
        host: text,
        port: z.number().int().min(1).max(65_535),
        username: z.string().min(1).max(255).nullable(),
      })
      .strict()
      .nullable(),
  })
  .strict()
  // A password or a token that anybody on the way can read protects nobody; SCRAM never sends the password.
  .refine(({ tls, signIn }) => tls || (signIn?.mechanism !== 'plain' && signIn?.mechanism !== 'oauthbearer'));

/** Secrets as the page hands them over: what is left out stays as it is kept. */
export type SecretChanges = {
  readonly password?: string;
  readonly clientSecret?: string;
  readonly proxyPassword?: string;
  /** The one that was chosen in the dialog last: the page never holds it. */
  readonly clientCertificate?: 'chosen';
};

export const secretChanges: z.ZodType<SecretChanges> = z
  .object({
    password: secret.exactOptional(),
    clientSecret: secret.exactOptional(),
    proxyPassword: secret.exactOptional(),
    clientCertificate: z.literal('chosen').exactOptional(),
  })
  .strict();

export const serverAccess: z.ZodType<ServerAccess> = z
  .object({ brokers: z.array(z.string().min(1).max(300)).min(1).max(20), security: serverSecurity })
  .strict();

export const serverSecrets: z.ZodType<ServerSecrets> = z
  .object({
    password: secret.exactOptional(),
    clientSecret: secret.exactOptional(),
    proxyPassword: secret.exactOptional(),
    clientCertificate: z
      .object({ pkcs12: base64.max(1_000_000), passphrase: secret })
      .strict()
      .exactOptional(),
  })
  .strict();
