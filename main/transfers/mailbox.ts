/** An address of this installation: where its letters come in, and which keys open them. */
export type Mailbox = {
  readonly destination: string;
  /** Its inbox topic (protocol.md section 1). */
  readonly topic: string;
  /** Keys of it that this installation holds. */
  readonly kids: readonly string[];
  /** R of its inbox, in milliseconds; null before it was read. */
  readonly retention: number | null;
};
/** None before set-up, and while the keys are locked. */
export type Mailboxes = {
  list(): readonly Mailbox[];
  /** The mailbox whose inbox this topic is. */
  at(topic: string): Mailbox | null;
  of(destination: string): Mailbox | null;
};
