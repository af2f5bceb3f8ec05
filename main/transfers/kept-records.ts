import { HOUR } from '../protocol/limits.ts';
import { type Clock, ConnectionLost, type KeptRecord, type MessageBus, type TransferStore } from './ports.ts';

/** What judging a kept record led to. */
export type Judgement =
  /** The outcome is journaled: the record may go. */
  | 'done'
  /** A transfer is in work that needs the record again after a restart. */
  | 'in-work'
  /** Cannot be judged yet (protocol.md section 8, row 4). */
  | 'held';

/**
 * The `data-` and `ack-` records that wait for their judgement: judged one after the other, held
 * ones again whenever the registry changes and at least hourly.
 */
export class KeptRecords {
  readonly #store: TransferStore;
  readonly #bus: MessageBus;
  readonly #clock: Clock;
  readonly #judge: (record: KeptRecord, body: Buffer) => Promise<Judgement>;
  readonly #held = new Map<string, KeptRecord>();
  #queue: Promise<void> = Promise.resolve();

  constructor(
    store: TransferStore,
    bus: MessageBus,
    clock: Clock,
    judge: (record: KeptRecord, body: Buffer) => Promise<Judgement>,
  ) {
    this.#store = store;
    this.#bus = bus;
    this.#clock = clock;
    this.#judge = judge;
    this.#everyHour();
  }

  /** After a restart stored records are judged again. */
  resume(): void {
    for (const record of this.#store.keptRecords()) this.add(record);
  }

  add(record: KeptRecord): void {
    this.#queue = this.#queue
      .then(() => this.#judgeOne(record))
      .catch((error: unknown) => {
        // A fault of ours costs this record a wait, and the ones behind it nothing.
        this.#held.set(keyOf(record), record);
        console.error(`judging ${record.messageType} failed`, error);
      });
  }

  /** The registry changed, or the connection is back. */
  judgeHeld(): void {
    const held = [...this.#held.values()];
    this.#held.clear();
    for (const record of held) this.add(record);
  }

  async #judgeOne(record: KeptRecord): Promise<void> {
    const body = record.body ?? (await this.#seekBody(record));
    const judgement = body ? await this.#judge(record, body) : 'held';
    if (judgement === 'held') this.#held.set(keyOf(record), record);
    if (judgement === 'done') this.#store.releaseRecord(record.topic, record.offset);
  }

  /** An evicted record is sought again in the topic. */
  async #seekBody(record: KeptRecord): Promise<Buffer | null> {
    let body: Buffer | null = null;
    try {
      await this.#bus.seek(record.topic, new Set([record.messageType]), async (found) => {
        if (found.offset === record.offset) body = found.value;
      });
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
    }
    return body;
  }

  #everyHour(): void {
    this.#clock.after(HOUR, () => {
      this.judgeHeld();
      this.#everyHour();
    });
  }
}

const keyOf = ({ topic, offset }: KeptRecord): string => `${topic}/${offset}`;
