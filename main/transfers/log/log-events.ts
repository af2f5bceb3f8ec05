import type { HistoryChange } from '../../../shared/history.ts';
import type { Transfer, TransferProgress, TransferStatus } from '../../../shared/transfer.ts';

/** What changed, and of it what a person may want to be told. */
export type LogChange = HistoryChange & { readonly news: readonly News[] };

/** A row in another status than before; `before` is null where it is new. */
export type News = { readonly row: Transfer; readonly before: TransferStatus | null };

export type LogEvents = {
  /** Rows changed; the page and the notifications both follow it. */
  readonly changed: (change: LogChange) => void;
  readonly progress: (progress: readonly TransferProgress[]) => void;
  readonly removed: (ids: readonly string[]) => void;
};

/**
 * What is queued waits for the connection, for the clock, or only for its turn; R of a recipient's
 * inbox, in milliseconds once known, bounds the wait for an answer.
 */
export type Surroundings = {
  readonly isConnected: boolean;
  readonly clockBlocks: boolean;
  /** Since when there is no connection, in milliseconds since 1970; null while there is one, and where that is not known. */
  readonly offlineSince: number | null;
  /** Since when the drive of the journal takes nothing, in milliseconds since 1970; null while it does. */
  readonly driveFailsSince: number | null;
  readonly retentionOf: (destination: string) => number | null;
};
