import { ConnectionLost, PublishRefused, TopicUnavailable } from '../transfers/ports.ts';

/** Why the address book was not written. @throws what is no answer of Kafka and no lost connection: a fault */
export function publishFailure(error: unknown): 'offline' | 'not-allowed' | 'clock-wrong' | 'not-taken' {
  if (error instanceof ConnectionLost || error instanceof TopicUnavailable) return 'offline';
  if (!(error instanceof PublishRefused)) throw error;
  if (error.why === 'not-allowed' || error.why === 'clock-wrong') return error.why;
  return 'not-taken';
}
