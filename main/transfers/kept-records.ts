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
 * ones again whenever the registry changes and at least hourly. Bodies stay in the store, which bounds them.
 */
export class KeptRecords {
  readonly #store: TransferStore;
  readonly #bus: MessageBus;
  readonly #clock: Clock;
  readonly #judge: (record: KeptRecord, body: Buffer) => Promise<Judgement>;
  readonly #held = new Set<string>();
  #judging: Promise<void> = Promise.resolve();
  #wantsHeld = false;
  #isJudgingHeld = false;

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
  async resume(): Promise<void> {
    for (const record of this.#store.keptRecords()) await this.add(record);
  }

  /** Resolves once it was judged, and never rejects: reading waits for it, so a flood stays in the topic. */
  add(record: KeptRecord): Promise<void> {
    this.#judging = this.#judging.then(() => this.#judgeOne(record));
    return this.#judging;
  }

  /** The registry changed, or the connection is back. However many are held, they do not delay what is fresh. */
  judgeHeld(): void {
    this.#wantsHeld = true;
    if (!this.#isJudgingHeld) void this.#judgeAllHeld();
  }

  async #judgeAllHeld(): Promise<void> {
    this.#isJudgingHeld = true;
    while (this.#wantsHeld) {
      this.#wantsHeld = false;
      const held = this.#store.keptRecords().filter((record) => this.#held.has(keyOf(record)));
      for (const record of held) if (record.body) await this.add(record);
      await this.#judgeEvicted(held.filter(({ body }) => !body));
    }
    this.#isJudgingHeld = false;
  }

  /** Evicted records are sought again in their topic, all of them in one reading. */
  async #judgeEvicted(evicted: readonly KeptRecord[]): Promise<void> {
    const wanted = new Map(evicted.map((record) => [keyOf(record), record]));
    for (const topic of new Set(evicted.map((record) => record.topic))) {
      const keys = new Set(evicted.map(({ messageType }) => messageType));
      try {
        await this.#bus.seek(topic, keys, async (found) => {
          const record = wanted.get(keyOf(found));
          if (record && found.value) await this.add({ ...record, body: found.value });
        });
      } catch (error) {
        if (!(error instanceof ConnectionLost)) console.error(`reading ${topic} again failed`, error);
      }
    }
  }

  /** A fault of ours costs this record a wait, and the ones behind it nothing. */
  async #judgeOne(record: KeptRecord): Promise<void> {
    let judgement: Judgement = 'held';
    try {
      if (record.body) judgement = await this.#judge(record, record.body);
      if (judgement === 'done') this.#store.releaseRecord(record.topic, record.offset);
    } catch (error) {
      judgement = 'held';
      console.error(`judging ${record.messageType} failed`, error);
    }
    if (judgement === 'held') this.#held.add(keyOf(record));
    else this.#held.delete(keyOf(record));
  }

  #everyHour(): void {
    this.#clock.after(HOUR, () => {
      this.judgeHeld();
      this.#everyHour();
    });
  }
}

const keyOf = ({ topic, offset }: { readonly topic: string; readonly offset: string }): string =>
  `${topic}/${offset}`;
