import type { Transfer, TransferDirection, TransferStatus } from './transfer.ts';

/** What a list of transfers is narrowed to. */
export const listFilters = ['all', 'unread', 'failed', 'incoming', 'in-progress', 'not-confirmed'] as const;
export type ListFilter = (typeof listFilters)[number];

/** Which transfers a list shows. What was taken off the list is in none. */
export type HistoryQuery = {
  /** Null: both directions, such as the history with one person. */
  readonly direction: TransferDirection | null;
  readonly filter: ListFilter;
  /**
   * Words of which each must begin a word of the document's name, the person's name or address,
   * the transfer ID or the document's hash; letters count, their case and marks do not. Empty: all.
   */
  readonly search: string;
  /** Destination of the other side, as far as it is verified; null: everybody. */
  readonly person: string | null;
};

/** Rows of a list, newest first. */
export type HistoryPage = {
  readonly rows: readonly Transfer[];
  /** Where the next page begins; null where these rows are the last. */
  readonly next: string | null;
};

/** At most so many rows are asked for at once. */
export const longestPage = 200;

/** How many transfers there are of what the page counts. */
export type HistoryCounts = {
  readonly sent: number;
  readonly received: number;
  /** Received documents that nobody looked at. */
  readonly unread: number;
  /** Sent documents on their way. */
  readonly inProgress: number;
  /** Failed sent documents that "Retry all failed" sends again. */
  readonly retryable: number;
};

/** What changed in the history. */
export type HistoryChange = {
  /** These rows, as they are now; also rows that no list of the page holds. */
  readonly rows: readonly Transfer[];
  /** A list of these directions may hold other rows than before: it asks again. */
  readonly lists: readonly TransferDirection[];
};

const groupOf = {
  preparing: 'in-progress',
  'waiting-for-connection': 'in-progress',
  'waiting-for-clock': 'in-progress',
  sending: 'in-progress',
  sent: 'not-confirmed',
  delivered: null,
  cancelled: null,
  refused: 'failed',
  failed: 'failed',
  incoming: 'incoming',
  checking: 'incoming',
  received: null,
  'confirmation-pending': null,
  'cannot-save': 'failed',
  incomplete: 'failed',
} as const satisfies Readonly<Record<TransferStatus, ListFilter | null>>;

/** The filter beside "All" and "Unread" that shows a transfer of this status; null where none does. */
export type ListGroup = Exclude<(typeof groupOf)[TransferStatus], null>;
export const listGroupOf = (status: TransferStatus): ListGroup | null => groupOf[status];

/** Whether a list of this filter shows the transfer. */
export const isShownBy = (filter: ListFilter, { status, unread }: Transfer): boolean =>
  filter === 'all' || (filter === 'unread' ? unread : listGroupOf(status) === filter);
