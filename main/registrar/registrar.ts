import { type KeyObject, randomUUID } from 'node:crypto';
import type { Consumer, ITopicConfig, Kafka, Producer } from 'kafkajs';
import type { ServerAccess, ServerSecrets } from '../../shared/server-access.ts';
import { kafkaConfigOf } from '../kafka/kafka-config.ts';
import { loadKafkaJs } from '../kafka/kafkajs-patches.ts';
import { SharedAdmin } from '../kafka/shared-admin.ts';
import {
  ensureTopic,
  inboxSettings,
  partitionsOf,
  registrySettings,
  requestsSettings,
} from '../kafka/topics.ts';
import { REGISTRY_TOPIC, REQUESTS_TOPIC } from '../protocol/destination.ts';
import { kidOf } from '../protocol/keys.ts';
import { crlKey, decodeRequest, encodeRegistryValue, registryKey } from '../protocol/registry-record.ts';
import type { Clock } from '../transfers/ports.ts';
import type { Organisation } from './organisation.ts';
import { readRequest } from './request.ts';

const readWithin = 60_000;

export type AskedFor = {
  readonly destination: string;
  /** The displayed name that the person typed. */
  readonly label: string;
  readonly publicKey: KeyObject;
  readonly kid: string;
  /** PKCS#10, DER. */
  readonly request: Buffer;
};

/** Publishes what an organisation issues: topics, certificates and CRLs (protocol.md 7). */
export class Registrar {
  readonly #organisation: Organisation;
  readonly #kafka: Kafka;
  readonly #clock: Clock;
  /** Requests are answered while other calls are under way. */
  readonly #topics: SharedAdmin;
  readonly #producer: Producer;
  #consumer: Consumer | null = null;

  private constructor(organisation: Organisation, kafka: Kafka, clock: Clock) {
    this.#organisation = organisation;
    this.#clock = clock;
    this.#kafka = kafka;
    this.#topics = new SharedAdmin(() => kafka.admin(), clock);
    this.#producer = kafka.producer({ allowAutoTopicCreation: false });
  }

  static async connect(
    organisation: Organisation,
    access: ServerAccess,
    secrets: ServerSecrets,
    clock: Clock,
  ): Promise<Registrar> {
    const { Kafka: Client } = loadKafkaJs();
    const registrar = new Registrar(
      organisation,
      new Client(kafkaConfigOf(access, secrets, 'sealpost-registrar', clock)),
      clock,
    );
    try {
      await registrar.#topics.connect();
      await registrar.#producer.connect();
    } catch (error) {
      await registrar.close();
      throw new Error(
        `Kafka does not answer at ${access.brokers.join(', ')}: check the brokers and try again`,
        {
          cause: error,
        },
      );
    }
    return registrar;
  }

  /** Makes the topics of the registry and publishes fresh CRLs. */
  async prepare(): Promise<void> {
    await this.#ensureTopic(registrySettings());
    await this.#ensureTopic(requestsSettings());
    await this.#publish(
      this.#organisation.crls().map(({ issuerKid, der }) => ({ key: crlKey(issuerKid), value: der })),
    );
  }

  /** Issues a certificate, makes the inbox and publishes the record. @returns DER, leaf first */
  async register(request: Buffer, destination: string): Promise<readonly Buffer[]> {
    const { kid, certificates } = this.#organisation.issue(request, destination);
    await this.#ensureTopic(inboxSettings(destination));
    await this.#publish([{ key: registryKey(destination, kid), value: encodeRegistryValue(certificates) }]);
    return certificates;
  }

  /** Answers the allowed requests as they come; `kid` is that of the key which signed the request. */
  async answer(allowed: (destination: string, kid: string) => boolean): Promise<void> {
    const consumer = this.#newConsumer();
    this.#consumer = consumer;
    await consumer.connect();
    await consumer.subscribe({ topics: [REQUESTS_TOPIC], fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message }) => {
        const asked = askedIn(message);
        if (!asked || !allowed(asked.destination, asked.kid)) return;
        await this.register(asked.request, asked.destination);
      },
    });
  }

  /** Who asked and has no certificate yet, in the order in which they asked first. */
  async pending(): Promise<readonly AskedFor[]> {
    const offsets = await this.#topics.use(readWithin, async (admin) =>
      (await partitionsOf(admin, REQUESTS_TOPIC)) === 0
        ? undefined
        : (await admin.fetchTopicOffsets(REQUESTS_TOPIC))[0],
    );
    const end = BigInt(offsets?.high ?? 0);
    if (BigInt(offsets?.low ?? 0) >= end) return [];
    const found = new Map<string, AskedFor>();
    const consumer = this.#newConsumer();
    this.#consumer = consumer;
    await consumer.connect();
    await consumer.subscribe({ topics: [REQUESTS_TOPIC], fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      const late = new Error('the requests could not be read to their end');
      const cancel = this.#clock.after(readWithin, () => reject(late));
      consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
      // The end may be a marker of a transaction, which no handler sees.
      consumer.on('consumer.end_batch_process', ({ payload }) => {
        if (BigInt(payload.lastOffset) + 1n < end) return;
        cancel();
        resolve();
      });
      const run = consumer.run({
        eachBatch: async ({ batch }) => {
          for (const message of batch.messages) {
            const asked = askedIn(message);
            if (asked && !this.#organisation.hasIssued(asked.kid))
              found.set(`${asked.destination} ${asked.kid}`, asked);
          }
        },
      });
      run.catch(reject);
    });
    return [...found.values()].filter(({ destination }) => this.#organisation.owns(destination));
  }

  async close(): Promise<void> {
    await Promise.all([this.#consumer?.disconnect(), this.#producer.disconnect(), this.#topics.close()]);
  }

  #newConsumer(): Consumer {
    return this.#kafka.consumer({
      groupId: `registrar.${randomUUID()}`,
      allowAutoTopicCreation: false,
      maxWaitTimeInMs: 200,
      // An open transaction of somebody else must not stop a registrar.
      readUncommitted: true,
    });
  }

  #ensureTopic(settings: ITopicConfig): Promise<void> {
    return this.#topics.use(readWithin, (admin) => ensureTopic(admin, settings, this.#clock));
  }

  async #publish(messages: { key: string; value: Buffer }[]): Promise<void> {
    await this.#producer.send({ topic: REGISTRY_TOPIC, acks: -1, messages });
  }
}

/** The request in a record of `sealpost-requests`, or null: anybody who may write there can write anything. */
function askedIn({ key, value }: { key: Buffer | null; value: Buffer | null }): AskedFor | null {
  const record = key && value ? decodeRequest(key.toString(), value) : null;
  if (!record) return null;
  try {
    const { publicKey, commonName, emails } = readRequest(record.request);
    if (emails.length !== 1 || emails[0] !== record.destination) return null;
    const { destination, request } = record;
    return { destination, request, label: commonName, publicKey, kid: kidOf(publicKey) };
  } catch {
    // No request, or its signature does not prove possession of the key.
    return null;
  }
}
