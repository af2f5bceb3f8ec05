import type { BrowserWindow } from 'electron';
import type { Handlers } from '../../shared/contract.ts';
import { fileCauseOf } from '../../shared/file-cause.ts';
import type { Ipc } from '../../shared/ipc.ts';
import type { RegistrarFailure } from '../../shared/registrar.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { invitationName, requestKind, rootCopyKind, rootCopyName } from '../../shared/text/dialog-text.ts';
import type { Installation } from '../installation.ts';
import { lockSecrets, newSpokenCode, writeInvitation } from '../joining/invitation.ts';
import { secretsFor, securityFor } from '../joining/invited-access.ts';
import { DAY } from '../protocol/limits.ts';
import { digitGroups } from '../protocol/request-code.ts';
import type { Authority } from '../registrar/authority.ts';
import { certificateRows } from '../registrar/certificate-rows.ts';
import type { Registrar } from '../registrar/registrar.ts';
import { openRootCopy, type RootCopy } from '../registrar/root-copy.ts';
import { readChosen, writeChosen } from '../shell/chosen-file.ts';
import { NotKept } from '../storage/json-file.ts';

type Calls = Pick<Handlers<Ipc>, Extract<keyof Ipc['calls'], `registrar.${string}`>>;
type Failed = Result<never, RegistrarFailure>;

const offline: Failed = failed({ kind: 'offline' });

