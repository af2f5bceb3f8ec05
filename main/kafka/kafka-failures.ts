import { within } from '../clock/waits.ts';
import {
  type AccountRefused,
  BusFault,
  type Clock,
  ConnectionLost,
  isTemporary,
  PublishRefused,
  TopicUnavailable,
} from '../transfers/ports.ts';
import { isTelling } from './line/line-failure.ts';

/** Kafka's answers after which trying again is of no use until somebody changes something. */
const refusals: Readonly<Record<string, PublishRefused['why']>> = {
  TOPIC_AUTHORIZATION_FAILED: 'not-allowed',
  CLUSTER_AUTHORIZATION_FAILED: 'not-allowed',
  GROUP_AUTHORIZATION_FAILED: 'not-allowed',
  UNKNOWN_TOPIC_OR_PARTITION: 'no-inbox',
  INVALID_TOPIC_EXCEPTION: 'no-inbox',
  // Of a topic that was to be made.
  POLICY_VIOLATION: 'not-allowed',
  INVALID_REPLICATION_FACTOR: 'not-allowed',
  INVALID_CONFIG: 'not-allowed',
  MESSAGE_TOO_LARGE: 'server-limit',
  RECORD_LIST_TOO_LARGE: 'server-limit',
  // Where a topic keeps the sender's time, the broker refuses one that lies more than an hour ahead.
  INVALID_TIMESTAMP: 'clock-wrong',
};

/** Kafka's answers that speak of one topic only: others may work meanwhile. */
const unavailable: Readonly<Record<string, TopicUnavailable['why']>> = {
  LEADER_NOT_AVAILABLE: 'no-leader',
  NOT_LEADER_FOR_PARTITION: 'no-leader',
  REPLICA_NOT_AVAILABLE: 'no-leader',
  NOT_ENOUGH_REPLICAS: 'too-few-replicas',
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: 'too-few-replicas',
  // Its replicas did not answer the broker in time; the broker itself did answer.
  REQUEST_TIMED_OUT: 'too-few-replicas',
  KAFKA_STORAGE_ERROR: 'server-storage',
};

/** Answers that come only before anything was appended: the record is surely not in the topic. */
const surelyNotTaken: ReadonlySet<string> = new Set([
  ...Object.keys(refusals),
  ...['LEADER_NOT_AVAILABLE', 'NOT_LEADER_FOR_PARTITION', 'NOT_ENOUGH_REPLICAS'],
]);

/** kafkajs's errors that say that nobody was reached, or nobody answered. */
const lost: ReadonlySet<string> = new Set([
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSRequestTimeoutError',
  'KafkaJSTimeout',
  'KafkaJSLockTimeout',
  'KafkaJSBrokerNotFound',
  'KafkaJSNoBrokerAvailableError',
  'KafkaJSMetadataNotLoaded',
  'KafkaJSTopicMetadataNotLoaded',
  'KafkaJSStaleTopicMetadataAssignment',
  'KafkaJSGroupCoordinatorNotFound',
  'KafkaJSSASLAuthenticationError',
]);

/** The system's own words for a network that did not carry. */
const network =
  /^(?:ECONN(?:REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|E(?:HOST|NET)(?:UNREACH|DOWN)|EADDRNOTAVAIL|ENOTCONN)$/;

export type BusFailure = AccountRefused | ConnectionLost | TopicUnavailable | PublishRefused | BusFault;

/**
 * What kafkajs threw, as one of ours. Nothing is called a lost connection that is not one: a fault of
 * the library or of ours stays a fault, and is seen.
 */
export function translate(error: unknown): BusFailure {
  if (isTemporary(error)) return error;
  if (error instanceof PublishRefused || error instanceof BusFault) return error;
  const chain = causes(error);
  const typed = <W>(table: Readonly<Record<string, W>>): W | undefined =>
    chain.flatMap(({ type = '' }) => (Object.hasOwn(table, type) ? [table[type] as W] : []))[0];
  const refusal = typed(refusals);
  if (refusal) return new PublishRefused(refusal, { cause: error });
  const why = typed(unavailable);
  if (why) return new TopicUnavailable(why, { cause: error, mayBeTaken: mayBeTaken(chain) });
  if (chain.some(isLost)) return new ConnectionLost('Kafka did not answer', { cause: error });
  return new BusFault('the Kafka client failed', { cause: error });
}

const isLost = ({ name = '', code, type, retriable }: Cause): boolean =>
  lost.has(name) ||
  isTelling(code) ||
  (typeof code === 'string' && network.test(code)) ||
  (type !== undefined && retriable === true);

/** Whether the record may stand in the topic all the same. Unknown is yes. */
const mayBeTaken = (chain: readonly Cause[]): boolean =>
  !chain.some(({ type }) => type !== undefined && surelyNotTaken.has(type));

/** The sign-in was refused: a wrong password, not a lost connection. */
export const isSignInRefusal = (error: unknown): boolean =>
  causes(error).some(({ name }) => name === 'KafkaJSSASLAuthenticationError');

type Cause = {
  readonly type?: string;
  readonly name?: string;
  readonly message?: string;
  readonly code?: unknown;
  readonly retriable?: boolean;
  readonly cause?: unknown;
};

/** An error and what it came from, outermost first. */
export function causes(error: unknown): readonly Cause[] {
  const found = new Set<Cause>();
  for (let one = error; one && !found.has(one); one = (one as Cause).cause) found.add(one);
  return [...found];
}

/** Rejects after `milliseconds`: a severed socket can leave a kafkajs promise pending for minutes. @throws ConnectionLost */
export const answered = <T>(clock: Clock, milliseconds: number, work: Promise<T>): Promise<T> =>
  within(clock, milliseconds, work, () => new ConnectionLost(`no answer within ${milliseconds} ms`));
