import type { ConnectionState } from '../shared/connection.ts';
import type { ServerSecrets } from '../shared/server-access.ts';
import type { Transfer } from '../shared/transfer.ts';
import type { Death } from './edges.ts';

/** What an engine's process reads at its start, from a file that only its user may read. */
export type Plan = {
  readonly profileDir: string;
  readonly receivedDir: string;
  readonly destination: string;
  readonly deviceId: string;
  /** Names its key. */
  readonly kid: string;
  /** Opens the keychain of the profile. */
  readonly password: string;
  readonly organisation: {
    readonly organisation: string;
    readonly rootCertificate: string;
    readonly brokers: readonly string[];
    readonly security: unknown;
  };
  readonly secrets: ServerSecrets;
};

/** What the process that drives the app itself reads at its start: the profile was set up through the app. */
export type WindowPlan = Pick<Plan, 'profileDir' | 'receivedDir' | 'destination' | 'deviceId' | 'kid'> & {
  readonly checkoutDir: string;
  /** The Electron binary. */
  readonly electron: string;
};

/** One line of JSON each, from the harness to an engine. */
export type Order =
  | {
      readonly kind: 'send';
      readonly to: string;
      readonly path: string;
      readonly name: string;
      readonly size: number;
    }
  /** So many rows of the history, the newest first; null asks for all. */
  | { readonly kind: 'rows'; readonly most: number | null }
  /** Its clock is ahead of the true one by so many milliseconds. */
  | { readonly kind: 'clock'; readonly ahead: number }
  /** Where it is to die from now on; null lets it live. */
  | { readonly kind: 'die'; readonly at: Death | null };

/** One line of JSON each, from an engine to the harness. */
export type Word =
  /** Its program is this process. */
  | { readonly kind: 'started'; readonly pid: number }
  /** It dies where it was told to. */
  | { readonly kind: 'mortal' }
  /** The journal goes over an edge: the changes of one transaction. */
  | { readonly kind: 'edge'; readonly edge: string }
  /** A document is in the journal. */
  | { readonly kind: 'queued'; readonly name: string }
  /** The journal did not take it: the person is told, and asks again. */
  | { readonly kind: 'not-queued'; readonly name: string }
  | { readonly kind: 'changed'; readonly rows: readonly Transfer[] }
  /** The person is told of this outcome of a transfer. */
  | { readonly kind: 'news'; readonly outcome: string }
  /** The answer to `rows`. */
  | { readonly kind: 'rows'; readonly rows: readonly Transfer[] }
  /** The main loop stood still for so many milliseconds, until that moment since 1970. */
  | { readonly kind: 'stalled'; readonly milliseconds: number; readonly until: number }
  | { readonly kind: 'connection'; readonly state: ConnectionState }
  /** So many records were removed from its inbox before it read them. */
  | { readonly kind: 'missed'; readonly records: number }
  /** Resident memory, bytes. */
  | { readonly kind: 'memory'; readonly bytes: number };