/** The page's calls about requests, certificates and the organisation; only a registrar's computer does any of it. */
export function registrarCalls(installation: Installation, window: () => BrowserWindow | null): Calls {
  const { desk, settings, clock } = installation;
  const atWork = async <T>(work: (registrar: Registrar) => Promise<Result<T, RegistrarFailure>>) =>
    desk.registrar ? work(desk.registrar) : offline;

  /** The root copy that the person chooses, where it is of the organisation of this installation. */
  const chosenRootCopy = async (password: string): Promise<Result<RootCopy | null, RegistrarFailure>> => {
    const chosen = await readChosen(window(), { filters: [{ name: rootCopyKind, extensions: ['*'] }] });
    if (!chosen.ok) return failed({ kind: 'unreadable', cause: chosen.failure });
    if (chosen.value === null) return ok(null);
    const copy = await openRootCopy(chosen.value, password);
    if (typeof copy === 'string') return failed({ kind: copy });
    const own = settings.get('organisation');
    const isOwn = own?.organisation === copy.name && own.rootCertificate === copy.root.toString('base64');
    return isOwn ? ok(copy) : failed({ kind: 'another-organisation' });
  };
  const withRootCopy = async (
    password: string,
    work: (copy: RootCopy) => Promise<Result<null, RegistrarFailure>>,
  ): Promise<Result<null, RegistrarFailure>> => {
    const copy = await chosenRootCopy(password);
    if (!copy.ok) return copy;
    return copy.value ? keptOnDisk(() => work(copy.value as RootCopy)) : ok(null);
  };

  return {
    'registrar.status': () => desk.status(),
    'registrar.certificates': ({ search, limit }) => {
      const line = installation.host.engine?.line;
      if (!desk.authority || !line) return { rows: [], total: 0 };
      return certificateRows(desk.authority, line.registry, clock.now(), search, limit);
    },
    'registrar.approve': ({ id, compared, oldKey }) =>
      keptOnDisk(() => atWork((registrar) => registrar.approve(id, compared, oldKey))),
    'registrar.refuse': ({ id, reason }) =>
      keptOnDisk(() => atWork((registrar) => registrar.refuse(id, reason))),
    'registrar.revoke': ({ destination, fingerprint, why, note }) =>
      keptOnDisk(() => atWork((registrar) => registrar.revoke(destination, fingerprint, why, note))),
    'registrar.openRequest': async () => {
      const chosen = await readChosen(window(), { filters: [{ name: requestKind, extensions: ['*'] }] });
      if (!chosen.ok) return failed({ kind: 'unreadable', cause: chosen.failure });
      if (chosen.value === null) return ok(null);
      const { registrar } = desk;
      if (!registrar) return offline;
      const id = registrar.take(chosen.value);
      return id === null ? failed({ kind: 'not-certifiable' }) : ok({ id });
    },
    'registrar.invite': async ({ person, days }) => {
      const { authority } = desk;
      const organisation = settings.get('organisation');
      const from = settings.get('identity');
      if (!authority || !organisation || !from) return offline;
      const code = person?.signIn ? newSpokenCode() : null;
      const until = clock.now() + days * DAY;
      const { brokers, security } = organisation;
      const username = person?.signIn?.username ?? '';
      const text = writeInvitation(
        {
          ...{ organisation: organisation.organisation, root: authority.root, issuing: authority.issuing },
          from: { destination: from.destination, label: from.label },
          forPerson: person && { destination: person.destination, label: person.label },
          until,
          access: { brokers, security: securityFor(security, username) },
          locked:
            person?.signIn && code
              ? await lockSecrets(secretsFor(security, person.signIn.password), code)
              : null,
        },
        (statement) => authority.signed(statement),
      );
      return ok({ text, code, until, rootCode: digitGroups(authority.root) });
    },
    'registrar.saveInvitation': async ({ text, person }) => {
      const name = invitationName(settings.get('organisation')?.organisation ?? '', person);
      const saved = await writeChosen(window(), name, `${text}\n`);
      return saved.ok
        ? ok({ saved: saved.value !== null })
        : failed({ kind: 'not-kept', cause: saved.failure });
    },
    'registrar.saveRootCopy': async (password) => {
      const { authority } = desk;
      if (!authority?.hasRootKey) return failed({ kind: 'no-root-copy' });
      const box = await authority.sealRootCopy(password);
      const saved = await writeChosen(window(), rootCopyName(authority.name), box);
      if (!saved.ok) return failed({ kind: 'not-kept', cause: saved.failure });
      if (saved.value === null) return ok({ saved: false });
      return keptOnDisk(async () => {
        authority.rootCopySaved();
        installation.registrarChanged();
        return ok({ saved: true });
      });
    },
    'registrar.tryRootCopy': (password) =>
      withRootCopy(password, async () => {
        desk.authority?.rootCopyTried();
        installation.registrarChanged();
        return ok(null);
      }),
    'registrar.renewIssuersList': (password) =>
      withRootCopy(password, (copy) => atWork((registrar) => registrar.renewIssuers(copy, null))),
    'registrar.becomeRegistrar': (password) =>
      withRootCopy(password, async (copy) => {
        const line = installation.host.engine?.line;
        if (!line) return offline;
        if (desk.authority) desk.authority.renewIssuing(copy);
        else {
          await desk.join(copy);
          installation.openDesk();
        }
        // The root's list has to be newer than the issuing certificate (protocol.md 7.2).
        return atWork((registrar) => registrar.renewIssuers(copy, null));
      }),
    'registrar.revokeIssuer': ({ fingerprint, password }) =>
      withRootCopy(password, (copy) =>
        atWork((registrar) => {
          const serial = issuerSerial(installation, desk.authority, fingerprint);
          if (serial === null) return Promise.resolve(failed({ kind: 'decided-already' }));
          return registrar.renewIssuers(copy, serial);
        }),
      ),
  };
}

/** What the ledger or a list could not be written to is said, and nothing was done. */
async function keptOnDisk<T>(
  work: () => Promise<Result<T, RegistrarFailure>>,
): Promise<Result<T, RegistrarFailure>> {
  try {
    return await work();
  } catch (error) {
    const isOfDisk = error instanceof NotKept || (error instanceof Error && 'syscall' in error);
    if (!isOfDisk) throw error;
    console.error('the registrar could not keep what was decided', error);
    return failed({ kind: 'not-kept', cause: error instanceof NotKept ? error.why : fileCauseOf(error) });
  }
}

function issuerSerial(
  installation: Installation,
  authority: Authority | null,
  fingerprint: string,
): bigint | null {
  const issuers = installation.host.engine?.line.registry.issuersOf(authority?.name ?? '') ?? [];
  return issuers.find((one) => one.fingerprint === fingerprint)?.serial ?? null;
}
