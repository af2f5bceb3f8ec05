import type { Admin, Consumer, Kafka, Producer } from 'kafkajs';
import { loadKafkaJs } from '../../main/kafka/kafkajs-patches.ts';
import { ensureTopic, inboxSettings, registrySettings, requestsSettings } from '../../main/kafka/topics.ts';
import { REGISTRY_TOPIC, REQUESTS_TOPIC } from '../../main/protocol/destination.ts';
import {
  crlKey,
  decodeRequest,
  encodeRegistryValue,
  registryKey,
} from '../../main/protocol/registry-record.ts';
import type { Organisation } from './organisation.ts';

/** Publishes what an organisation issues: topics, certificates and CRLs (protocol.md 7). */
export class Registrar {
  readonly #organisation: Organisation;
  readonly #kafka: Kafka;
  readonly #admin: Admin;
  readonly #producer: Producer;
  #consumer: Consumer | null = null;

  private constructor(organisation: Organisation, kafka: Kafka) {
    this.#organisation = organisation;
    this.#kafka = kafka;
    this.#admin = kafka.admin();
    this.#producer = kafka.producer({ allowAutoTopicCreation: false });
  }

  static async connect(organisation: Organisation, brokers: readonly string[]): Promise<Registrar> {
    const { Kafka: Client } = loadKafkaJs();
    const registrar = new Registrar(
      organisation,
      new Client({ brokers: [...brokers], clientId: 'sealpost-registrar', logCreator: () => () => {} }),
    );
    await registrar.#admin.connect();
    await registrar.#producer.connect();
    return registrar;
  }

  /** Makes the topics of the registry and publishes fresh CRLs. */
  async prepare(): Promise<void> {
    await ensureTopic(this.#admin, registrySettings());
    await ensureTopic(this.#admin, requestsSettings());
    await this.#publish(
      this.#organisation.crls().map(({ issuerKid, der }) => ({ key: crlKey(issuerKid), value: der })),
    );
  }

  /** Issues a certificate, makes the inbox and publishes the record. @returns DER, leaf first */
  async register(request: Buffer, destination: string): Promise<readonly Buffer[]> {
    const { kid, certificates } = this.#organisation.issue(request, destination);
    await ensureTopic(this.#admin, inboxSettings(destination));
    await this.#publish([{ key: registryKey(destination, kid), value: encodeRegistryValue(certificates) }]);
    return certificates;
  }

  /** Answers the requests of these destinations as they come. */
  async answer(
    allowed: (destination: string) => boolean,
    answered: (destination: string) => void,
  ): Promise<void> {
    const consumer = this.#kafka.consumer({
      groupId: `registrar.${Date.now()}`,
      allowAutoTopicCreation: false,
      maxWaitTimeInMs: 200,
    });
    this.#consumer = consumer;
    await consumer.connect();
    await consumer.subscribe({ topics: [REQUESTS_TOPIC], fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message: { key, value } }) => {
        const request = key && value ? decodeRequest(key.toString(), value) : null;
        if (!request || !allowed(request.destination)) return;
        await this.register(request.request, request.destination);
        answered(request.destination);
      },
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.#consumer?.disconnect(), this.#producer.disconnect(), this.#admin.disconnect()]);
  }

  async #publish(messages: { key: string; value: Buffer }[]): Promise<void> {
    await this.#producer.send({ topic: REGISTRY_TOPIC, acks: -1, messages });
  }
}
