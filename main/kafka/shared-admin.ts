import type { Admin } from 'kafkajs';
import { type Clock, PublishRefused, TopicUnavailable } from '../transfers/ports.ts';
import { answered, translate } from './kafka-failures.ts';

const connectWithin = 15_000;
const disconnectWithin = 5_000;

type Line = { readonly admin: Admin; readonly ready: Promise<void> };

/**
 * One kafkajs admin client, used by one call at a time. Its calls keep what they know of the cluster
 * in one place and replace it under each other: asking for one topic makes it forget another that a
 * second call is about to look up, which ends in a TypeError inside kafkajs. A client that did not
 * answer is made anew: what was given up may still go on in it.
 */
export class SharedAdmin {
  readonly #make: () => Admin;
  readonly #clock: Clock;
  #line: Line;
  #turn: Promise<unknown> = Promise.resolve();
  #failures = 0;
  #closed = false;

  constructor(make: () => Admin, clock: Clock) {
    this.#make = make;
    this.#clock = clock;
    this.#line = this.#newLine();
  }

  /** How many calls in a row got no answer. */
  get failures(): number {
    return this.#failures;
  }

  async connect(): Promise<void> {
    await this.#line.ready;
  }

  /**
   * Runs `work` once every earlier one has ended. One that does not answer is given up after
   * `milliseconds`, so that the ones behind it get their turn.
   * @throws ConnectionLost where no answer came, and what `work` throws
   */
  use<T>(milliseconds: number, work: (admin: Admin) => Promise<T>): Promise<T> {
    const used = this.#turn.then(() => this.#call(milliseconds, work));
    this.#turn = used.catch(() => {});
    return used;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#disconnect(this.#line.admin);
  }

  async #call<T>(milliseconds: number, work: (admin: Admin) => Promise<T>): Promise<T> {
    const line = this.#line;
    try {
      await line.ready;
      const answer = await answered(this.#clock, milliseconds, work(line.admin));
      this.#failures = 0;
      return answer;
    } catch (error) {
      const failure = translate(error);
      const isAnswer = failure instanceof PublishRefused || failure instanceof TopicUnavailable;
      if (!isAnswer) this.#replace(line);
      throw error;
    }
  }

  #replace(line: Line): void {
    this.#failures++;
    if (this.#closed || line !== this.#line) return;
    this.#line = this.#newLine();
    void this.#disconnect(line.admin);
  }

  #newLine(): Line {
    const admin = this.#make();
    const connecting = admin.connect().then(() => {
      // kafkajs does not give up by itself: a client that connects after its time is closed.
      if (this.#closed) void this.#disconnect(admin);
    });
    const ready = answered(this.#clock, connectWithin, connecting);
    // Whoever asks next gets this error. Without a listener here Node would call it unhandled.
    ready.catch(() => {});
    return { admin, ready };
  }

  async #disconnect(admin: Admin): Promise<void> {
    await answered(this.#clock, disconnectWithin, admin.disconnect()).catch(() => {});
  }
}
