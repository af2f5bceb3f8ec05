import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Admin } from 'kafkajs';
import { systemClock } from '../../main/clock/system-clock.ts';
import { aclEntries, personRights, type Right, registrarRights } from '../../main/kafka/acls.ts';
import { kafkaConfigOf } from '../../main/kafka/kafka-config.ts';
import { loadKafkaJs } from '../../main/kafka/kafkajs-patches.ts';
import { inboxTopic } from '../../main/protocol/destination.ts';
import type { OfficeKafka, SignIn } from './kafka-local.ts';
import { freePorts, KafkaNode, type NodePlan, newUuid } from './kafka-node.ts';
import { keyPemOf, makeAuthority, makeCertificate, pemOf, type TestAuthority } from './test-certificates.ts';

const nodes = [1, 2, 3] as const;
/** kafkajs cannot make users: as many as an office may need are made when the storage is formatted. */
const people = 120;
/** Days that the certificates of the servers hold: longer than a test that sets the clocks forward. */
const serversHoldFor = 1_000;

/**
 * Three Kafka nodes on loopback, each broker and controller, as a company runs them: TLS and SCRAM for
 * clients, mutual TLS on a listener of its own and between the nodes, ACLs without which nothing is
 * allowed, three replicas of which two must have each record.
 */
export class SecureKafka implements OfficeKafka {
  readonly authority: TestAuthority;
  readonly isOurs = true;
  /** Of the listener that wants SASL, and of the one that wants a certificate. */
  readonly brokers: readonly string[];
  readonly mutualBrokers: readonly string[];
  readonly #dir: string;
  readonly #nodes: readonly KafkaNode[];
  readonly #passwords: ReadonlyMap<string, string>;
  readonly #given = new Map<string, string>();

  private constructor(
    dir: string,
    authority: TestAuthority,
    ports: Ports,
    kafkaNodes: readonly KafkaNode[],
    passwords: ReadonlyMap<string, string>,
  ) {
    this.#dir = dir;
    this.authority = authority;
    this.brokers = ports.client.map((port) => `localhost:${port}`);
    this.mutualBrokers = ports.mutual.map((port) => `localhost:${port}`);
    this.#nodes = kafkaNodes;
    this.#passwords = passwords;
  }

  /** Formats the storage and starts the nodes; resolves once they answer. `ended` gives up at once. */
  static async start(
    libsDir: string,
    dir: string,
    ended?: AbortSignal,
    environment: NodePlan['environment'] = () => ({}),
  ): Promise<SecureKafka> {
    const free = await freePorts(9);
    const ports = { client: free.slice(0, 3), mutual: free.slice(3, 6), controller: free.slice(6, 9) };
    const authority = makeAuthority('Sealpost test authority', serversHoldFor);
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    writeFileSync(join(dir, 'authority.pem'), pemOf(authority));
    const server = makeCertificate(
      { name: 'node', names: ['localhost'], addresses: ['127.0.0.1'], until: serversHoldFor },
      authority,
    );
    writeFileSync(join(dir, 'node.pem'), `${keyPemOf(server)}${pemOf(server)}`, { mode: 0o600 });
    const made = nodes.map((id, i) => {
      const properties = serverProperties(id, ports, dir);
      const port = ports.client[i] as number;
      return new KafkaNode({
        libsDir,
        dir: join(dir, `node-${id}`),
        port,
        properties,
        heap: 384,
        environment,
      });
    });
    const names = ['admin', 'registrar', ...Array.from({ length: people }, (_, i) => personName(i))];
    const passwords = new Map(names.map((name) => [name, randomBytes(18).toString('base64url')]));
    const kafka = new SecureKafka(dir, authority, ports, made, passwords);
    const users = [...passwords].flatMap(([name, password]) => {
      const kinds = name === personName(0) ? ['SCRAM-SHA-512', 'SCRAM-SHA-256'] : ['SCRAM-SHA-512'];
      return kinds.flatMap((kind) => ['--add-scram', `${kind}=[name=${name},password=${password}]`]);
    });
    const [first, ...others] = made as [KafkaNode, ...KafkaNode[]];
    await first.format(newUuid(), users, ended);
    for (const [i, node] of others.entries()) node.formatLike(first, nodes[i + 1] as number);
    try {
      await kafka.resume(ended);
      await kafka.grant('registrar', registrarRights());
    } catch (error) {
      await kafka.stop();
      throw error;
    }
    return kafka;
  }

