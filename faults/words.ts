import type { ConnectionState } from '../shared/connection.ts';
import type { ServerSecrets } from '../shared/server-access.ts';
import type { Transfer } from '../shared/transfer.ts';

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

/** One line of JSON each, from the harness to an engine. */
export type Order =
  | {
      readonly kind: 'send';
      readonly to: string;
      readonly path: string;
      readonly name: string;
      readonly size: number;
    }
  | { readonly kind: 'rows' };

/** One line of JSON each, from an engine to the harness. */
export type Word =
  | { readonly kind: 'started' }
  /** A document is in the journal. */
  | { readonly kind: 'queued'; readonly name: string }
  | { readonly kind: 'changed'; readonly rows: readonly Transfer[] }
  /** Everything that the history holds: the answer to `rows`. */
  | { readonly kind: 'rows'; readonly rows: readonly Transfer[] }
  /** The main loop stood still for so many milliseconds. */
  | { readonly kind: 'stalled'; readonly milliseconds: number }
  | { readonly kind: 'connection'; readonly state: ConnectionState }
  /** So many records were removed from its inbox before it read them. */
  | { readonly kind: 'missed'; readonly records: number }
  /** Resident memory, bytes. */
  | { readonly kind: 'memory'; readonly bytes: number };
