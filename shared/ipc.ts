import { z } from 'zod';
import type { ClockState } from './clock.ts';
import type { Command, Navigation } from './commands.ts';
import type { ConnectionState } from './connection.ts';
import type { ConnectionReport } from './connection-report.ts';
import { type Bridge, call, event } from './contract.ts';
import type { Destination } from './destination.ts';
import type { OfferReply } from './documents.ts';
import type { FileFailure, Preflight, SendFailure } from './failures.ts';
import { type Fault, fault } from './fault.ts';
import {
  type HistoryChange,
  type HistoryCounts,
  type HistoryPage,
  listFilters,
  longestPage,
} from './history.ts';
import type { IdentityStatus, SetUpFailure } from './identity.ts';
import type { FoundFailure, InvitationFailure, InvitationPreview, JoinFailure } from './joining.ts';
import type { ShownNotification } from './notification.ts';
import type { ConnectionFileFailure } from './organisation.ts';
import type { IssuedCertificate, MadeInvitation, RegistrarFailure, RegistrarStatus } from './registrar.ts';
import type { Result } from './result.ts';
import { secretChanges, serverAccess, serverSecrets } from './server-access.ts';
import type {
  CertificateShown,
  ChangeServerFailure,
  ChooseCertificateFailure,
  ChosenAuthority,
  ServerShown,
} from './server-settings.ts';
import { type NotKeptFailure, type Settings, settingsPatch } from './settings.ts';
import type { Transfer, TransferDetails, TransferProgress } from './transfer.ts';

const nothing = z.undefined();
const id = z.string().min(1).max(64);
const token = z.string().min(1).max(64);
const address = z.string().min(3).max(127);
const serverChange = z.object({ access: serverAccess, secrets: secretChanges }).strict();
const query = z
  .object({
    direction: z.enum(['sent', 'received']).nullable(),
    filter: z.enum(listFilters),
    search: z.string().max(256),
    person: address.nullable(),
  })
  .strict();
const compose = z
  .object({
    from: z.string().max(127),
    recipients: z.array(address).max(100),
    documents: z.array(token).max(1000),
  })
  .strict();

const password = z.string().min(1).max(1_000);
const reason = z.string().max(500);

