import { AccountRefused, isTemporary, ofAttempt, PublishRefused } from '../transfers/ports.ts';
import { translate } from './kafka-failures.ts';
import type { Wait } from './letter-attempts.ts';

/** Rights are taken away, and given back, one after the other. Milliseconds. */
const looksAgainAfter = 2_000;

/**
 * Tells a refusal of one address from one of the whole account: who may not even read what everybody reads has lost
 * the account's rights, and gets them back without anything being wrong with the address or the document.
 * @param read what every account may read; throws what kafkajs throws
 * @throws AccountRefused, ConnectionLost or TopicUnavailable in place of such a refusal, and what `work` throws
 */
export async function unlessAccountRefused<T>(
  work: () => Promise<T>,
  read: () => Promise<unknown>,
  wait: Wait,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PublishRefused) || error.why !== 'not-allowed') throw error;
    await readable(read, error);
    await readable(() => wait(looksAgainAfter).then(read), error);
    throw error;
  }
}

/** Anything else that reading fails with says nothing of the account's rights. */
async function readable(read: () => Promise<unknown>, cause: PublishRefused): Promise<void> {
  const { mayBeTaken } = cause;
  try {
    await read();
  } catch (error) {
    const failure = translate(error);
    if (failure instanceof PublishRefused && failure.why === 'not-allowed')
      throw new AccountRefused({ cause, mayBeTaken });
    // Nobody knows now whose refusal it is; of the attempt is known what was known.
    if (isTemporary(failure)) throw ofAttempt(failure, mayBeTaken);
  }
}
