import { ConnectionLost, PublishRefused } from '../transfers/ports.ts';

/** Kafka's answers after which trying again is of no use. */
const refusals: Readonly<Record<string, PublishRefused['why']>> = {
  TOPIC_AUTHORIZATION_FAILED: 'not-allowed',
  CLUSTER_AUTHORIZATION_FAILED: 'not-allowed',
  UNKNOWN_TOPIC_OR_PARTITION: 'no-inbox',
  INVALID_TOPIC_EXCEPTION: 'no-inbox',
  MESSAGE_TOO_LARGE: 'other',
  RECORD_LIST_TOO_LARGE: 'other',
};

/** Turns what kafkajs throws into one of ours: refused for good, or try again when connected. */
export function translate(error: unknown): ConnectionLost | PublishRefused {
  for (const { type = '' } of causes(error)) {
    const why = Object.hasOwn(refusals, type) && refusals[type];
    if (why) return new PublishRefused(why, { cause: error });
  }
  return new ConnectionLost('Kafka did not take the record', { cause: error });
}

/** The sign-in was refused: a wrong password, not a lost connection. */
export const isSignInRefusal = (error: unknown): boolean =>
  causes(error).some(({ name }) => name === 'KafkaJSSASLAuthenticationError');

type Cause = { readonly type?: string; readonly name?: string; readonly cause?: unknown };

/** An error and what it came from, outermost first. */
function causes(error: unknown): readonly Cause[] {
  const found = new Set<Cause>();
  for (let one = error; one && !found.has(one); one = (one as Cause).cause) found.add(one);
  return [...found];
}

/** Rejects after `milliseconds`: a severed socket can leave a kafkajs promise pending for minutes. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ConnectionLost(`no answer within ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
