import type { BrowserWindow } from 'electron';
import type { Emit, Handlers } from '../../shared/contract.ts';
import { fileCauseOf } from '../../shared/file-cause.ts';
import type { Ipc } from '../../shared/ipc.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { ServerSecrets } from '../../shared/server-access.ts';
import type {
  ChangeServerFailure,
  ChooseCertificateFailure,
  ServerShown,
} from '../../shared/server-settings.ts';
import { authorityFileKind, clientCertificateFileKind } from '../../shared/text/dialog-text.ts';
import { systemClock } from '../clock/system-clock.ts';
import type { Installation } from '../installation.ts';
import { checkConnection } from '../kafka/check/check-connection.ts';
import { readAuthorities, readClientCertificate } from '../kafka/line/read-certificates.ts';
import { KeychainUnavailable } from '../keys/keychain.ts';
import { readChosen } from '../shell/chosen-file.ts';
import { NotKept } from '../storage/json-file.ts';
import type { ChosenCertificate } from './chosen-certificate.ts';
import { secretsFor, withAddressesRead } from './server-change.ts';

type Calls = Pick<
  Handlers<Ipc>,
  Extract<keyof Ipc['calls'], `connection.${string}`> | 'clock.status' | 'destinations.list'
>;

type Parts = {
  readonly emit: Emit<Ipc>;
  readonly window: () => BrowserWindow | null;
  /** Chosen in the dialog, and kept once the page says so. */
  readonly chosen: ChosenCertificate;
};

/** The page's calls about the server, its time, and whom it names. */
export function connectionCalls(installation: Installation, { emit, window, chosen }: Parts): Calls {
  return {
    'connection.status': () => installation.engine?.bus.state() ?? { kind: 'not-configured' },
    'connection.retryNow': () => {
      installation.engine?.bus.retryNow();
      return null;
    },
    'connection.server': () => serverShown(installation),
    'connection.change': async ({ access, secrets }) => {
      const read = withAddressesRead(access);
      if (!read.ok) return read;
      const next = secretsFor(read.value, installation.serverSecrets(), secrets, chosen.now);
      try {
        await installation.changeServer(read.value, next);
      } catch (error) {
        return failed(whyNotChanged(error));
      }
      chosen.now = undefined;
      return ok(null);
    },
    'connection.check': async (change) => {
      const access = change?.access ?? installation.settings.get('organisation');
      if (!access) throw new Error('there is no server yet');
      const read = withAddressesRead({ brokers: access.brokers, security: access.security });
      const kept = installation.serverSecrets();
      const secrets = change ? secretsFor(change.access, kept, change.secrets, chosen.now) : kept;
      const server = { access: read.ok ? read.value : access, secrets };
      const told = (report: Parameters<typeof emit<'connection.checked'>>[1]): void =>
        emit('connection.checked', report);
      return checkConnection(server, certifiedAddress(installation), told, systemClock);
    },
    'connection.chooseAuthorities': async () => {
      const bytes = await chosenFile(window(), authorityFileKind, ['pem', 'crt', 'cer', 'der']);
      if (!bytes?.ok) return bytes ?? ok(null);
      const authorities = readAuthorities(bytes.value);
      return authorities.length > 0 ? ok(authorities) : failed({ kind: 'no-certificate' });
    },
    'connection.chooseClientCertificate': async ({ passphrase }) => {
      const bytes = await chosenFile(window(), clientCertificateFileKind, ['p12', 'pfx']);
      if (!bytes?.ok) return bytes ?? ok(null);
      const read = readClientCertificate(bytes.value, passphrase, systemClock.now());
      if (read.ok) chosen.now = { pkcs12: bytes.value.toString('base64'), passphrase };
      return read;
    },
    'clock.status': () => installation.engine?.clockCheck.state ?? { kind: 'unknown' },
    'destinations.list': () => installation.destinations(),
  };
}

function serverShown(installation: Installation): ServerShown | null {
  const organisation = installation.settings.get('organisation');
  if (!organisation) return null;
  const { brokers, security } = organisation;
  const secrets = installation.serverSecrets();
  const { clientCertificate: own } = secrets;
  const read = own && readClientCertificate(Buffer.from(own.pkcs12, 'base64'), own.passphrase, 0);
  return {
    access: { brokers, security },
    kept: Object.keys(secrets) as (keyof ServerSecrets)[],
    clientCertificate: read?.ok ? read.value : null,
  };
}

/** The own address, once it has an inbox: that comes with its certificate. */
function certifiedAddress(installation: Installation): string | null {
  const status = installation.status();
  return status.kind === 'ready' || status.kind === 'certificate-not-valid' ? status.destination : null;
}

function whyNotChanged(error: unknown): ChangeServerFailure {
  if (error instanceof KeychainUnavailable) return { kind: 'keychain-unavailable' };
  if (error instanceof NotKept) return { kind: 'not-kept', cause: error.why };
  if (error instanceof Error && 'syscall' in error) return { kind: 'not-kept', cause: fileCauseOf(error) };
  throw error;
}

/** @returns null when cancelled */
async function chosenFile(
  window: BrowserWindow | null,
  name: string,
  extensions: string[],
): Promise<Result<Buffer, ChooseCertificateFailure> | null> {
  const chosen = await readChosen(window, { filters: [{ name, extensions }] });
  if (!chosen.ok) return failed({ kind: 'unreadable', cause: chosen.failure });
  return chosen.value && ok(chosen.value);
}
