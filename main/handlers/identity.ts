import type { BrowserWindow } from 'electron';
import type { Emit, Handlers } from '../../shared/contract.ts';
import { fileCauseOf } from '../../shared/file-cause.ts';
import type { IdentityStatus, KeychainFault, SetUpFailure } from '../../shared/identity.ts';
import type { Ipc } from '../../shared/ipc.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { connectionFileKind } from '../../shared/text/dialog-text.ts';
import type { Installation } from '../installation.ts';
import { KeychainUnavailable, keychainIsAskedOnce } from '../keys/keychain.ts';
import { osKeychain } from '../keys/os-keychain.ts';
import { readConnectionFile } from '../mailboxes/connection-file.ts';
import { parseDestination } from '../protocol/destination.ts';
import { readChosen } from '../shell/chosen-file.ts';
import { kept } from './kept.ts';

type Calls = Pick<
  Handlers<Ipc>,
  | 'identity.status'
  | 'identity.chooseOrganisation'
  | 'identity.setUp'
  | 'identity.retryKeychain'
  | 'identity.tryAgain'
  | 'identity.startAgain'
  | 'identity.makeNewKey'
  | 'identity.usePassword'
  | 'identity.askAgain'
>;

type Parts = {
  readonly emit: Emit<Ipc>;
  readonly window: () => BrowserWindow | null;
  readonly restart: () => void;
};

const locked = (why: KeychainFault): SetUpFailure => ({
  kind: 'keychain-unavailable',
  why,
  restarts: keychainIsAskedOnce,
});

/** Makes a key, and says why that was not possible. */
async function keyMade(make: () => Promise<unknown>): Promise<Result<null, SetUpFailure>> {
  try {
    await make();
    return ok(null);
  } catch (error) {
    if (error instanceof KeychainUnavailable) return failed(locked(error.why));
    // The key's file could not be written, such as on a full disk.
    if (error instanceof Error && 'syscall' in error)
      return failed({ kind: 'not-kept', cause: fileCauseOf(error) });
    throw error;
  }
}

/** The page's calls about the own address: making it, and what can go wrong on the way. */
export function identityCalls(installation: Installation, { emit, window, restart }: Parts): Calls {
  const { settings, identity, keyRing, host } = installation;
  const status = (): IdentityStatus => installation.status();
  const identityChanged = (): void => installation.identityChanged();
  return {
    'identity.status': () => status(),
    'identity.chooseOrganisation': async () => {
      const filters = [{ name: connectionFileKind, extensions: ['json'] }];
      const chosen = await readChosen(window(), { filters });
      if (!chosen.ok) return failed({ kind: 'unreadable', cause: chosen.failure });
      if (chosen.value === null) return ok(null);
      const file = readConnectionFile(chosen.value);
      if (!file.ok) return file;
      const { organisation } = file.value;
      return kept(
        () => settings.set('organisation', file.value),
        () => {
          installation.settingsChanged();
          return { organisation };
        },
      );
    },
    'identity.setUp': async ({ destination, label: typed }) => {
      // Nobody sees them, and no registrar certifies them.
      const label = typed.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').trim() || destination;
      const organisation = settings.get('organisation');
      if (!organisation) return failed({ kind: 'no-organisation' });
      if (parseDestination(destination)?.organisation !== organisation.organisation)
        return failed({ kind: 'address-invalid' });
      identity.unlock();
      if (identity.keysUnreadable) return failed({ kind: 'keys-unreadable' });
      if (!keyRing.isUnlocked) return failed(locked(identity.keychainFault));
      const made = await keyMade(() => identity.makeKey(destination));
      if (!made.ok) return made;
      const outcome = kept(
        () => settings.set('identity', { destination, label, keyed: true }),
        () => null,
      );
      if (!outcome.ok) return outcome;
      // The engine of an earlier set-up may still be closing: nobody has to wait for that.
      void host.start().then(identityChanged);
      identityChanged();
      return outcome;
    },
    'identity.retryKeychain': async () => {
      identity.unlock();
      if (keyRing.isUnlocked) await host.start();
      else if (keychainIsAskedOnce) restart();
      identityChanged();
      return status();
    },
    'identity.tryAgain': async () => {
      identity.unlock();
      await host.start();
      await installation.tend();
      identityChanged();
      return null;
    },
    'identity.askAgain': async () => {
      if (installation.engine) await identity.askAgain(installation.engine);
      identityChanged();
      return null;
    },
    'identity.makeNewKey': async () => {
      const outcome = await keyMade(() => identity.replaceLostKeys());
      if (outcome.ok) await host.start().then(identityChanged);
      return outcome;
    },
    'identity.usePassword': async (password) => {
      const chosen = installation.password;
      if (chosen.isChosen) await chosen.unlock(password);
      else if (!osKeychain.available() && !identity.keysLost) await chosen.choose(password);
      identity.unlock();
      if (keyRing.isUnlocked) await host.start();
      identityChanged();
      return status();
    },
    'identity.startAgain': async () => {
      const { kind } = status();
      if (kind !== 'waiting-for-certificate' && kind !== 'not-started') return ok(null);
      const forgotten = kept(
        () => identity.forget(),
        () => null,
      );
      if (!forgotten.ok) return forgotten;
      identityChanged();
      // A server that does not answer holds this up for some seconds; the page has gone on.
      await host.stop();
      emit('connection.changed', { kind: 'not-configured' });
      return forgotten;
    },
  };
}
