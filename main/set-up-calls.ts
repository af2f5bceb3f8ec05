import type { Emit, Handlers } from '../shared/contract.ts';
import type { IdentityStatus } from '../shared/identity.ts';
import type { Ipc } from '../shared/ipc.ts';
import { failed, ok } from '../shared/result.ts';
import type { Engine } from './engine.ts';
import type { EngineHost } from './engine-host.ts';
import type { KeyRing } from './keys/key-ring.ts';
import { KeychainUnavailable, keychainIsAskedOnce } from './keys/keychain.ts';
import { readOrganisationFile } from './organisation-file.ts';
import type { OwnIdentity } from './own-identity.ts';
import { parseDestination } from './protocol/destination.ts';
import type { SettingsStore } from './storage/settings-store.ts';

type Calls = Pick<
  Handlers<Ipc>,
  | 'identity.status'
  | 'identity.chooseOrganisation'
  | 'identity.setUp'
  | 'identity.retryKeychain'
  | 'identity.tryAgain'
  | 'identity.startAgain'
>;

type Parts = {
  readonly settings: SettingsStore;
  readonly identity: OwnIdentity;
  readonly keyRing: KeyRing;
  readonly host: EngineHost<Engine>;
  readonly status: () => IdentityStatus;
  readonly identityChanged: () => void;
  readonly settingsChanged: () => void;
  readonly emit: Emit<Ipc>;
  /** Asks the person for one file; null where the dialog was put away. */
  readonly chooseConnectionFile: () => Promise<string | null>;
  readonly restart: () => void;
};

/** The page's calls about the own address: making it, and what can go wrong on the way. */
export function setUpCalls(parts: Parts): Calls {
  const { settings, identity, keyRing, host, status, identityChanged } = parts;
  return {
    'identity.status': () => status(),
    'identity.chooseOrganisation': async () => {
      const path = await parts.chooseConnectionFile();
      if (path === null) return ok(null);
      const file = await readOrganisationFile(path);
      if (!file) return failed({ kind: 'unreadable' });
      settings.set('organisation', file);
      parts.settingsChanged();
      return ok({ organisation: file.organisation });
    },
    'identity.setUp': async ({ destination, label }) => {
      const organisation = settings.get('organisation');
      if (!organisation) return failed({ kind: 'no-organisation' });
      if (parseDestination(destination)?.organisation !== organisation.organisation)
        return failed({ kind: 'address-invalid' });
      identity.unlock();
      if (identity.keysUnreadable) return failed({ kind: 'keys-unreadable' });
      if (!keyRing.isUnlocked) return failed({ kind: 'keychain-locked' });
      try {
        await identity.makeKey();
      } catch (error) {
        if (error instanceof KeychainUnavailable) return failed({ kind: 'keychain-locked' });
        throw error;
      }
      settings.set('identity', { destination, label });
      // The engine of an earlier set-up may still be closing: nobody has to wait for that.
      void host.start().then(identityChanged);
      identityChanged();
      return ok(null);
    },
    'identity.retryKeychain': async () => {
      identity.unlock();
      if (keyRing.isUnlocked) await host.start();
      else if (keychainIsAskedOnce) parts.restart();
      identityChanged();
      return status();
    },
    'identity.tryAgain': async () => {
      identity.unlock();
      await host.start();
      if (host.engine) await identity.request(host.engine);
      identityChanged();
      return null;
    },
    'identity.startAgain': async () => {
      const { kind } = status();
      if (kind !== 'waiting-for-certificate' && kind !== 'not-started') return null;
      identity.forget();
      identityChanged();
      // A server that does not answer holds this up for some seconds; the page has gone on.
      await host.stop();
      parts.emit('connection.changed', { kind: 'not-configured' });
      return null;
    },
  };
}
