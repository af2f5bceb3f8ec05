import type { OfflineCause } from './connection.ts';
import type { FileCause } from './file-cause.ts';
import type { KeychainFault } from './identity.ts';
import type { BrokerFault } from './organisation.ts';
import type { ServerAccess } from './server-access.ts';
import type { NotKeptFailure } from './settings.ts';

/** What an invitation contains, shown before anything of it is used (docs/decisions/0014). */
export type InvitationPreview = {
  /** Names it in the calls that follow. */
  readonly token: string;
  readonly organisation: string;
  /** The registrar who made it. */
  readonly from: { readonly label: string; readonly destination: string };
  /** Null: for everybody. */
  readonly forPerson: { readonly label: string; readonly destination: string } | null;
  /** Milliseconds since 1970. */
  readonly until: number;
  /** A sign-in name that is for the person to fill in is "". */
  readonly access: ServerAccess;
  readonly signIn: /** In the invitation, locked with a spoken code. */
    | 'locked'
    /** The server wants one, and the person has or gets it. */
    | 'needed'
    | 'none';
  /** Fingerprint of the root: 12 groups of 5 digits, compared by voice. */
  readonly rootCode: string;
};

/** Why an invitation was not taken. Nothing was sent or changed. */
export type InvitationFailure =
  | { readonly kind: 'unreadable'; readonly cause: FileCause }
  /** Another kind of text or file. */
  | { readonly kind: 'not-an-invitation' }
  /** Cut or changed on the way: its signature does not hold. */
  | { readonly kind: 'altered' }
  | { readonly kind: 'another-version' }
  | { readonly kind: 'expired'; readonly until: number; readonly from: string }
  /** This computer knows another root for the organisation. Both as 12 groups of 5 digits. */
  | {
      readonly kind: 'another-root';
      readonly organisation: string;
      readonly known: string;
      readonly named: string;
    };

/** Why an organisation was not joined. */
export type JoinFailure =
  /** The spoken code does not open the sign-in. */
  | { readonly kind: 'wrong-code' }
  /** The preview is not there any more: read the invitation again. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'keychain-unavailable'; readonly why: KeychainFault; readonly restarts: boolean }
  | NotKeptFailure;

/** Why an organisation was not founded. */
export type FoundFailure =
  | { readonly kind: 'name-invalid' }
  | { readonly kind: 'broker-wrong'; readonly broker: string; readonly why: BrokerFault }
  /** One of another name stands in this installation. */
  | { readonly kind: 'founded-already'; readonly organisation: string }
  /** The address book of this server has people of an organisation of this name: founded twice, they would never meet. */
  | { readonly kind: 'exists-there'; readonly people: number }
  | { readonly kind: 'offline'; readonly why: OfflineCause }
  /** This account may not make the topics of the address book. */
  | { readonly kind: 'not-allowed' }
  | { readonly kind: 'keychain-unavailable'; readonly why: KeychainFault; readonly restarts: boolean }
  | NotKeptFailure;
