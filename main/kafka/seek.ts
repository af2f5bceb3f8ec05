import type { Kafka } from 'kafkajs';
import { type Clock, ConnectionLost, type InboundRecord } from '../transfers/ports.ts';
import { translate } from './kafka-failures.ts';
import { TopicReader } from './topic-reader.ts';

/** Without any progress for so long there is nothing more to come, or nobody who gives it. */
const stallAfter = 60_000;

export type Search = {
  readonly topic: string;
  /** A group of this search alone. */
  readonly groupId: string;
  /** The offset after the last record to look at. */
  readonly end: bigint;
  /** Null: every record. */
  readonly keys: { has(key: string): boolean } | null;
  readonly found: (record: InboundRecord) => Promise<void>;
};

/**
 * Reads a topic from its start to `end` and hands over the records of these keys. The end counts as
 * reached also where no record stands there: markers of transactions never get to a handler.
 * @throws ConnectionLost, TopicUnavailable, PublishRefused where it may not be read, BusFault also where `found` fails
 */
export function readUpTo(
  kafka: Kafka,
  { topic, groupId, end, keys, found }: Search,
  stopped: AbortSignal,
  clock: Clock,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let done = false;
    const stalled = (): void => finish(new ConnectionLost('no progress'));
    let cancel = clock.after(stallAfter, stalled);
    const reader = new TopicReader(
      kafka,
      {
        topic,
        groupId,
        commit: false,
        from: null,
        crashed: finish,
        handle: async (records) => {
          for (const record of records) {
            if (!done && record.key && (keys?.has(record.key.toString('latin1')) ?? true))
              await found(record);
          }
        },
        passed: (next) => {
          if (next >= end) return finish(null);
          cancel();
          if (!done) cancel = clock.after(stallAfter, stalled);
        },
      },
      clock,
    );
    const onStop = (): void => finish(stopped.reason);
    stopped.addEventListener('abort', onStop, { once: true });
    function finish(error: unknown): void {
      if (done) return;
      done = true;
      cancel();
      stopped.removeEventListener('abort', onStop);
      void reader.stop();
      if (error) reject(translate(error));
      else resolve();
    }
    reader.start().catch(finish);
  });
}
