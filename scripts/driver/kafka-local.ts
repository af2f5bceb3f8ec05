import { randomBytes } from 'node:crypto';
import { openAccess, type ServerAccess } from '../../shared/server-access.ts';
import { freePorts, KafkaNode } from './kafka-node.ts';

/** One Kafka node on loopback without any security. */
export class LocalKafka {
  readonly access: ServerAccess;
  readonly #node: KafkaNode;

  private constructor(node: KafkaNode, port: number) {
    this.#node = node;
    this.access = openAccess([`127.0.0.1:${port}`]);
  }

  /** Formats the storage and starts the node; resolves once it answers. `ended` gives up at once. */
  static async start(libsDir: string, dir: string, ended?: AbortSignal): Promise<LocalKafka> {
    const [port = 0, controllerPort = 0] = await freePorts(2);
    const properties = serverProperties(port, controllerPort);
    const kafka = new LocalKafka(new KafkaNode({ libsDir, dir, port, properties, heap: 512 }), port);
    await kafka.#node.format(newClusterId(), ['--standalone'], ended);
    await kafka.resume(ended);
    return kafka;
  }

  /** Starts the node again on the same port with the same data. */
  resume(ended?: AbortSignal): Promise<void> {
    return this.#node.resume(ended);
  }

  stop(): Promise<void> {
    return this.#node.stop();
  }
}

/** As `kafka-storage random-uuid` makes them: 16 bytes, base64url, not beginning with a dash. */
export const newClusterId = (): string => `k${randomBytes(16).toString('base64url').slice(1)}`.slice(0, 22);

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
