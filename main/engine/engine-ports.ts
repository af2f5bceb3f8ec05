import type { ClockState } from '../../shared/clock.ts';
import type { ConnectionState } from '../../shared/connection.ts';
import type { Transfer } from '../../shared/transfer.ts';
import type { Crl } from '../pki/crl.ts';
import type { Observation } from '../transfers/clock/clock-check.ts';
import type { LogChange, TransferLog } from '../transfers/log/transfer-log.ts';
import type {
  Clock,
  DocumentStore,
  Identity,
  IdRegistry,
  InboundRecord,
  InboxReading,
  Leaf,
  MessageBus,
  Pipeline,
  ShardStore,
  TransferStore,
} from '../transfers/ports.ts';

export type { LogChange } from '../transfers/log/transfer-log.ts';

/** The transport, as one installation uses it. */
export type EngineBus = MessageBus & {
  start(): void;
  close(): Promise<void>;
  /** Tries to connect at once, instead of at the time that was planned, or asks whether the connection lives. */
  retryNow(): void;
  /** Follows an inbox of this installation; makes its topic where it is missing (protocol.md section 1). */
  followInbox(
    destination: string,
    deviceId: string,
    take: (records: readonly InboundRecord[]) => Promise<void>,
    reading: InboxReading,
  ): Promise<void>;
  /** R of an inbox, in milliseconds, once it was read; null before. */
  retentionOf(destination: string): number | null;
  /** Publishes a record of the registry's topics (protocol.md 7.4). @throws ConnectionLost, PublishRefused, BusFault */
  publishPlain(topic: string, key: string, value: Buffer): Promise<unknown>;
};

export type Listeners = {
  readonly connection: (state: ConnectionState) => void;
  /** Kafka told its time. */
  readonly observed: (observation: Observation) => void;
  readonly registry: () => void;
};

/** The ID Registry, as one installation uses it. */
export type EngineRegistry = IdRegistry & {
  /** Follows the registry's topic as long as the bus runs. */
  follow(): Promise<void>;
  /** Nothing is read any more: who waits for its end is told so. */
  close(): void;
  /** Every Destination that it names. */
  known(): readonly string[];
  /** A certificate of this key was issued, whether or not it is valid now. */
  knowsKey(destination: string, kid: string): boolean;
  /** Every certificate of a destination, whatever its validity, each with its chain, DER. */
  certificatesOf(destination: string): readonly { readonly leaf: Leaf; readonly chain: readonly Buffer[] }[];
  /** The newest list of an issuer that counts now, or null. */
  listOf(issuerKid: string): Crl | null;
  /** Why the registrar refused the request of this key, or null (protocol.md 7.4). */
  refusalOf(destination: string, kid: string): string | null;
};

/** Everything outside that sending and receiving needs. All of it takes its time from `clock`. */
export type EnginePorts = {
  readonly clock: Clock;
  readonly identity: Identity;
  readonly store: TransferStore;
  readonly log: TransferLog;
  /** Names this device among a person's devices. */
  readonly deviceId: string;
  /** Makes the transport and the registry over it; neither does anything before the engine starts. */
  readonly connect: (
    clock: Clock,
    listeners: Listeners,
  ) => { readonly bus: EngineBus; readonly registry: EngineRegistry };
  readonly pipeline: Pipeline & { close(): Promise<void> };
  readonly shards: ShardStore & {
    unverified(): readonly { readonly transferId: string; readonly lastAt: number }[];
    removeExpired(now: number): Promise<void>;
    close(): Promise<void>;
  };
  readonly documents: DocumentStore;
};

export type EngineEvents = {
  readonly connection: (state: ConnectionState) => void;
  readonly clock: (state: ClockState) => void;
  readonly registry: () => void;
  readonly changed: (change: LogChange) => void;
  readonly removed: (ids: readonly string[]) => void;
  /** The server keeps these of one recipient only for a short time more, or has removed them, and no confirmation came. */
  readonly unconfirmed: (rows: readonly Transfer[]) => void;
  /** So many records were removed from an inbox of this installation before they were read here. */
  readonly missed: (destination: string, records: bigint) => void;
};