/** THE contract between main and page: the only list of IPC names. */
export const ipc = {
  calls: {
    'app.info': call<{ readonly version: string; readonly platform: string }>()(nothing),
    'identity.status': call<IdentityStatus>()(nothing),
    /** First run: makes the key; its request is published when connected. `organisationFile` was chosen before. */
    'identity.setUp': call<Result<null, SetUpFailure>>()(
      z.object({ destination: address, label: z.string().min(1).max(64) }).strict(),
    ),
    /** Shows the open dialog for the connection file of an organisation; null when cancelled. */
    'identity.chooseOrganisation':
      call<Result<{ readonly organisation: string } | null, ConnectionFileFailure | NotKeptFailure>>()(
        nothing,
      ),
    /** Asks the keychain again, after the person unlocked it; on Linux by starting the app anew. */
    'identity.retryKeychain': call<IdentityStatus>()(nothing),
    /** Starts again what did not start, and sends the request again that was refused. */
    'identity.tryAgain': call<null>()(nothing),
    /** While there is no certificate: back to the connection file. The key stays and is used again. */
    'identity.startAgain': call<Result<null, NotKeptFailure>>()(nothing),
    /** The keys are lost: a new one for the same address, which the registrar has to approve. */
    'identity.makeNewKey': call<Result<null, SetUpFailure>>()(nothing),
    /** Opens the keys that a password protects; before there are any, chooses that password. */
    'identity.usePassword': call<IdentityStatus>()(password),
    /** After a refusal, or when it is late: asks the registrar for the certificate again. */
    'identity.askAgain': call<null>()(nothing),
    /** Reads an invitation that was pasted or dropped as text. Nothing is sent and nothing is kept. */
    'joining.read': call<Result<InvitationPreview, InvitationFailure>>()(z.string().max(100_000)),
    /** Shows the open dialog for an invitation file; null when cancelled. */
    'joining.choose': call<Result<InvitationPreview | null, InvitationFailure>>()(nothing),
    /** The root was compared by voice. `code` opens the sign-in that is inside; `secrets` are the person's own. */
    'joining.join': call<Result<{ readonly organisation: string }, JoinFailure>>()(
      z
        .object({
          token,
          code: z.string().max(100).nullable(),
          access: serverAccess.nullable(),
          secrets: serverSecrets,
        })
        .strict(),
    ),
    /** This installation becomes the registrar of a new organisation; its root key is made here. */
    'organisation.found': call<Result<null, FoundFailure>>()(
      z.object({ name: z.string().min(1).max(63), access: serverAccess, secrets: secretChanges }).strict(),
    ),
    /** A small document that comes with the app, for a first transfer to oneself. */
    'documents.test': call<OfferReply>()(nothing),
    /** Null where this installation is no registrar. */
    'registrar.status': call<RegistrarStatus | null>()(nothing),
    /** Issued certificates, by name; `search` is compared with name and address. At most 500 rows. */
    'registrar.certificates': call<{ readonly rows: readonly IssuedCertificate[]; readonly total: number }>()(
      z.object({ search: z.string().max(256), limit: z.number().int().min(1).max(500) }).strict(),
    ),
    /** `oldKey` says what became of the key that is replaced, where there is a valid one. */
    'registrar.approve': call<Result<null, RegistrarFailure>>()(
      z
        .object({
          id: z.string().max(200),
          compared: z.enum(['phone', 'in-person']),
          oldKey: z.enum(['lost', 'destroyed']).nullable(),
        })
        .strict(),
    ),
    'registrar.refuse': call<Result<null, RegistrarFailure>>()(
      z.object({ id: z.string().max(200), reason }).strict(),
    ),
    'registrar.revoke': call<Result<null, RegistrarFailure>>()(
      z
        .object({
          destination: address,
          fingerprint: z.string().max(64),
          why: z.enum(['stolen', 'broken', 'left', 'changed', 'mistake']),
          note: reason,
        })
        .strict(),
    ),
    /** Shows the open dialog for a request file (PKCS#10); its request is then among the waiting ones. */
    'registrar.openRequest': call<Result<{ readonly id: string } | null, RegistrarFailure>>()(nothing),
    'registrar.invite': call<Result<MadeInvitation, RegistrarFailure>>()(
      z
        .object({
          person: z
            .object({
              label: z.string().min(1).max(64),
              destination: address,
              signIn: z
                .object({ username: z.string().min(1).max(256), password })
                .strict()
                .nullable(),
            })
            .strict()
            .nullable(),
          days: z.number().int().min(1).max(90),
        })
        .strict(),
    ),
    /** Shows the save dialog; `saved` is false when cancelled. `person` is who it is for; null for everybody. */
    'registrar.saveInvitation': call<Result<{ readonly saved: boolean }, NotKeptFailure>>()(
      z.object({ text: z.string().max(100_000), person: z.string().max(64).nullable() }).strict(),
    ),
    /** Shows the save dialog: the root key goes into a file under this password, and from this computer. */
    'registrar.saveRootCopy': call<Result<{ readonly saved: boolean }, RegistrarFailure>>()(password),
    /** These show the open dialog for the root copy; null when cancelled. */
    'registrar.tryRootCopy': call<Result<null, RegistrarFailure>>()(password),
    'registrar.renewIssuersList': call<Result<null, RegistrarFailure>>()(password),
    /** Makes this member's installation a registrar too, with an issuing certificate of its own. */
    'registrar.becomeRegistrar': call<Result<null, RegistrarFailure>>()(password),
    /** A registrar's computer was lost: its issuing certificate is revoked with the root copy. */
    'registrar.revokeIssuer': call<Result<null, RegistrarFailure>>()(
      z.object({ fingerprint: z.string().max(64), password }).strict(),
    ),
    'connection.status': call<ConnectionState>()(nothing),
    'connection.retryNow': call<null>()(nothing),
    /** How the servers are reached; null before a connection file was chosen. */
    'connection.server': call<ServerShown | null>()(nothing),
    /** Reaches the servers in another way from now on. Secrets that are left out stay as they are kept. */
    'connection.change': call<Result<null, ChangeServerFailure>>()(serverChange),
    /** Checks the connection as it is (null), or as it would be; news come as `connection.checked`. */
    'connection.check': call<ConnectionReport>()(serverChange.nullable()),
    /** Shows the open dialog for certificates of authorities, PEM or DER; null when cancelled. */
    'connection.chooseAuthorities':
      call<Result<readonly ChosenAuthority[] | null, ChooseCertificateFailure>>()(nothing),
    /** Shows the open dialog for a PKCS#12 file, which `connection.change` then keeps; null when cancelled. */
    'connection.chooseClientCertificate': call<Result<CertificateShown | null, ChooseCertificateFailure>>()(
      z.object({ passphrase: z.string().max(1_000) }).strict(),
    ),
    'clock.status': call<ClockState>()(nothing),
    'destinations.list': call<readonly Destination[]>()(nothing),
    'settings.get': call<Settings>()(nothing),
    'settings.set': call<Result<Settings, NotKeptFailure>>()(settingsPatch),
    /** Shows the folder dialog; the settings are unchanged when cancelled. */
    'settings.chooseReceivedDir': call<Result<Settings, NotKeptFailure>>()(nothing),
    /** Only the preload calls this: it turns dropped, pasted and picked Files into tokens. */
    'documents.offer': call<OfferReply>()(
      z.array(z.object({ path: z.string().max(4096), name: z.string().max(1024) }).strict()).max(1000),
    ),
    /** Shows the open dialog. */
    'documents.choose': call<OfferReply>()(nothing),
    /** Rows of a list, from the newest or from where an earlier page ended. */
    'transfers.page': call<HistoryPage>()(
      z
        .object({
          query,
          cursor: z.string().max(64).nullable(),
          limit: z.number().int().min(1).max(longestPage),
        })
        .strict(),
    ),
    'transfers.counts': call<HistoryCounts>()(nothing),
    /** One row, on whichever list it is; null where it is on none. */
    'transfers.get': call<Transfer | null>()(id),
    'transfers.details': call<TransferDetails | null>()(id),
    /** Which transfer's details are on screen: its news need no native notification there. */
    'transfers.onScreen': call<null>()(id.nullable()),
    'transfers.preflight': call<Preflight>()(compose),
    /** One transfer for each recipient and document; returns the new rows. */
    'transfers.send': call<Result<readonly Transfer[], SendFailure>>()(compose),
    'transfers.cancel': call<{ readonly cancelled: boolean }>()(id),
    /** The row that is on its way now: another one where the recipient had refused it. */
    'transfers.retry': call<{ readonly id: string | null }>()(id),
    /** Sends again every failed document for which that has a meaning; how many there were. */
    'transfers.retryAll': call<{ readonly count: number }>()(nothing),
    'transfers.open': call<Result<null, FileFailure>>()(id),
    'transfers.reveal': call<Result<null, FileFailure>>()(id),
    'transfers.saveAs': call<Result<{ readonly saved: boolean }, FileFailure>>()(id),
    /** Takes rows off the list; documents stay. */
    'transfers.remove': call<null>()(z.array(id).max(10_000)),
    'transfers.markRead': call<null>()(
      z.object({ ids: z.array(id).max(10_000), read: z.boolean() }).strict(),
    ),
    'notifications.list': call<readonly ShownNotification[]>()(nothing),
    'clipboard.copy': call<null>()(z.string().max(20_000)),
    /** The page listens from now on; returns where it was asked to go before. */
    'page.started': call<Navigation | null>()(nothing),
    /** A part of the page ended in an error: main writes it down. */
    'page.failed': call<null>()(fault),
    /** What main could not tell the page yet. */
    'faults.untold': call<Fault | null>()(nothing),
  },
  events: {
    'transfers.changed': event<HistoryChange>(),
    'transfers.counted': event<HistoryCounts>(),
    'transfers.removed': event<readonly string[]>(),
    'transfers.progress': event<readonly TransferProgress[]>(),
    'destinations.changed': event<readonly Destination[]>(),
    'identity.changed': event<IdentityStatus>(),
    'registrar.changed': event<RegistrarStatus | null>(),
    'connection.changed': event<ConnectionState>(),
    /** What the check of the connection has found so far. */
    'connection.checked': event<ConnectionReport>(),
    'clock.changed': event<ClockState>(),
    'settings.changed': event<Settings>(),
    'notifications.shown': event<ShownNotification>(),
    /** Something in main ended in an error that nobody was waiting for. */
    fault: event<Fault>(),
    navigate: event<Navigation>(),
    command: event<Command>(),
  },
} as const;

export type Ipc = typeof ipc;

/** What the preload puts on `window.sealpost`. */
export type Api = Bridge<Ipc> & {
  /** Turns dropped, pasted or picked Files into tokens. Files made by script have no path and are refused. */
  offer(files: readonly File[]): Promise<OfferReply>;
};
