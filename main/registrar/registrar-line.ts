import type { ServerAccess, ServerSecrets } from '../../shared/server-access.ts';
import type { KafkaBus } from '../kafka/kafka-bus.ts';
import { TopicIdRegistry } from '../registry/id-registry.ts';
import type { CachedRecord, Clock } from '../transfers/ports.ts';
import type { Authority } from './authority.ts';
import { connectedBus } from './connected-bus.ts';
import { Registrar } from './registrar.ts';

export type LineOptions = {
  readonly authority: Authority;
  readonly access: ServerAccess;
  readonly secrets: ServerSecrets;
  readonly clock: Clock;
  /** Approves without a person; what the command line does is decided before. */
  readonly mayApprove: (destination: string, kid: string) => boolean;
};

/** A registrar with a connection of its own, without an app around it: for the command line, demos and tests. */
export class RegistrarLine {
  readonly registrar: Registrar;
  readonly registry: TopicIdRegistry;
  readonly #bus: KafkaBus;

  private constructor(registrar: Registrar, registry: TopicIdRegistry, bus: KafkaBus) {
    this.registrar = registrar;
    this.registry = registry;
    this.#bus = bus;
  }

  /** Makes the topics of the registry, reads it to its end, and publishes what is due. @throws where Kafka does not answer */
  static async open({ authority, access, secrets, clock, mayApprove }: LineOptions): Promise<RegistrarLine> {
    const bus = await connectedBus(access, secrets, 'sealpost-registrar', clock);
    if (typeof bus === 'string')
      throw new Error(`Kafka does not answer at ${access.brokers.join(', ')}: ${bus}`);
    const kept: CachedRecord[] = [];
    const store = { all: () => kept, add: () => {}, remove: () => {} };
    let tend = (): void => {};
    const roots = new Map([[authority.name, authority.root]]);
    const registry = new TopicIdRegistry(bus, store, roots, clock, () => tend());
    try {
      await bus.ensureRegistry();
      await registry.follow();
      await registry.readToEnd();
      const registrar = new Registrar({ authority, bus, registry, clock, mayApprove, changed: () => {} });
      tend = () => void registrar.tend();
      await registrar.start();
      await registrar.tend();
      return new RegistrarLine(registrar, registry, bus);
    } catch (error) {
      registry.close();
      await bus.close();
      throw error;
    }
  }

  /** Publishes a record of the registry as it is. @throws ConnectionLost, TopicUnavailable, PublishRefused, BusFault */
  async publish(topic: string, key: string, value: Buffer): Promise<void> {
    await this.#bus.publishPlain(topic, key, value);
  }

  async close(): Promise<void> {
    this.registrar.close();
    this.registry.close();
    await this.#bus.close();
  }
}
