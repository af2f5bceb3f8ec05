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
  #pumping: Promise<void> | null = null;
  #again = false;

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

  /** Publishes what is unpublished, in order. Call it whenever the connection is back. */
  pump(): Promise<void> {
    this.#again = true;
    this.#pumping ??= this.#run().finally(() => {
      this.#pumping = null;
    });
    return this.#pumping;
  }

  async #run(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      for (const entry of this.#store.unpublished()) {
        if (this.#bus.state().kind !== 'connected') return;
        try {
          await this.#bus.publish(entry);
        } catch (error) {
          if (error instanceof ConnectionLost) return;
          if (error instanceof PublishRefused) this.#refused(entry, error.why);
          else console.error(`publishing ${entry.messageType} failed`, error);
          this.#clock.after(tryAgainAfter, () => void this.pump());
          continue;
        }
        this.#store.markPublished(entry.id, this.#clock.now());
        this.#published(entry);
      }
    }
  }
}
