import type { FileCause } from './file-cause.ts';
import type { TransferReason } from './transfer.ts';

/** Why nothing was queued at all. What fails later is the transfer's own `reason`. */
export type SendFailure =
  | { readonly kind: 'own-address-not-ready' }
  | { readonly kind: 'keychain-locked' }
  /** Looked at once more before it is queued. */
  | { readonly kind: 'document-unusable'; readonly token: string; readonly reason: TransferReason }
  | { readonly kind: 'recipient-invalid'; readonly recipient: string }
  /** The list of transfers could not be written; nothing, or not all of it, was queued. */
  | { readonly kind: 'not-kept'; readonly cause: FileCause }
  /** A fault in the app. */
  | { readonly kind: 'failed' };

/** What the server keeps at least of what is sent to an address; Infinity where it sets no limit. */
export type InboxKeeps = {
  /** For how long, in milliseconds. */
  readonly retention: number;
  /** How much of all together, in bytes. */
  readonly bytes: number;
};

/** The three lines of "Checks" in New transfer; `waiting` while offline. */
export type CheckState = 'ok' | 'failed' | 'waiting';
export type Preflight = {
  readonly own: { readonly state: CheckState; readonly reason: TransferReason | null };
  readonly recipients: readonly {
    readonly destination: string;
    readonly label: string | null;
    readonly state: CheckState;
    readonly reason: TransferReason | null;
    readonly keeps: InboxKeeps | null;
  }[];
  readonly documents: readonly {
    readonly token: string;
    readonly state: CheckState;
    readonly reason: TransferReason | null;
  }[];
};

export type FileFailure =
  | { readonly kind: 'missing' }
  /** Opening it can do more than show it, and the person did not want that. */
  | { readonly kind: 'declined' }
  /** It is there, and cannot be read. */
  | { readonly kind: 'unreadable'; readonly cause: FileCause }
  /** No program opened it. */
  | { readonly kind: 'not-opened' }
  /** The copy was not made; what had its name is as it was. */
  | { readonly kind: 'not-saved'; readonly cause: FileCause };
