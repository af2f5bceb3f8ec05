import { readFileSync, statSync } from 'node:fs';
import {
  openAccess,
  type ServerAccess,
  type ServerSecrets,
  serverAccess,
  serverSecrets,
} from '../../shared/server-access.ts';
import { readServerAddress } from '../../shared/server-address.ts';

export type Server = { readonly access: ServerAccess; readonly secrets: ServerSecrets };

/** How the servers are named on the command line. Passwords stand in a file: everybody sees arguments. */
export type ServerOptions = {
  readonly brokers?: string | undefined;
  /** A file with `brokers` and `security`, such as a connection file. */
  readonly server?: string | undefined;
  /** A file with the secrets that `security` asks for (docs/administration.md). */
  readonly secrets?: string | undefined;
};

/** What stands in the connection file: each person signs in with a name of their own. */
export function forEverybody({ brokers, security }: ServerAccess): ServerAccess {
  const { signIn } = security;
  const named = signIn && 'username' in signIn ? { ...signIn, username: '' } : signIn;
  return { brokers, security: { ...security, signIn: named } };
}

/** @throws where the files do not say it */
export function serverFrom({ brokers, server, secrets }: ServerOptions): Server {
  const access = server === undefined ? openAccess((brokers ?? '').split(',')) : readAccess(server);
  const read = access.brokers.map((broker) => {
    const address = readServerAddress(broker);
    if (!address.ok) throw new Error(`"${broker}" is no address of a server: it reads host:port`);
    return address.value;
  });
  return {
    access: { ...access, brokers: read },
    secrets: secrets === undefined ? {} : readSecrets(secrets),
  };
}

function readAccess(path: string): ServerAccess {
  const { brokers, security } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  const read = serverAccess.safeParse({ brokers, security: security ?? openAccess([]).security });
  if (!read.success)
    throw new Error(`${path} does not say how to reach the servers (docs/administration.md)`);
  return read.data;
}

function readSecrets(path: string): ServerSecrets {
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
    throw new Error(`others can read ${path}: run chmod 600 on it first`);
  try {
    return serverSecrets.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // The reason would quote what is in it.
    throw new Error(`${path} holds no secrets as docs/administration.md describes them`);
  }
}
