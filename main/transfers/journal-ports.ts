import type { HistoryCounts, HistoryQuery, ListGroup } from '../../shared/history.ts';
import type { IncomingRecord, OutgoingRecord, TransferRecord } from './log/transfer-record.ts';
import type { OutboundRecord } from './ports.ts';

export type { EventName, EventValues, TransferEvent } from './log/transfer-event.ts';
export type { IncomingRecord, OutgoingRecord, TransferRecord } from './log/transfer-record.ts';

/** What the database knows a record by, beside the record itself. */
export type HistoryRow = {
  readonly sender: string;
  readonly verified: boolean;
  readonly finished: boolean;
  readonly saved: boolean;
  /** It is on the list: the person did not take it off. */
  readonly listed: boolean;
  readonly group: ListGroup | null;
  readonly unread: boolean;
  /** "Retry all failed" sends it again. */
  readonly retried: boolean;
  /** The other side's Destination, as far as it is verified. */
  readonly person: string | null;
  readonly text: string;
};

/** What came for `data-` and `ack-`: kept until its outcome is durable (protocol.md section 8). */
export type KeptRecord = {
  readonly topic: string;
  readonly offset: string;
  /** What it says, as `recordDigest` names it; empty where an earlier version kept it without its body. */
  readonly digest: string;
  readonly brokerTime: number;
  /** When it was first read, by the server's clock, in milliseconds since 1970. */
  readonly readAt: number;
  readonly messageType: string;
  readonly kid: string;
  /** Null once evicted: sought again in the topic. */
  readonly body: Buffer | null;
};

/** How far an inbox was read: the offset after the last record, and that record's broker time, milliseconds since 1970. */
export type ReadingPosition = { readonly next: bigint; readonly brokerTime: number };

/** Where a record stands, and what it says: a topic that was made again counts its offsets from the start. */
export type RecordPlace = Pick<KeptRecord, 'topic' | 'offset'> & { readonly digest?: string };

export type OutboxEntry = OutboundRecord & {
  readonly id: number;
  /** The row of the transfer log it belongs to. */
  readonly transfer: string;
  readonly publishedAt: number | null;
  /** An attempt to publish it ended without a word, or was cut off by the end of the app. */
  readonly mayBeTaken: boolean;
};

/** The journal. Every method is durable when it returns, but for `loosely`, and what it says of itself. */
export type TransferStore = {
  /** Everything that `work` writes becomes durable at once, or not at all. */
  atomically<T>(work: () => T): T;
  /**
   * The same without waiting for the disk. Only for what comes about again by itself: a power failure may undo
   * it, until something durable is written after it.
   */
  loosely<T>(work: () => T): T;
  /** Resolves once what was written by `loosely` is durable too. @throws the system's error */
  settle(): Promise<void>;
  /** Runs once all of it is committed; never where it was not written. */
  afterCommit(task: () => void): void;
  /** Transfers that are not finished, the oldest first. */
  unfinished(): readonly TransferRecord[];
  /** Rows of a list, newest first; `search` is a query of the full-text search, null for all. */
  page(
    query: Omit<HistoryQuery, 'search'> & { readonly search: string | null },
    cursor: string | null,
    limit: number,
  ): { readonly records: readonly TransferRecord[]; readonly next: string | null };
  counts(): HistoryCounts;
  /** Rows that "Retry all failed" sends again, the oldest first. */
  retried(): readonly string[];
  /** A document of this transfer ID was verified and saved. */
  isSaved(transferId: string): boolean;
  /** Received rows of which nothing is verified, the oldest first. */
  strangers(): readonly string[];
  get(id: string): TransferRecord | null;
  /** Received rows; a journaled name is theirs alone. */
  bySenderAndTransferId(sender: string, transferId: string): readonly IncomingRecord[];
  sentByTransferId(transferId: string): OutgoingRecord | null;
  put(record: TransferRecord, row: HistoryRow): void;
  /** Forgets a row of which nothing was verified. */
  forget(id: string): void;
  positionOf(topic: string): ReadingPosition | null;
  /**
   * Up to this offset an inbox is read again: the journal knew nothing of it when reading began, and what it knew
   * may be gone. 0 where it is read for the first time.
   */
  readsAgainUntil(topic: string): bigint;
  /** Said where reading begins; what was said first counts. */
  keepReadsAgain(topic: string, until: bigint): void;
  /** Absolute paths that received documents have or are to get, each with the id of its row. */
  savedPaths(): ReadonlyMap<string, string>;
  /** Never ahead of what was written before; an older one only makes records come again. */
  keepPosition(topic: string, position: ReadingPosition): void;
  /** Not durable before `settle`. @returns the records as each was first read: its broker time, and when (protocol.md sections 1 and 8) */
  keepRecords(records: readonly KeptRecord[]): readonly KeptRecord[];
  keptRecords(): readonly KeptRecord[];
  /**
   * The outcome of the record is journaled: its body goes. Without a digest, whatever stands there. One that a
   * power failure brings back is found done.
   */
  releaseRecord(record: RecordPlace): void;
  quarantine(entry: {
    topic: string;
    offset: string;
    messageType: string | null;
    why: string;
    at: number;
  }): void;
  /** @param mayBeTaken an attempt to publish it follows at once (`markMayBeTaken`) */
  putOutbox(record: OutboundRecord, transfer: string, mayBeTaken: boolean): OutboxEntry;
  outboxOf(transfer: string): OutboxEntry | null;
  unpublished(): readonly OutboxEntry[];
  /** Said before each attempt, and taken back where the answer proves the contrary. */
  markMayBeTaken(id: number, mayBeTaken: boolean): void;
  markPublished(id: number, at: number): void;
  markUnpublished(id: number): void;
  /**
   * Forgets what was noted, published and taken off the list before: nothing in a topic can refer to it any
   * more. What is on the list stays: it is the person's.
   */
  prune(before: number): void;
};
