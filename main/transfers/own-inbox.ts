import { askTime } from './clock/ask-time.ts';
import type { ClockCheck } from './clock/clock-check.ts';
import type { Inbound } from './letters/inbound.ts';
import type { Identity, InboundRecord, MessageBus } from './ports.ts';

type Ports = {
  readonly bus: MessageBus & {
    followInbox(
      destination: string,
      deviceId: string,
      take: (records: readonly InboundRecord[]) => Promise<void>,
    ): Promise<void>;
  };
  readonly registry: { knowsKey(destination: string, kid: string): boolean };
  readonly identity: Identity;
  readonly inbound: Inbound;
  readonly clockCheck: ClockCheck;
};

/** The own inbox: read from when on, and asked for the server's time. */
export class OwnInbox {
  readonly #ports: Ports;
  readonly #deviceId: string;
  #isFollowed = false;

  constructor(ports: Ports, deviceId: string) {
    this.#ports = ports;
    this.#deviceId = deviceId;
  }

  /**
   * Follows the inbox, once a certificate of a key that this installation holds was issued. Whether that
   * one is valid now does not matter: what comes meanwhile must not be lost.
   */
  follow(): void {
    const { bus, identity } = this.#ports;
    const destination = identity.destination();
    if (!destination || this.#isFollowed || !this.#isCertified(destination)) return;
    this.#isFollowed = true;
    bus
      .followInbox(destination, this.#deviceId, (records) => this.#take(records))
      .then(() => this.askTime())
      .catch((error: unknown) => console.error('the inbox is not followed', error));
  }

  /** Has the server tell its time, where it can be asked. */
  async askTime(): Promise<void> {
    const { bus, identity } = this.#ports;
    const destination = identity.destination();
    if (destination && this.#isFollowed && bus.state().kind === 'connected') await askTime(bus, destination);
  }

  async #take(records: readonly InboundRecord[]): Promise<void> {
    const { clockCheck, inbound } = this.#ports;
    const newest = Math.max(...records.map(({ brokerTime }) => brokerTime));
    if (clockCheck.isBehind(newest)) void this.askTime();
    await inbound.accept(records);
  }

  #isCertified(destination: string): boolean {
    const { identity, registry } = this.#ports;
    return identity.kids().some((kid) => registry.knowsKey(destination, kid));
  }
}
