import type { TransferReason } from '../../../shared/transfer.ts';
import {
  BusFault,
  type Clock,
  isTemporary,
  type MessageBus,
  type OutboundRecord,
  type OutboxEntry,
  type Published,
  PublishRefused,
  TopicUnavailable,
  type TransferStore,
} from '../ports.ts';

const tryAgainAfter = 60_000;
/** A letter that Kafka does not answer holds up its own topic alone. */
const topicsAtOnce = 4;

/** What a refusal means for a document. */
export type Refusal = {
  readonly why: PublishRefused['why'];
  /** An attempt before it ended without a word: it may stand in the topic, so it has not failed. */
  readonly mayBeTaken: boolean;
};

export type OutboxListeners = {
  /** Why the letter must not go out any more, or null. Asked only while nobody can have it. */
  readonly whyNot: (entry: OutboxEntry) => Promise<TransferReason | null>;
  /** It does not go out. Runs in the transaction that journals it. */
  readonly ended: (entry: OutboxEntry, why: TransferReason) => void;
  /** Its topic takes nothing now; it is tried again by itself. */
  readonly waits: (entry: OutboxEntry) => void;
  /** Kafka has it. Runs in the transaction that journals it, which need not be durable. */
  readonly published: (entry: OutboxEntry, published: Published) => void;
  /** Kafka refused it. Runs in the transaction that journals it. */
  readonly refused: (entry: OutboxEntry, refusal: Refusal) => void;
};

/**
 * Sealed `data-` and `ack-` records, stored before the first attempt and published until Kafka has
 * them (protocol.md 5.3 and section 8, row 12), also after a restart.
 */
