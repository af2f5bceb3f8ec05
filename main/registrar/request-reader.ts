import { setImmediate as nextTurn } from 'node:timers/promises';
import { REQUESTS_TOPIC } from '../protocol/destination.ts';
import { TopicEnd } from '../registry/topic-end.ts';
import type { Clock, InboundRecord } from '../transfers/ports.ts';
import type { Authority } from './authority.ts';
import type { Questions } from './questions.ts';
import type { RegistrarBus } from './registrar-ports.ts';
import { askedIn } from './request-book.ts';

/** Longer, the window does not wait for a batch of requests; in milliseconds. */
const longestTurn = 20;

/** Reads what is asked, and how far it was read. */
export class RequestReader {
  readonly #questions: Questions;
  readonly #authority: Authority;
  readonly #clock: Clock;
  readonly #end: TopicEnd;
  /** When the requests were read last, milliseconds since 1970; null before. */
  lookedAt: number | null = null;

  constructor(questions: Questions, authority: Authority, bus: RegistrarBus, clock: Clock) {
    this.#questions = questions;
    this.#authority = authority;
    this.#clock = clock;
    this.#end = new TopicEnd(() => bus.endOf(REQUESTS_TOPIC), clock);
  }

  async take(records: readonly InboundRecord[]): Promise<void> {
    let turnEnds = performance.now() + longestTurn;
    for (const { key, value, brokerTime } of records) {
      if (performance.now() > turnEnds) {
        await nextTurn();
        turnEnds = performance.now() + longestTurn;
      }
      const asked = key && value ? askedIn(key.toString(), value, brokerTime) : null;
      if (!asked || !this.#authority.owns(asked.record.destination)) continue;
      if (this.#questions.isRefused(asked) || this.#questions.isOfAnother(asked)) continue;
      this.#questions.book.add(asked, this.#questions.judged(asked)?.kind === 'renewal');
    }
    const last = records.at(-1);
    if (last) this.#end.readTo(BigInt(last.offset) + 1n);
    this.lookedAt = this.#clock.now();
  }

  /** Every request that stands in the topic now was looked at. @throws ConnectionLost, TopicUnavailable, BusFault */
  reach(): Promise<void> {
    return this.#end.reach();
  }

  close(): void {
    this.#end.close();
  }
}
