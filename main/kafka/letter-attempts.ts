import {
  type Clock,
  type Observation,
  ofAttempt,
  type Published,
  TopicUnavailable,
} from '../transfers/ports.ts';

/** A letter bridges a leader's move by itself; beyond that the outbox tries again. In milliseconds. */
const pauses = [200, 400, 800, 1_600];

/** Waits so many milliseconds. @throws ConnectionLost where the connection ends meanwhile */
export type Wait = (milliseconds: number) => Promise<void>;

/**
 * Publishes a letter. Each attempt is seen: whether an earlier one may have been taken decides what a
 * later refusal means.
 * @throws what the last attempt threw, with `mayBeTaken` where any of them may have been taken
 */
async function inAttempts<T>(publish: () => Promise<T>, wait: Wait): Promise<T> {
  let mayBeTaken = false;
  for (let attempt = 0; ; attempt++) {
    try {
      return await publish();
    } catch (error) {
      const rest = pauses[attempt];
      if (!(error instanceof TopicUnavailable) || rest === undefined)
        throw mayBeTaken ? ofAttempt(error, true) : error;
      mayBeTaken ||= error.mayBeTaken;
      await wait(rest).catch((ended: unknown) => {
        throw ofAttempt(ended, mayBeTaken);
      });
    }
  }
}

/** Publishes a letter in attempts, and tells what the answer proves of the server's time. @throws as `inAttempts` */
export async function publishLetter(
  send: () => Promise<Published>,
  wait: Wait,
  clock: Clock,
  told: (observation: Observation) => void,
): Promise<Published> {
  let [askedAt, since] = [0, 0];
  const published = await inAttempts(() => {
    [askedAt, since] = [clock.now(), clock.elapsed()];
    return send();
  }, wait);
  const { brokerTime } = published;
  const [answeredAt, took] = [clock.now(), clock.elapsed() - since];
  if (brokerTime !== null) told({ askedAt, answeredAt, brokerTime, took });
  return published;
}
