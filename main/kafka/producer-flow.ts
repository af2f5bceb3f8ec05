import { setMaxListeners } from 'node:events';
import type { Message, Producer } from 'kafkajs';
import { ConnectionLost, PublishRefused } from '../transfers/ports.ts';
import { translate, within } from './kafka-failures.ts';

const connectWithin = 15_000;
const disconnectWithin = 5_000;

export type FlowOptions = {
  /** Without a single answer for so many milliseconds the flow is dead, though the rest of the connection lives. */
  readonly stallAfter: number;
  /** However many answers come for others meanwhile: this one was forgotten. In milliseconds. */
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
  #line: Line;
  readonly #ended = new AbortController();
  #failures = 0;

  constructor(make: () => Producer, options: FlowOptions) {
    this.#make = make;
    this.#options = options;
    // As many as there are calls under way.
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
   * @returns when the broker appended it, milliseconds since 1970; null where the topic does not keep that
   * @throws ConnectionLost, TopicUnavailable, PublishRefused, BusFault
   */
  async send(topic: string, message: Message): Promise<number | null> {
    const line = this.#line;
    if (line.underWay++ === 0) line.lastProgress = Date.now();
    try {
      await line.ready.catch((cause: unknown) => {
        throw new ConnectionLost('the producer could not connect', { cause, mayBeTaken: false });
      });
      const sending = line.producer.send({ topic, acks: -1, messages: [message] });
      const [answer] = (await whileMoving(sending, line, this.#options, this.#ended.signal)) ?? [];
      line.lastProgress = Date.now();
      this.#failures = 0;
      const appendedAt = Number(answer?.logAppendTime ?? -1);
      return appendedAt > 0 ? appendedAt : null;
    } catch (error) {
      const failure = translate(error);
      // A refusal is an answer; after anything else nobody knows what the producer still believes.
      if (!(failure instanceof PublishRefused)) this.#replace(line, failure);
      throw failure;
    } finally {
      line.underWay--;
      if (line.retired && line.underWay === 0) void disconnect(line.producer);
    }
  }

  async close(): Promise<void> {
    this.#ended.abort();
    await disconnect(this.#line.producer);
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
      if (this.#ended.signal.aborted) void disconnect(producer);
    });
    const ready = within(connectWithin, connecting);
    // Told to whoever sends next.
    ready.catch(() => {});
    return { producer, ready, lastProgress: Date.now(), underWay: 0, retired: false };
  }
}

/** Rejects where nothing moves on the line, or the flow is closed. A slow line that moves is waited for. */
function whileMoving<T>(
  work: Promise<T>,
  line: Line,
  { stallAfter, atMost }: FlowOptions,
  ended: AbortSignal,
): Promise<T> {
  const giveUpAt = Date.now() + atMost;
  return new Promise<T>((resolve, reject) => {
    const look = (): void => {
      const left = Math.min(line.lastProgress + stallAfter, giveUpAt) - Date.now();
      if (left > 0) timer = setTimeout(look, left);
      else reject(new ConnectionLost('Kafka does not answer what is published'));
    };
    let timer = setTimeout(look, stallAfter);
    const stop = (): void => {
      clearTimeout(timer);
      reject(new ConnectionLost('the connection was closed'));
    };
    ended.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      ended.removeEventListener('abort', stop);
    });
  });
}

const disconnect = (producer: Producer): Promise<void> =>
  within(disconnectWithin, producer.disconnect()).catch(() => {});
