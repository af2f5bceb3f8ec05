import type { Admin } from 'kafkajs';
import { within } from './kafka-failures.ts';

/**
 * One kafkajs admin client, used by one call at a time. Its calls keep what they know of the cluster
 * in one place and replace it under each other: asking for one topic makes it forget another that a
 * second call is about to look up, which ends in a TypeError inside kafkajs.
 */
export class SharedAdmin {
  readonly #admin: Admin;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(admin: Admin) {
    this.#admin = admin;
  }

  /**
   * Runs `work` once every earlier one has ended. One that does not answer is given up after
   * `milliseconds`, so that the ones behind it get their turn.
   * @throws ConnectionLost where no answer came, and what `work` throws
   */
  use<T>(milliseconds: number, work: (admin: Admin) => Promise<T>): Promise<T> {
    const used = this.#turn.then(() => within(milliseconds, work(this.#admin)));
    this.#turn = used.catch(() => {});
    return used;
  }
}
