import { askTime } from './clock/ask-time.ts';
import type { ClockCheck } from './clock/clock-check.ts';
import type { Inbound } from './letters/inbound.ts';
import type { Mailbox, Mailboxes } from './mailbox.ts';
import type { InboundRecord, InboxReading, MessageBus, TransferStore } from './ports.ts';

type Ports = {
  readonly bus: MessageBus & {
    followInbox(
      destination: string,
      deviceId: string,
      take: (records: readonly InboundRecord[]) => Promise<void>,
      reading: InboxReading,
    ): Promise<void>;
  };
  readonly store: Pick<TransferStore, 'positionOf' | 'keepPosition' | 'keepReadsAgain'>;
  readonly registry: { knowsKey(destination: string, kid: string): boolean };
  readonly mailboxes: Mailboxes;
  readonly inbound: Inbound;
  readonly clockCheck: ClockCheck;
};

/** The inboxes of this installation: from when on they are read, and asked for the server's time. */
export class OwnInboxes {
  readonly #ports: Ports;
  readonly #deviceId: string;
  readonly #missed: (destination: string, records: bigint) => void;
  /** Topics of the inboxes that are read. */
  readonly #followed = new Set<string>();

  /** @param missed so many records were removed from an inbox before they were read here */
  constructor(ports: Ports, deviceId: string, missed: (destination: string, records: bigint) => void) {
    this.#ports = ports;
    this.#deviceId = deviceId;
    this.#missed = missed;
  }

  /**
   * Follows each inbox, once a certificate of a key that this installation holds was issued. Whether that
   * one is valid now does not matter: what comes meanwhile must not be lost.
   */
  follow(): void {
    const { bus, mailboxes, store } = this.#ports;
    for (const mailbox of mailboxes.list()) {
      if (this.#followed.has(mailbox.topic) || !this.#isCertified(mailbox)) continue;
      this.#followed.add(mailbox.topic);
      bus
        .followInbox(mailbox.destination, this.#deviceId, (records) => this.#take(records), {
          position: () => store.positionOf(mailbox.topic),
          again: (until) => store.keepReadsAgain(mailbox.topic, until),
          missed: (records, from) => {
            const before = store.positionOf(mailbox.topic);
            // Told once.
            if (before) store.keepPosition(mailbox.topic, { ...before, next: from });
            this.#missed(mailbox.destination, records);
          },
        })
        .then(() => this.askTime())
        .catch((error: unknown) => console.error('the inbox is not followed', error));
    }
  }

  /** Has the server tell its time, where it can be asked. */
  async askTime(): Promise<void> {
    const { bus } = this.#ports;
    const [topic] = this.#followed;
    if (topic !== undefined && bus.state().kind === 'connected') await askTime(bus, topic);
  }

  async #take(records: readonly InboundRecord[]): Promise<void> {
    const { clockCheck, inbound } = this.#ports;
    const newest = Math.max(...records.map(({ brokerTime }) => brokerTime));
    if (clockCheck.isBehind(newest)) void this.askTime();
    await inbound.accept(records);
  }

  #isCertified({ destination, kids }: Mailbox): boolean {
    return kids.some((kid) => this.#ports.registry.knowsKey(destination, kid));
  }
}
