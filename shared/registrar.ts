import type { FileCause } from './file-cause.ts';
import type { NotKeptFailure } from './settings.ts';

/** Which kind of request it is: what has to be looked at differs. */
export type RequestKind =
  /** The address never had a certificate. */
  | 'new'
  /** Vouched for by the key of a valid certificate (protocol.md 7.4). */
  | 'renewal'
  /** A renewal whose old certificate had ended: it vouches for nothing. */
  | 'late-renewal'
  /** The address has a valid certificate of another key, and nothing vouches for this one. */
  | 'new-key';

/** A request for a certificate, as the registrar sees it. Times are milliseconds since 1970. */
export type CertificateRequest = {
  /** Names it in calls: destination and kid. */
  readonly id: string;
  readonly kind: RequestKind;
  readonly destination: string;
  /** The displayed name that it asks for; a stranger's text, cleaned. */
  readonly label: string;
  /** 12 groups of 5 digits, compared by voice. */
  readonly code: string;
  readonly askedAt: number;
  /** Until when the certificate would be valid that is issued now. */
  readonly validUntil: number;
  /** The certificate that the address has now, where it has one. */
  readonly current: { readonly validUntil: number; readonly fingerprint: string } | null;
  readonly state:
    | { readonly kind: 'waiting' }
    | {
        readonly kind: 'approved';
        readonly at: number;
        readonly by: 'policy' | 'person' | 'another-registrar';
      }
    | { readonly kind: 'refused'; readonly at: number; readonly reason: string };
};

export type CertificateState =
  | { readonly kind: 'valid' }
  /** Its renewal is late: less than 14 days are left. */
  | { readonly kind: 'ends-soon' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'revoked'; readonly at: number; readonly why: RevocationReason | null };

/** An issued certificate, as the registrar sees it. */
export type IssuedCertificate = {
  readonly destination: string;
  readonly label: string;
  readonly kid: string;
  readonly fingerprint: string;
  readonly validFrom: number;
  readonly validUntil: number;
  /** Issued by this computer: only it can revoke it without the root copy. */
  readonly byThisComputer: boolean;
  /** A newer one of the same address is valid. */
  readonly replaced: boolean;
  /** How the request was compared, and the note of a revocation; null where it is not known here. */
  readonly compared: Comparison | null;
  readonly note: string;
  readonly state: CertificateState;
};

export type Comparison = 'phone' | 'in-person';
/** What became of the key that a new one replaces. */
export type OldKey = 'lost' | 'destroyed';
/** What happened; it decides what still counts (RFC 5280 5.3.1 in `main/registrar`). */
export type RevocationReason = 'stolen' | 'broken' | 'left' | 'changed' | 'mistake';

/** What stands behind all certificates, and until when. */
export type Authority = {
  readonly organisation: string;
  /** 12 groups of 5 digits. */
  readonly rootCode: string;
  readonly rootUntil: number;
  readonly issuingUntil: number;
  /** The list of revoked certificates of people: renewed by this computer. */
  readonly peopleList: {
    readonly number: number;
    readonly revoked: number;
    readonly until: number;
    readonly renewedAt: number;
  };
  /** When this computer renews it next by itself. */
  readonly nextRenewal: number;
  /** The list of revoked issuing certificates: renewed with the root key. Null until it was read. */
  readonly issuersList: { readonly revoked: number; readonly until: number } | null;
  /** The root key is still on this computer, under its keychain: nothing was saved yet. */
  readonly rootKeyHere: boolean;
  readonly rootCopy: { readonly savedAt: number; readonly triedAt: number | null } | null;
  /** Other issuing certificates under the same root: other registrars. */
  readonly others: readonly {
    readonly fingerprint: string;
    readonly name: string;
    readonly until: number;
    readonly revoked: boolean;
  }[];
  /** What is due and who can do it; empty where everything is in date. */
  readonly due: readonly AuthorityDue[];
};

export type AuthorityDue =
  /** Save the root copy: it is only on this computer. */
  | { readonly kind: 'root-copy' }
  /** The list of issuing certificates ends then and needs the root copy. */
  | { readonly kind: 'issuers-list'; readonly until: number }
  /** The list of people's certificates could not be renewed: why, and until when it lasts. */
  | {
      readonly kind: 'people-list';
      readonly until: number;
      readonly why: 'offline' | 'not-allowed' | 'clock-wrong' | 'not-taken';
    }
  | { readonly kind: 'issuing-certificate'; readonly until: number };

/** What this installation looks after; null in `registrar.status` where it is no registrar. */
export type RegistrarStatus = {
  readonly organisation: string;
  /** Waiting ones first, the oldest first; then the last decided ones, the newest first. At most 500. */
  readonly requests: readonly CertificateRequest[];
  readonly waiting: number;
  readonly people: number;
  /** When the requests were read last; null before. */
  readonly lookedAt: number | null;
  readonly authority: Authority;
};

/** Why a registrar's act was not done. */
export type RegistrarFailure =
  /** It was decided meanwhile, here or by another registrar. */
  | { readonly kind: 'decided-already' }
  /** The signature, the key or the name of the request is none that may be certified. */
  | { readonly kind: 'not-certifiable' }
  | { readonly kind: 'offline' | 'clock-wrong' }
  /** The server gives this account no right to write the address book. */
  | { readonly kind: 'not-allowed' }
  | { readonly kind: 'not-taken' }
  /** The root copy is needed, and the file is none, is of another organisation, or was made by another version. */
  | { readonly kind: 'no-root-copy' | 'another-organisation' }
  | { readonly kind: 'wrong-password' }
  | { readonly kind: 'unreadable'; readonly cause: FileCause }
  | NotKeptFailure;

/** An invitation that was just made; its code is told once and kept nowhere. */
export type MadeInvitation = {
  readonly text: string;
  /** 4 groups of 5 digits; null where no sign-in is inside. */
  readonly code: string | null;
  readonly until: number;
  readonly rootCode: string;
};
