/** News about transfers, kept for the in-app history; several at once are one entry that grows. */
export type ShownNotification = {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  /** The transfer it opens; null where several were bundled. */
  readonly transfer: string | null;
  readonly at: number;
  /** The desktop showed these words. Not so where it has no daemon, or nobody was to be disturbed. */
  readonly native: boolean;
};
