import {
  type Clock,
  ConnectionLost,
  type MessageBus,
  type OutboundRecord,
  type OutboxEntry,
  PublishRefused,
  type TransferStore,
} from './ports.ts';

const tryAgainAfter = 60_000;

/**
 * Sealed `data-` and `ack-` records, stored before the first attempt and published until Kafka has
 * them (protocol.md 5.3 and section 8, row 12), also after a restart.
 */
export class Outbox {
  readonly #bus: MessageBus;
  readonly #store: TransferStore;
  readonly #clock: Clock;
  #published: (entry: OutboxEntry) => void = () => {};
  #refused: (entry: OutboxEntry, why: PublishRefused['why']) => void = () => {};
  #pumping: Promise<void> = Promise.resolve();
  #isPumping = false;
  #again = false;
  #isWaiting = false;

  constructor(bus: MessageBus, store: TransferStore, clock: Clock) {
    this.#bus = bus;
    this.#store = store;
    this.#clock = clock;
  }

  onPublished(listener: (entry: OutboxEntry) => void): void {
    this.#published = listener;
  }

  onRefused(listener: (entry: OutboxEntry, why: PublishRefused['why']) => void): void {
    this.#refused = listener;
  }

  /** Stores the record in the journal; `pump` publishes it, once the change of state is journaled too. */
  store(record: OutboundRecord, transfer: string): void {
    this.#store.putOutbox(record, transfer);
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

  /** Documents first. Where Kafka refuses a topic, its other entries wait for the next time. */
  async #publishAll(): Promise<void> {
    const unpublished = this.#store.unpublished();
    const [documents, answers] = [
      unpublished.filter(isDocument),
      unpublished.filter((one) => !isDocument(one)),
    ];
    const refusing = new Set<string>();
    for (const entry of [...documents, ...answers]) {
      if (this.#bus.state().kind !== 'connected') return;
      if (refusing.has(entry.topic)) continue;
      try {
        if ((await this.#publishOne(entry)) === 'refused') refusing.add(entry.topic);
      } catch (error) {
        // Also where the connection was lost: it may be back already, and then nobody says so again.
        this.#tryLater();
        if (error instanceof ConnectionLost) return;
        console.error(`publishing ${entry.messageType} failed`, error);
      }
    }
  }

  /** The journal takes all of an outcome or nothing: half of it would leave a row that waits forever. */
  async #publishOne(entry: OutboxEntry): Promise<'published' | 'refused'> {
    try {
      await this.#bus.publish(entry);
    } catch (error) {
      if (!(error instanceof PublishRefused)) throw error;
      this.#store.atomically(() => {
        this.#refused(entry, error.why);
        // A document that failed must not reach anybody later on; an acknowledgement is repeated.
        if (isDocument(entry)) this.#store.markPublished(entry.id, this.#clock.now());
        else this.#tryLater();
      });
      return 'refused';
    }
    this.#store.atomically(() => {
      const isCurrent = this.#store.outboxOf(entry.transfer)?.id === entry.id;
      this.#store.markPublished(entry.id, this.#clock.now());
      if (isCurrent) this.#published(entry);
    });
    return 'published';
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

const isDocument = ({ messageType }: OutboxEntry): boolean => messageType.startsWith('data-');
