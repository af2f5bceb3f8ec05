import { z } from 'zod';

/** How the servers are reached and signed in to. It holds no secret. */
export const serverSecurity = z
  .object({
    /** Null: in clear. `authorities` is `system`, or base64 of the DER of each own CA. */
    tls: z
      .object({
        authorities: z.union([z.literal('system'), z.array(z.string()).min(1).max(20)]),
        clientCertificate: z.boolean(),
      })
      .strict()
      .nullable(),
    signIn: z
      .union([
        z
          .object({
            mechanism: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']),
            username: z.string().min(1).max(256),
          })
          .strict(),
        z
          .object({
            mechanism: z.literal('oauthbearer'),
            tokenEndpoint: z.string().min(1).max(2_000),
            clientId: z.string().min(1).max(256),
            scope: z.string().max(1_000),
          })
          .strict(),
      ])
      .nullable(),
    proxy: z
      .object({
        kind: z.enum(['http', 'socks5']),
        host: z.string().min(1).max(253),
        port: z.number().int().min(1).max(65_535),
        username: z.string().max(256).nullable(),
      })
      .strict()
      .nullable(),
  })
  .strict();

/** Bootstrap addresses, `host:port`; an IPv6 host stands in brackets. */
export const brokerList = z.array(z.string().min(3).max(300)).min(1).max(20);

export const serverAccess = z.object({ brokers: brokerList, security: serverSecurity }).strict();

/** What is never shown, stored in settings or written down: main keeps it under the keychain. */
export const serverSecrets = z
  .object({
    password: z.string().max(1_000),
    clientSecret: z.string().max(1_000),
    proxyPassword: z.string().max(1_000),
    /** PKCS#12, base64, and what opens it. */
    clientCertificate: z
      .object({ pkcs12: z.string().max(100_000), passphrase: z.string().max(1_000) })
      .strict(),
  })
  .partial()
  .strict();

export type ServerSecurity = z.infer<typeof serverSecurity>;
export type ServerAccess = z.infer<typeof serverAccess>;
export type ServerSecrets = z.infer<typeof serverSecrets>;

/** A server that takes everybody, in clear. */
export const openSecurity: ServerSecurity = { tls: null, signIn: null, proxy: null };
