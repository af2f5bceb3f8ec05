import type { FileCause } from './file-cause.ts';

/** The fields of a connection file. */
export type ConnectionField = 'organisation' | 'brokers' | 'rootCertificate' | 'security';

/** What is wrong with the address of a server in it. */
export type BrokerFault =
  | 'no-port'
  | 'wrong-port'
  /** Such as `https://`: of another kind of server. */
  | 'another-scheme'
  /** An IPv6 address without the brackets that say where it ends. */
  | 'no-brackets'
  | 'no-address';

/** Why the chosen connection file was not taken. */
export type ConnectionFileFailure =
  /** The file could not be read. */
  | { readonly kind: 'unreadable'; readonly cause: FileCause }
  /** Another kind of file, or one that was cut. */
  | { readonly kind: 'not-json' }
  /** None of the fields is in it. */
  | { readonly kind: 'not-a-connection-file' }
  | { readonly kind: 'field-missing'; readonly field: ConnectionField }
  /** It is there and holds something else than it should. */
  | { readonly kind: 'field-wrong'; readonly field: ConnectionField }
  /** Made for another version: what it asks for cannot be left out. */
  | { readonly kind: 'field-unknown'; readonly field: string }
  | { readonly kind: 'broker-wrong'; readonly broker: string; readonly why: BrokerFault };
