import { setMaxListeners } from 'node:events';
import type { Message, Producer } from 'kafkajs';
import { type Clock, ConnectionLost, type Published, PublishRefused } from '../transfers/ports.ts';
import { answered, translate } from './kafka-failures.ts';

const connectWithin = 15_000;
const disconnectWithin = 5_000;

export type FlowOptions = {
  /** Without a single answer for so many milliseconds the flow is dead, though the rest of the connection lives. */
  readonly stallAfter: number;
  /** After so many milliseconds a record counts as forgotten, however many answers come for others meanwhile. */
  readonly atMost: number;
};

type Line = {
  readonly producer: Producer;
  readonly ready: Promise<void>;
  /** When it was answered last, or began to wait after a rest. */
  lastProgress: number;
  underWay: number;
  retired: boolean;
};

/**
 * What is published through one producer. It is judged by its own progress, because a socket can die
 * alone, and made anew after a failure: kafkajs does not reconnect a severed one (its issues 919 and
 * 979), and one topic without a leader spoils the metadata of every topic that it was asked for.
 */
export class ProducerFlow {
  readonly #make: () => Producer;
  readonly #options: FlowOptions;
  readonly #clock: Clock;
  #line: Line;
  readonly #ended = new AbortController();
  #failures = 0;

  constructor(make: () => Producer, options: FlowOptions, clock: Clock) {
    this.#make = make;
    this.#options = options;
    this.#clock = clock;
    // Each call under way listens to it, and Node would warn of more than ten.
    setMaxListeners(0, this.#ended.signal);
    this.#line = this.#newLine();
  }

  /** How many producers in a row got no answer at all. */
  get failures(): number {
    return this.#failures;
  }

  /** Resolves once the producer is connected. @throws what kafkajs throws */
  async connect(): Promise<void> {
    await this.#line.ready;
  }

  /**
   * @returns when the broker appended it, and where
   * @throws ConnectionLost, TopicUnavailable, PublishRefused, BusFault
   */
  async send(topic: string, message: Message): Promise<Published> {
    const line = this.#line;
    if (line.underWay++ === 0) line.lastProgress = this.#clock.now();
    try {
      await line.ready.catch((cause: unknown) => {
        throw new ConnectionLost('the producer could not connect', { cause, mayBeTaken: false });
      });
      const sending = line.producer.send({ topic, acks: -1, messages: [message] });
      const [answer] = (await this.#whileMoving(sending, line)) ?? [];
      line.lastProgress = this.#clock.now();
      this.#failures = 0;
      const appendedAt = Number(answer?.logAppendTime ?? -1);
      const offset = Number(answer?.baseOffset ?? -1) >= 0 ? (answer?.baseOffset ?? null) : null;
      return { brokerTime: appendedAt > 0 ? appendedAt : null, offset };
    } catch (error) {
      const failure = translate(error);
      // A refusal is an answer; after anything else nobody knows what the producer still believes.
      if (!(failure instanceof PublishRefused)) this.#replace(line, failure);
      throw failure;
    } finally {
      line.underWay--;
      if (line.retired && line.underWay === 0) void this.#disconnect(line.producer);
    }
  }

  async close(): Promise<void> {
    this.#ended.abort();
    await this.#disconnect(this.#line.producer);
  }

  /** What it was asked before may still be answered: it goes with its last answer. */
  #replace(line: Line, failure: Error): void {
    if (line.retired || this.#ended.signal.aborted) return;
    line.retired = true;
    if (failure instanceof ConnectionLost) this.#failures++;
    this.#line = this.#newLine();
  }

  #newLine(): Line {
    const producer = this.#make();
    const connecting = producer.connect().then(() => {
      // kafkajs does not give up by itself: a producer that connects after its time is closed.
      if (this.#ended.signal.aborted) void this.#disconnect(producer);
    });
    const ready = answered(this.#clock, connectWithin, connecting);
    // Whoever sends next gets this error. Without a listener here Node would call it unhandled.
    ready.catch(() => {});
    return { producer, ready, lastProgress: this.#clock.now(), underWay: 0, retired: false };
  }

  /** Rejects where nothing moves on the line, or the flow is closed. A slow line that moves is waited for. */
  #whileMoving<T>(work: Promise<T>, line: Line): Promise<T> {
    const [clock, ended] = [this.#clock, this.#ended.signal];
    const { stallAfter, atMost } = this.#options;
    const giveUpAt = clock.now() + atMost;
    return new Promise<T>((resolve, reject) => {
      const look = (): void => {
        const left = Math.min(line.lastProgress + stallAfter, giveUpAt) - clock.now();
        if (left > 0) cancel = clock.after(left, look);
        else reject(new ConnectionLost('Kafka does not answer what is published'));
      };
      let cancel = clock.after(stallAfter, look);
      const stop = (): void => {
        cancel();
        reject(new ConnectionLost('the connection was closed'));
      };
      ended.addEventListener('abort', stop, { once: true });
      void work.then(resolve, reject).finally(() => {
        cancel();
        ended.removeEventListener('abort', stop);
      });
    });
  }

  async #disconnect(producer: Producer): Promise<void> {
    await answered(this.#clock, disconnectWithin, producer.disconnect()).catch(() => {});
  }
}
