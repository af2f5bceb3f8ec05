/** A native notification that was shown, kept for the in-app history. */
export type ShownNotification = {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  /** The transfer it opens; null where several were bundled. */
  readonly transfer: string | null;
  readonly at: number;
};
