/**
 * The seams of the use cases. Each port is declared here, by its consumer, and named for its role;
 * the edges (kafka, keys, registry, pipeline, storage) implement them. Times are milliseconds since
 * 1970, sizes are bytes.
 */
import type { KeyObject } from 'node:crypto';
import type { ConnectionState } from '../../shared/connection.ts';
import type { InboxKeeps } from '../../shared/failures.ts';
import type { FileCause } from '../../shared/file-cause.ts';
import type { ObstacleCause } from '../../shared/obstacle.ts';
import type { TransferReason } from '../../shared/transfer.ts';
import type { Mailbox } from './mailbox.ts';

export {
  AccountRefused,
  BusFault,
  ConnectionLost,
  isTemporary,
  ofAttempt,
  PublishRefused,
  TopicUnavailable,
} from './bus-failures.ts';

import type { ReadingPosition } from './journal-ports.ts';
import type { OpenJob } from './pipeline-ports.ts';

export type { Observation } from './clock/clock-check.ts';
export type * from './journal-ports.ts';
export type * from './mailbox.ts';
export type * from './pipeline-ports.ts';

/** A record as it came from a topic (protocol.md section 2). `offset` is decimal. */
export type InboundRecord = {
  readonly topic: string;
  readonly offset: string;
  /** LogAppendTime, or the time it was first read where the topic is set otherwise. */
  readonly brokerTime: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly (readonly [string, Buffer | string | null])[];
};

export type OutboundRecord = {
  readonly topic: string;
  /** `messageType`, which is the record key too. */
  readonly messageType: string;
  /** Key of the target certificate; null on shards. */
  readonly kid: string | null;
  readonly body: Buffer;
};

/** What Kafka said when it took a letter. */
export type Published = {
  /** When the broker appended it, by its own clock; null where the topic does not keep that. */
  readonly brokerTime: number | null;
  /** Where it stands, decimal; null where the broker does not say. */
  readonly offset: string | null;
};

/** `retention` is R of protocol.md section 1. */
export type InboxLimits = InboxKeeps;

/** What the server tells of somebody's inbox. */
export type InboxStanding = {
  /** Null where the server does not show the settings to this account. */
  readonly limits: InboxLimits | null;
  /** The offset of its first record. */
  readonly low: bigint;
  /** The offset after its last record. */
  readonly high: bigint;
  /** Every record that it has is later than the time that was asked for: what stood there then is gone. */
  readonly isNewer: boolean;
};

/** A document did not get to its place in the folder. */
export class NotSaved extends Error {
  override readonly name = 'NotSaved';
  /** `clash`: another file took the name meanwhile. `document-gone`: the opened document is not there any more. */
  readonly why: ObstacleCause | 'clash' | 'document-gone';
  constructor(why: NotSaved['why'], options?: ErrorOptions) {
    super(why, options);
    this.why = why;
  }
}

/** Where an own inbox is read, and what went by unread. */
export type InboxReading = {
  /** How far the journal read it; null where it does not know. */
  readonly position: () => ReadingPosition | null;
  /** So many records were removed before they were read here; reading goes on with the offset `from`. */
  readonly missed: (records: bigint, from: bigint) => void;
  /** The journal does not know how far it read: records before the offset `until` may come once more. */
  readonly again: (until: bigint) => void;
};

export type MessageBus = {
  readonly state: () => ConnectionState;
  /** Resolves once Kafka has the shard (acks = all). @throws ConnectionLost, TopicUnavailable, PublishRefused, BusFault */
  publishShard(record: OutboundRecord): Promise<void>;
  /**
   * Publishes `data-` and `ack-`. After an error whose outcome is not known it may stand in the topic
   * twice once it was repeated: the receiver recognises a copy (protocol.md section 8, row 6).
   * @throws ConnectionLost, TopicUnavailable, PublishRefused, BusFault
   */
  publish(record: OutboundRecord): Promise<Published>;
  /** The inbox topic exists with exactly one partition (protocol.md section 1). @throws ConnectionLost, TopicUnavailable, BusFault */
  inboxExists(destination: string): Promise<boolean>;
  /**
   * What the server tells of an inbox that is written to.
   * @param since a broker time; null where nobody needs to know whether all of it is later
   * @throws ConnectionLost, TopicUnavailable also where it is not there, BusFault
   */
  standingOf(destination: string, since: number | null): Promise<InboxStanding>;
  /**
   * Reads a topic from its start to its present end and hands over the records of these keys. A topic is read
   * once at a time: who asks meanwhile waits, and shares the next reading.
   * @param keys read as latin1
   * @throws ConnectionLost, TopicUnavailable, BusFault
   */
  seek(
    topic: string,
    keys: { has(key: string): boolean },
    found: (record: InboundRecord) => Promise<void>,
  ): Promise<void>;
};

export type Leaf = {
  readonly destination: string;
  readonly fingerprint: string;
  readonly kid: string;
  readonly publicKey: KeyObject;
  readonly label: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly issuer: string;
};
export type CertificateVerdict =
  | { readonly kind: 'valid'; readonly leaf: Leaf }
  | { readonly kind: 'invalid'; readonly why: string }
  | { readonly kind: 'cannot-be-judged'; readonly why: string };