  async resume(ended?: AbortSignal): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.resume(ended)));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.stop()));
  }

  /** Ends or starts one of the nodes, from 0. */
  node(which: number): KafkaNode {
    return this.#nodes[which] as KafkaNode;
  }

  /** Over the listener for certificates, with that of the nodes. */
  get properties(): Readonly<Record<string, string>> {
    return {
      'bootstrap.servers': this.mutualBrokers.join(','),
      'security.protocol': 'SSL',
      'ssl.ca.location': join(this.#dir, 'authority.pem'),
      'ssl.certificate.location': join(this.#dir, 'node.pem'),
      'ssl.key.location': join(this.#dir, 'node.pem'),
    };
  }

  get administrator(): SignIn {
    return this.signIn('admin');
  }

  get registrar(): SignIn {
    return this.signIn('registrar');
  }

  /** A user of this person alone, with a person's rights. @param isRegistrar with a registrar's besides */
  async personFor(destination: string, isRegistrar = false): Promise<SignIn & { readonly username: string }> {
    const known = this.#given.get(destination);
    const username = known ?? personName(this.#given.size);
    if (!this.#passwords.has(username))
      throw new Error(`the secured Kafka has users for ${people} people only`);
    this.#given.set(destination, username);
    if (known === undefined) {
      await this.grant(username, [...personRights(destination), ...(isRegistrar ? registrarRights() : [])]);
      await this.#untilAllowed(username, inboxTopic(destination));
    }
    return { username, ...this.signIn(username) };
  }

  /** Rights are written by the controller: each broker hears of them a moment later, a busy one last. */
  async #untilAllowed(username: string, topic: string): Promise<void> {
    const { access, secrets } = this.signIn(username);
    const { Kafka } = loadKafkaJs();
    for (const broker of this.brokers) {
      // A client that asks nothing else puts its first question to the one broker that it was given.
      const config = kafkaConfigOf({ ...access, brokers: [broker] }, secrets, 'rights', systemClock);
      const admin = new Kafka({ ...config, retry: { retries: 0 } }).admin();
      await admin.connect();
      try {
        const giveUpAt = Date.now() + 30_000;
        while (!(await mayAskOf(admin, topic))) {
          if (Date.now() > giveUpAt) throw new Error(`${broker} does not hear of the rights of ${username}`);
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      } finally {
        await admin.disconnect();
      }
    }
  }

  /** Gives rights to a user. */
  async grant(username: string, rights: readonly Right[]): Promise<void> {
    const acl = aclEntries(`User:${username}`, rights);
    await this.#administer((admin) => admin.createAcls({ acl }));
  }

  /** Takes them away again. */
  async revoke(username: string, rights: readonly Right[]): Promise<void> {
    const filters = aclEntries(`User:${username}`, rights);
    await this.#administer((admin) => admin.deleteAcls({ filters }));
  }

  async #administer(work: (admin: Admin) => Promise<unknown>): Promise<void> {
    const { access, secrets } = this.administrator;
    const { Kafka } = loadKafkaJs();
    const admin = new Kafka(kafkaConfigOf(access, secrets, 'admin', systemClock)).admin();
    await admin.connect();
    try {
      await work(admin);
    } finally {
      await admin.disconnect();
    }
  }

  signIn(username: string): SignIn {
    const tls = { authorities: [this.authority.certificate.toString('base64')], clientCertificate: false };
    const security = { tls, signIn: { mechanism: 'scram-sha-512' as const, username }, proxy: null };
    return {
      access: { brokers: this.brokers, security },
      secrets: { password: this.#passwords.get(username) ?? '' },
    };
  }
}

/** A topic that is not there yet is an answer too: only somebody who may ask for it is told. */
async function mayAskOf(admin: Admin, topic: string): Promise<boolean> {
  try {
    await admin.fetchTopicMetadata({ topics: [topic] });
    return true;
  } catch (error) {
    const { type } = error as { type?: string };
    if (type === 'TOPIC_AUTHORIZATION_FAILED') return false;
    if (type === 'UNKNOWN_TOPIC_OR_PARTITION') return true;
    throw error;
  }
}

type Ports = {
  readonly client: readonly number[];
  readonly mutual: readonly number[];
  readonly controller: readonly number[];
};

const personName = (i: number): string => `person-${String(i + 1).padStart(2, '0')}`;

const serverProperties = (id: number, { client, mutual, controller }: Ports, dir: string): string => {
  const i = id - 1;
  const own = [`CLIENT://127.0.0.1:${client[i]}`, `MUTUAL://127.0.0.1:${mutual[i]}`];
  const jaas = (mechanism: string, module: string): string =>
    `listener.name.client.${mechanism}.sasl.jaas.config=org.apache.kafka.common.security.${module} required`;
  return `process.roles=broker,controller
node.id=${id}
listeners=${[...own, `CONTROLLER://127.0.0.1:${controller[i]}`].join(',')}
advertised.listeners=${own.join(',').replaceAll('127.0.0.1', 'localhost')}
listener.security.protocol.map=CLIENT:SASL_SSL,MUTUAL:SSL,CONTROLLER:SSL
inter.broker.listener.name=MUTUAL
controller.listener.names=CONTROLLER
controller.quorum.voters=${nodes.map((one) => `${one}@127.0.0.1:${controller[one - 1]}`).join(',')}
ssl.keystore.type=PEM
ssl.keystore.location=${join(dir, 'node.pem')}
ssl.truststore.type=PEM
ssl.truststore.location=${join(dir, 'authority.pem')}
ssl.client.auth=required
listener.name.client.ssl.client.auth=none
ssl.principal.mapping.rules=RULE:^CN=([^,]+).*$/$1/,DEFAULT
sasl.enabled.mechanisms=SCRAM-SHA-512,SCRAM-SHA-256,PLAIN,OAUTHBEARER
${jaas('scram-sha-512', 'scram.ScramLoginModule')};
${jaas('scram-sha-256', 'scram.ScramLoginModule')};
${jaas('plain', 'plain.PlainLoginModule')} user_plain="plain-secret";
${jaas('oauthbearer', 'oauthbearer.OAuthBearerLoginModule')} unsecuredLoginStringClaim_sub="node";
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:node;User:admin
auto.create.topics.enable=false
default.replication.factor=3
min.insync.replicas=2
offsets.topic.num.partitions=3
offsets.topic.replication.factor=3
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=3
share.coordinator.state.topic.replication.factor=3
group.initial.rebalance.delay.ms=0
`;
};
