import type { BrowserWindow } from 'electron';
import type { Handlers } from '../../shared/contract.ts';
import type { KeychainFault } from '../../shared/identity.ts';
import type { Ipc } from '../../shared/ipc.ts';
import type { InvitationFailure } from '../../shared/joining.ts';
import { failed, ok } from '../../shared/result.ts';
import type { ServerSecrets } from '../../shared/server-access.ts';
import { invitationKind } from '../../shared/text/dialog-text.ts';
import type { Installation } from '../installation.ts';
import { unlockSecrets } from '../joining/invitation.ts';
import { KeychainUnavailable, keychainIsAskedOnce } from '../keys/keychain.ts';
import { isDestination } from '../protocol/destination.ts';
import { prepareServer } from '../registrar/founding.ts';
import { readChosen } from '../shell/chosen-file.ts';
import type { ChosenCertificate } from './chosen-certificate.ts';
import { kept } from './kept.ts';
import { secretsFor, withAddressesRead } from './server-change.ts';

type Calls = Pick<Handlers<Ipc>, 'joining.read' | 'joining.choose' | 'joining.join' | 'organisation.found'>;

const locked = (why: KeychainFault) =>
  ({ kind: 'keychain-unavailable', why, restarts: keychainIsAskedOnce }) as const;

/** The page's calls about becoming a part of an organisation: by invitation, or by founding one. */
export function joiningCalls(
  installation: Installation,
  window: () => BrowserWindow | null,
  chosen: ChosenCertificate,
): Calls {
  const { joining, settings, desk, identity, keyRing } = installation;
  const keepOrganisation = async (
    organisation: Parameters<typeof installation.enter>[0],
    secrets: ServerSecrets,
  ) => {
    identity.unlock();
    if (!keyRing.isUnlocked) return failed(locked(identity.keychainFault));
    try {
      const outcome = kept(
        () => installation.enter(organisation, secrets),
        () => null,
      );
      if (outcome.ok) installation.settingsChanged();
      return outcome;
    } catch (error) {
      if (error instanceof KeychainUnavailable) return failed(locked(error.why));
      throw error;
    }
  };
  return {
    'joining.read': (text) => joining.read(text),
    'joining.choose': async () => {
      const chosen = await readChosen(window(), { filters: [{ name: invitationKind, extensions: ['*'] }] });
      if (!chosen.ok) return failed<InvitationFailure>({ kind: 'unreadable', cause: chosen.failure });
      return chosen.value === null ? ok(null) : joining.read(chosen.value.toString('utf8'));
    },
    'joining.join': async ({ token, code, access, secrets }) => {
      const invitation = joining.of(token);
      // An address that is set up belongs to its organisation.
      if (!invitation || settings.get('identity')) return failed({ kind: 'gone' });
      const opened = invitation.locked && code !== null ? await unlockSecrets(invitation.locked, code) : {};
      if (!opened) return failed({ kind: 'wrong-code' });
      const { organisation, root, forPerson } = invitation;
      const { brokers, security } = access ?? invitation.access;
      const outcome = await keepOrganisation(
        {
          file: { organisation, brokers, security, rootCertificate: root.toString('base64') },
          invited: forPerson,
        },
        { ...opened, ...secrets },
      );
      return outcome.ok ? ok({ organisation }) : outcome;
    },
    'organisation.found': async ({ name, access: typed, secrets: changes }) => {
      if (!isDestination(`a@${name}`)) return failed({ kind: 'name-invalid' });
      const read = withAddressesRead(typed);
      if (!read.ok) return read;
      const access = read.value;
      const secrets = secretsFor(access, {}, changes, chosen.now);
      const before = desk.authority;
      const own = settings.get('identity') ? settings.get('organisation') : null;
      if (own) return failed({ kind: 'founded-already', organisation: own.organisation });
      if (before && before.name !== name)
        return failed({ kind: 'founded-already', organisation: before.name });
      identity.unlock();
      if (!keyRing.isUnlocked) return failed(locked(identity.keychainFault));
      // Founded here before, and the way to the server was wrong: its people are the own ones.
      if (!before) {
        const prepared = await prepareServer(access, secrets, name, installation.clock);
        if (!prepared.ok) return prepared;
      }
      const authority = before ?? (await desk.found(name));
      const { brokers, security } = access;
      return keepOrganisation(
        {
          file: { organisation: name, brokers, security, rootCertificate: authority.root.toString('base64') },
          invited: settings.get('invited'),
        },
        secrets,
      );
    },
  };
}