export type IdRegistry = {
  /** Reads to an end not older than 60 s (protocol.md 7.1). @throws ConnectionLost, TopicUnavailable, BusFault */
  refresh(): Promise<void>;
  /** Reads to the present end, however fresh the last one is. @throws ConnectionLost, TopicUnavailable, BusFault */
  readToEnd(): Promise<void>;
  /** Judges one certificate of a destination at the times given and by the clock (protocol.md 7.3). */
  judge(destination: string, fingerprint: string, at: readonly number[]): CertificateVerdict;
  /** The newest valid certificate (protocol.md 7.2), or why there is none. */
  newest(destination: string): CertificateVerdict;
  /** A certificate whatever its validity, by fingerprint. */
  find(destination: string, fingerprint: string): Leaf | null;
};

/** A record of the registry's topic as it came. */
export type CachedRecord = { readonly key: string; readonly value: Buffer };

/** Keeps what of the registry checked, whatever becomes of the topic (protocol.md 7.1). */
export type RegistryStore = {
  all(): readonly CachedRecord[];
  /** All of them, durably, or none. @throws where the disk does not take them */
  add(records: readonly CachedRecord[]): void;
  remove(record: CachedRecord): void;
};

export type EnvelopeUse = 'metadata' | 'acknowledgement';
/** `key` is K: never written to disk. */
export type OpenedEnvelope = { readonly key: Buffer; readonly plain: Buffer };

/** The own keys. Private keys never leave the implementation. */
export type Identity = {
  /** Own addresses, each with the kids of its keys; none before set-up, and while the keys are locked. */
  readonly addresses: () => readonly Pick<Mailbox, 'destination' | 'kids'>[];
  /** Opens the body of `data-` or `ack-` (protocol.md 5.3, 6.2); null where anything does not open. */
  open(kid: string, messageType: string, use: EnvelopeUse, body: Buffer): Promise<OpenedEnvelope | null>;
  /** RSA-SHA256 (protocol.md section 3). @throws where the key is not held */
  sign(kid: string, statement: string): Buffer;
};

/** Temporary storage: a cache of the inbox topic (protocol.md section 8). */
export type ShardStore = {
  /**
   * Written when it resolves, and durable where the transfer is verified. Shards over the quota, and
   * what the disk does not take, are left out: they can be sought again.
   */
  append(
    shards: readonly { readonly transferId: string; readonly n: number; readonly body: Buffer }[],
  ): Promise<void>;
  /**
   * Puts a shard that surely opens among the candidates of its number, in the place of the oldest where there
   * are too many, so that false ones never block it. Why it was not taken, or null.
   */
  replace(transferId: string, n: number, body: Buffer): Promise<FileCause | null>;
  bytesOf(transferId: string): number;
  /** Numbers below `count` that have no candidate. */
  missing(transferId: string, count: number): readonly number[];
  candidates(
    transferId: string,
    count: number,
  ): { readonly spoolPath: string; readonly candidates: OpenJob['candidates'] };
  /**
   * A verified transfer is never evicted, and takes what a document of its size can need, whatever the quota
   * says. Where it claims more shards than that, what goes beyond counts against the quota.
   */
  protect(transferId: string, shardCount: number, documentSize: number): void;
  remove(transferId: string): Promise<void>;
  /** Why it does not take the shards of this transfer and so many bytes beside them, or null. */
  obstacle(transferId: string, shardCount: number, beside: number): Promise<FileCause | null>;
  /** A path for plaintext until it is verified; for one row of the log, as two senders may use one ID. */
  temporaryPath(id: string): string;
  /** Removes plaintext of this row that is left there. */
  discard(id: string): Promise<void>;
};

/** A document that the person offered, looked at again. `size` is bytes. */
export type OfferedFile =
  | {
      readonly state: 'ok';
      readonly path: string;
      readonly name: string;
      readonly size: number;
      /** When it was written last, in milliseconds since 1970. */
      readonly time: number;
    }
  | { readonly state: 'failed'; readonly reason: TransferReason };

/** A document by what was signed of it. `size` is bytes, `sha256` hex. */
export type SameDocument = { readonly name: string; readonly size: number; readonly sha256: string };

/** The folder of received documents. */
export type DocumentStore = {
  /**
   * Why the folder does not take a document of this size, or null.
   * @param opened where the document stands that only has to be moved into it
   */
  obstacle(bytes: number, opened: string | null): Promise<ObstacleCause | null>;
  /** Chooses a final name that is free (protocol.md section 8, Document names). @throws NotSaved */
  reserve(documentName: string): Promise<{ readonly path: string }>;
  /** Gives a reserved name back that is not used. */
  release(path: string): void;
  /** Moves without overwriting, and makes it durable; the name is no longer reserved then. @throws NotSaved */
  keep(temporaryPath: string, path: string): Promise<string>;
  /** Whether the file at this path has this SHA-256 (hex): after a crash, whether it is ours. */
  holds(path: string, sha256: string): Promise<boolean>;
  /**
   * The path of a file in the folder, as it was when it was first asked for, that is this document; null where there
   * is none that is free. @throws the system's error, or what says why the folder cannot be used
   */
  findSame(document: SameDocument, isFree: (path: string) => boolean): Promise<string | null>;
  /** Makes a document durable that has its name already: a crash or a fault came before that. @throws NotSaved */
  settle(path: string): Promise<void>;
};

export type Clock = {
  now(): number;
  /** Milliseconds since some moment, whatever anybody does to the clock. */
  elapsed(): number;
  /** Runs `task` after `milliseconds`; returns the function that cancels it. */
  after(milliseconds: number, task: () => void): () => void;
};