export class Outbox {
  readonly #bus: MessageBus;
  readonly #store: TransferStore;
  readonly #clock: Clock;
  #listeners: OutboxListeners = {
    whyNot: async () => null,
    ended: () => {},
    waits: () => {},
    published: () => {},
    refused: () => {},
  };
  #pumping: Promise<void> = Promise.resolve();
  #isPumping = false;
  #again = false;
  #isWaiting = false;
  /** Entries that count as taken in the journal, and of which this process knows that no attempt was made. */
  readonly #untried = new Set<number>();

  constructor(bus: MessageBus, store: TransferStore, clock: Clock) {
    this.#bus = bus;
    this.#store = store;
    this.#clock = clock;
  }

  listen(listeners: OutboxListeners): void {
    this.#listeners = listeners;
  }

  /** Stores the record in the journal; `pump` publishes it, once the change of state is journaled too. */
  store(record: OutboundRecord, transfer: string): void {
    // Where its first attempt is what comes next, the journal is told of it together with the letter.
    const isNext =
      this.#bus.state().kind === 'connected' && !this.#isPumping && this.#store.unpublished().length === 0;
    const { id } = this.#store.putOutbox(record, transfer, isNext);
    if (isNext) this.#untried.add(id);
  }

  /** Publishes a stored record once more (protocol.md section 8, row 6). */
  repeat(transfer: string): void {
    const entry = this.#store.outboxOf(transfer);
    if (!entry) return;
    this.#store.markUnpublished(entry.id);
    void this.pump();
  }

  /** Publishes what is unpublished, in order; never rejects. Call it whenever the connection is back. */
  pump(): Promise<void> {
    this.#again = true;
    if (!this.#isPumping) {
      this.#isPumping = true;
      this.#pumping = this.#run();
    }
    return this.#pumping;
  }

  /** Resolves once what is under way was answered. */
  whenIdle(): Promise<void> {
    return this.#pumping;
  }

  async #run(): Promise<void> {
    try {
      while (this.#again) {
        this.#again = false;
        await this.#publishAll();
      }
    } catch (error) {
      console.error('publishing failed', error);
      this.#tryLater();
    } finally {
      this.#isPumping = false;
    }
  }

  /** Documents first; in each topic in order, and a few topics at once. */
  async #publishAll(): Promise<void> {
    const unpublished = this.#store.unpublished();
    const byTopic = new Map<string, OutboxEntry[]>();
    for (const entry of [...unpublished.filter(isDocument), ...unpublished.filter((one) => !isDocument(one))])
      byTopic.set(entry.topic, [...(byTopic.get(entry.topic) ?? []), entry]);
    const waiting = [...byTopic.values()];
    const work = async (): Promise<void> => {
      for (let entries = waiting.shift(); entries; entries = waiting.shift()) {
        await this.#publishTo(entries);
        this.#notTried(entries);
      }
    };
    await Promise.all(Array.from({ length: topicsAtOnce }, work));
  }

  /** The letters of one topic. Where it does not take one, the others of it wait for the next time. */
  async #publishTo(entries: readonly OutboxEntry[]): Promise<void> {
    for (const entry of entries) {
      if (this.#bus.state().kind !== 'connected') return;
      try {
        const isTried = entry.mayBeTaken && !this.#untried.has(entry.id);
        const why = isTried ? null : await this.#listeners.whyNot(entry);
        if (why !== null) this.#end(entry, why);
        else await this.#publishOne(entry, isTried);
      } catch (error) {
        // Also where the connection was lost: it may be back already, and then nobody says so again.
        this.#tryLater();
        if (error instanceof TopicUnavailable) this.#listeners.waits(entry);
        if (isTemporary(error) || error instanceof PublishRefused) return;
        console.error(`publishing ${entry.messageType} failed`, error);
        if (error instanceof BusFault) return;
      }
    }
  }

  /** Their turn did not come: what the journal was told of them ahead is taken back. */
  #notTried(entries: readonly OutboxEntry[]): void {
    for (const { id } of entries.filter((one) => this.#untried.has(one.id))) {
      try {
        this.#store.markMayBeTaken(id, false);
        this.#untried.delete(id);
      } catch (error) {
        console.error('journaling that a letter was not tried failed', error);
      }
    }
  }

  /**
   * The journal takes all of an outcome or nothing: half of it would leave a row that waits forever.
   * @throws what the bus throws, once it is journaled what that means
   */
  async #publishOne(entry: OutboxEntry, isTried: boolean): Promise<void> {
    if (!entry.mayBeTaken) this.#store.markMayBeTaken(entry.id, true);
    this.#untried.delete(entry.id);
    let published: Published;
    try {
      published = await this.#bus.publish(entry);
    } catch (error) {
      const isProven = (isTemporary(error) || error instanceof PublishRefused) && !error.mayBeTaken;
      const mayBeTaken = isTried || !isProven;
      if (!mayBeTaken) this.#store.markMayBeTaken(entry.id, false);
      if (error instanceof PublishRefused) this.#refused(entry, { why: error.why, mayBeTaken });
      throw error;
    }
    // Kafka has it. A power failure that undoes the word of it leads to a copy, which counts as one.
    this.#store.loosely(() => {
      const isCurrent = this.#store.outboxOf(entry.transfer)?.id === entry.id;
      this.#store.markPublished(entry.id, this.#clock.now());
      if (isCurrent) this.#listeners.published(entry, published);
    });
  }

  #end(entry: OutboxEntry, why: TransferReason): void {
    this.#store.atomically(() => {
      this.#listeners.ended(entry, why);
      this.#store.markPublished(entry.id, this.#clock.now());
    });
  }

  #refused(entry: OutboxEntry, refusal: Refusal): void {
    this.#store.atomically(() => {
      this.#listeners.refused(entry, refusal);
      // A document that failed must not reach anybody later on; what may have arrived, and an answer, is repeated.
      if (isDocument(entry) && !refusal.mayBeTaken) this.#store.markPublished(entry.id, this.#clock.now());
    });
  }

  #tryLater(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#clock.after(tryAgainAfter, () => {
      this.#isWaiting = false;
      void this.pump();
    });
  }
}

export const isDocument = ({ messageType }: { readonly messageType: string }): boolean =>
  messageType.startsWith('data-');
