import { type ServerSecrets, serverSecrets } from '../../shared/server-access.ts';
import type { SecretStore } from './secret-store.ts';

const name = 'server';

/** What signs in to the servers. @throws KeychainUnavailable, or the system's error */
export function readServerSecrets(store: Pick<SecretStore, 'get'>): ServerSecrets {
  const kept = store.get(name);
  if (kept === null) return {};
  try {
    return serverSecrets.parse(JSON.parse(kept));
  } catch {
    // The reason would quote what is kept.
    throw new Error('what is kept under the keychain for the server is damaged');
  }
}

/** Keeps all of them in place of the earlier ones. @throws KeychainUnavailable, or the system's error */
export function keepServerSecrets(store: Pick<SecretStore, 'set'>, secrets: ServerSecrets): void {
  store.set(name, Object.keys(secrets).length === 0 ? null : JSON.stringify(secrets));
}
