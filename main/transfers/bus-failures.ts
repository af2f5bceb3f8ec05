/** How the message bus fails. Callers act on the kind alone; nothing is told as another kind than it is. */

/**
 * How an attempt to publish ended, where it did not succeed. `mayBeTaken`: nobody knows whether the
 * record stands in the topic, so it may be published again, and must not be called failed.
 */
type Attempt = ErrorOptions & { readonly mayBeTaken?: boolean };

/** The bus lost its connection, or Kafka did not answer in time: try again when connected. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
  readonly mayBeTaken: boolean;
  constructor(message: string, { mayBeTaken = true, ...options }: Attempt = {}) {
    super(message, options);
    this.mayBeTaken = mayBeTaken;
  }
}
/** Kafka answers, but this one topic can be neither written nor read now; others may work meanwhile. */
export class TopicUnavailable extends Error {
  override readonly name = 'TopicUnavailable';
  readonly why: 'no-leader' | 'too-few-replicas' | 'server-storage' | 'unreadable';
  readonly mayBeTaken: boolean;
  constructor(why: TopicUnavailable['why'], { mayBeTaken = true, ...options }: Attempt = {}) {
    super(why, options);
    this.why = why;
    this.mayBeTaken = mayBeTaken;
  }
}
/** Kafka refused until somebody changes something: no right to write, no such topic, a limit below one piece, a clock. */
export class PublishRefused extends Error {
  override readonly name = 'PublishRefused';
  readonly why: 'not-allowed' | 'no-inbox' | 'server-limit' | 'clock-wrong';
  /** An earlier attempt at the same record ended without a word. */
  readonly mayBeTaken: boolean;
  constructor(why: PublishRefused['why'], { mayBeTaken = false, ...options }: Attempt = {}) {
    super(why, options);
    this.why = why;
    this.mayBeTaken = mayBeTaken;
  }
}
/** Kafka refuses this account also what every account may do: it goes on by itself once its rights are back. */
export class AccountRefused extends Error {
  override readonly name = 'AccountRefused';
  readonly mayBeTaken: boolean;
  constructor({ mayBeTaken = false, ...options }: Attempt = {}) {
    super('the server refuses this account', options);
    this.mayBeTaken = mayBeTaken;
  }
}
/** The client itself failed: no answer of Kafka's and no lost connection, but a fault of the app. */
export class BusFault extends Error {
  override readonly name = 'BusFault';
}

/** The same failure, of an attempt of which this is known. */
export function ofAttempt(cause: unknown, mayBeTaken: boolean): unknown {
  const options = { cause, mayBeTaken };
  if (cause instanceof PublishRefused) return new PublishRefused(cause.why, options);
  if (cause instanceof TopicUnavailable) return new TopicUnavailable(cause.why, options);
  if (cause instanceof AccountRefused) return new AccountRefused(options);
  return cause instanceof ConnectionLost ? new ConnectionLost(cause.message, options) : cause;
}

/** Nobody could be asked just now: the same question is worth asking again soon, without anybody's help. */
export const isTemporary = (error: unknown): error is ConnectionLost | TopicUnavailable | AccountRefused =>
  error instanceof ConnectionLost || error instanceof TopicUnavailable || error instanceof AccountRefused;
