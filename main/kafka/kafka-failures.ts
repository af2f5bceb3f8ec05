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
  for (let cause: unknown = error; cause; cause = (cause as { cause?: unknown }).cause) {
    const why = refusals[(cause as { type?: string }).type ?? ''];
    if (why) return new PublishRefused(why, { cause: error });
  }
  return new ConnectionLost('Kafka did not take the record', { cause: error });
}

/** The sign-in was refused: a wrong password, not a lost connection. */
export const isSignInRefusal = (error: unknown): boolean => {
  for (let cause: unknown = error; cause; cause = (cause as { cause?: unknown }).cause) {
    if ((cause as { name?: string }).name === 'KafkaJSSASLAuthenticationError') return true;
  }
  return false;
};

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
