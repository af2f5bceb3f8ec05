import { openAccess, type ServerAccess, type ServerSecrets } from '../../shared/server-access.ts';
import { freePorts, KafkaNode, type NodePlan, newUuid } from './kafka-node.ts';

/** How somebody reaches the servers and signs in. */
export type SignIn = { readonly access: ServerAccess; readonly secrets: ServerSecrets };

/** The Kafka of an office, of whichever kind. */
export type OfficeKafka = {
  /** May do everything. */
  readonly administrator: SignIn;
  readonly registrar: SignIn;
  /** How programs over librdkafka reach it as an administrator: its own properties. */
  readonly properties: Readonly<Record<string, string>>;
  /** How this person signs in, and what was granted for it. */
  personFor(destination: string): Promise<SignIn>;
  /** It was started here, and may be stopped and started again. */
  readonly isOurs: boolean;
  stop(): Promise<void>;
  resume(): Promise<void>;
};

/** A Kafka without security, that somebody else runs. */
export const kafkaElsewhere = (brokers: readonly string[]): OfficeKafka => {
  const anybody = { access: openAccess(brokers), secrets: {} };
  const nothing = async (): Promise<void> => {};
  return {
    administrator: anybody,
    registrar: anybody,
    properties: { 'bootstrap.servers': brokers.join(',') },
    personFor: async () => anybody,
    isOurs: false,
    stop: nothing,
    resume: nothing,
  };
};

/** One Kafka node on loopback without any security. */
export class LocalKafka implements OfficeKafka {
  readonly registrar: SignIn;
  readonly isOurs = true;
  readonly #node: KafkaNode;

  private constructor(node: KafkaNode, port: number) {
    this.#node = node;
    this.registrar = { access: openAccess([`127.0.0.1:${port}`]), secrets: {} };
  }

  /** Formats the storage and starts the node; resolves once it answers. `ended` gives up at once. */
  static async start(
    libsDir: string,
    dir: string,
    ended?: AbortSignal,
    environment: NodePlan['environment'] = () => ({}),
  ): Promise<LocalKafka> {
    const [port = 0, controllerPort = 0] = await freePorts(2);
    const properties = serverProperties(port, controllerPort);
    const node = new KafkaNode({ libsDir, dir, port, properties, heap: 512, environment });
    const kafka = new LocalKafka(node, port);
    await kafka.#node.format(newUuid(), ['--standalone'], ended);
    await kafka.resume(ended);
    return kafka;
  }

  /** Starts the node again on the same port with the same data. */
  resume(ended?: AbortSignal): Promise<void> {
    return this.#node.resume(ended);
  }

  get properties(): Readonly<Record<string, string>> {
    return { 'bootstrap.servers': this.registrar.access.brokers.join(',') };
  }

  get administrator(): SignIn {
    return this.registrar;
  }

  async personFor(): Promise<SignIn> {
    return this.registrar;
  }

  stop(): Promise<void> {
    return this.#node.stop();
  }
}

const serverProperties = (port: number, controllerPort: number): string => `process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.quorum.bootstrap.servers=127.0.0.1:${controllerPort}
auto.create.topics.enable=false
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
`;
