import { pause } from '../clock/waits.ts';
import { type Clock, ConnectionLost, PublishRefused, TopicUnavailable } from '../transfers/ports.ts';

/** A letter bridges a leader's move by itself; beyond that the outbox tries again. In milliseconds. */
const pauses = [200, 400, 800, 1_600];

/**
 * Publishes a letter. Each attempt is seen: whether an earlier one may have been taken decides what a
 * later refusal means.
 * @throws what the last attempt threw, with `mayBeTaken` where any of them may have been taken
 */
export async function inAttempts<T>(publish: () => Promise<T>, clock: Clock): Promise<T> {
  let mayBeTaken = false;
  for (let attempt = 0; ; attempt++) {
    try {
      return await publish();
    } catch (error) {
      const wait = pauses[attempt];
      if (!(error instanceof TopicUnavailable) || wait === undefined) throw mayBeTaken ? taken(error) : error;
      mayBeTaken ||= error.mayBeTaken;
      await pause(clock, wait);
    }
  }
}

/** The same failure, of a record that an earlier attempt may have brought into the topic. */
function taken(cause: unknown): unknown {
  const options = { cause, mayBeTaken: true };
  if (cause instanceof PublishRefused) return new PublishRefused(cause.why, options);
  if (cause instanceof TopicUnavailable) return new TopicUnavailable(cause.why, options);
  return cause instanceof ConnectionLost ? new ConnectionLost(cause.message, options) : cause;
}
