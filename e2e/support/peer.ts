import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Admin, Consumer, Kafka, Producer } from 'kafkajs';
import { systemClock } from '../../main/clock/system-clock.ts';
import { kafkaConfigOf } from '../../main/kafka/kafka-config.ts';
import { loadKafkaJs } from '../../main/kafka/kafkajs-patches.ts';
import { certificateRequest } from '../../main/keys/certificate-request.ts';
import {
  type Acknowledgement,
  acknowledgementStatement,
  decodeAcknowledgement,
  encodeAcknowledgement,
} from '../../main/protocol/acknowledgement.ts';
import { inboxTopic } from '../../main/protocol/destination.ts';
import { openEnvelope, sealEnvelope } from '../../main/protocol/envelope.ts';
import { fingerprintOf, kidOf, newKey as newSecret, subkey } from '../../main/protocol/keys.ts';
import { ackType, dataType, shardType } from '../../main/protocol/message-type.ts';
import { ChunkCutter, sealShard } from '../../main/protocol/shard.ts';
import { signStatement, verifyStatement } from '../../main/protocol/signature.ts';
import { formatTime } from '../../main/protocol/time.ts';
import { newTransferId } from '../../main/protocol/transfer-id.ts';
import {
  encodeMetadata,
  SUITE,
  type TransferMetadata,
  transferHash,
  transferStatement,
} from '../../main/protocol/transfer-metadata.ts';
import type { Authority } from '../../main/registrar/authority.ts';
import { newKey } from '../../main/registrar/certificates.ts';
import { readRequest } from '../../main/registrar/request.ts';
import type { SignIn } from '../../scripts/driver/kafka-local.ts';
import type { Office } from '../../scripts/driver/office.ts';
import { foundIn } from '../../scripts/organisation/authority-keys.ts';

export type WireRecord = { key: string; value: Buffer | null; headers: Record<string, string | string[]> };

/** What a peer may get wrong on purpose. */
export type Fault = {
  readonly metadata?: Partial<TransferMetadata>;
  /** Signs with this key instead of its own. */
  readonly signWith?: KeyObject;
  readonly gzip?: (gzip: Buffer) => Buffer;
  readonly shard?: (record: WireRecord, n: number) => WireRecord | null;
  readonly data?: (record: WireRecord) => WireRecord;
};

/** Somebody else on the same Kafka, who has a certificate and can say anything: honest or not. */
export class Peer {
  readonly destination: string;
  readonly key: KeyObject;
  readonly certificate: Buffer;
  readonly kafka: Kafka;
  readonly producer: Producer;
  readonly admin: Admin;
  readonly #office: Office;

  private constructor(
    office: Office,
    destination: string,
    key: KeyObject,
    certificate: Buffer,
    own: Kafka,
    administrator: Kafka,
  ) {
    this.#office = office;
    this.destination = destination;
    this.key = key;
    this.certificate = certificate;
    this.kafka = administrator;
    this.producer = own.producer({ allowAutoTopicCreation: false });
    this.admin = administrator.admin();
  }

  static async join(
    office: Office,
    name: string,
    organisation: Authority = office.organisation,
  ): Promise<Peer> {
    const destination = `${name}@${organisation.name}`;
    const key = await newKey();
    const request = certificateRequest(key, destination, name);
    const certificates =
      organisation === office.organisation
        ? await office.certify(request, destination)
        : organisation.issue(readRequest(request), destination, { by: 'command', compared: null })
            .certificates;
    const { Kafka: Client } = loadKafkaJs();
    const client = ({ access, secrets }: SignIn): Kafka =>
      new Client(kafkaConfigOf(access, secrets, 'peer', systemClock));
    const own = client(await office.kafka.personFor(destination));
    const administrator = client(office.kafka.administrator);
    const peer = new Peer(office, destination, key, certificates[0] as Buffer, own, administrator);
    await peer.producer.connect();
    await peer.admin.connect();
    return peer;
  }

  /** Has a new key certified, and its inbox made. */
  static async certify(office: Office, name: string): Promise<void> {
    const destination = `${name}@${office.organisation.name}`;
    await office.certify(certificateRequest(await newKey(), destination, name), destination);
  }

  /** Another organisation, whose root nobody here pinned. */
  static async foreign(office: Office): Promise<Peer> {
    const dir = join(office.options.dir, `other-${Date.now()}`);
    return Peer.join(office, 'eve', await foundIn(dir, 'other'));
  }

  certificateOf(destination: string): Buffer {
    const issued = [...this.#office.organisation.ledger.issued.values()];
    const entry = issued.find((one) => one.destination === destination);
    if (!entry) throw new Error(`${destination} has no certificate`);
    return Buffer.from(entry.certificate, 'base64');
  }

  /** The records of one transfer, in order; nothing is published yet. */
  transfer(
    to: string,
    name: string,
    document: Buffer,
    fault: Fault = {},
  ): { readonly transferId: string; readonly key: Buffer; readonly records: readonly WireRecord[] } {
    const transferId = newTransferId();
    const K = newSecret();
    const theirs = this.certificateOf(to);
    const gzip = (fault.gzip ?? ((bytes) => bytes))(gzipSync(document));
    const cutter = new ChunkCutter();
    const chunks = [...Array.from(cutter.push(gzip), (chunk) => Buffer.from(chunk)), cutter.flush()];
    const shards = chunks.map((chunk, n): WireRecord => {
      const messageType = shardType(transferId, n);
      const value = sealShard(subkey(K, 'shards'), transferId, n, n === chunks.length - 1, chunk);
      return { key: messageType, value, headers: { messageType, v: '1' } };
    });
    const documentHash = createHash('sha256').update(document).digest('hex');
    const named = {
      sender: this.destination,
      recipient: to,
      documentHash,
      timestamp: formatTime(Date.now()),
      ...fault.metadata,
    };
    const unsigned: Omit<TransferMetadata, 'signature'> = {
      compression: 'gzip',
      documentName: name,
      documentSize: document.length,
      recipientCertificate: fingerprintOf(theirs),
      senderCertificate: fingerprintOf(this.certificate),
      shardCount: chunks.length,
      suite: SUITE,
      transferHash: transferHash(named),
      transferId,
      v: 1,
      ...named,
    };
    const signature = signStatement(fault.signWith ?? this.key, transferStatement(unsigned)).toString(
      'base64',
    );
    const messageType = dataType(transferId);
    const publicKey = createPublicKey({ key: certificatePem(theirs), format: 'pem' });
    const value = sealEnvelope(
      publicKey,
      messageType,
      'metadata',
      encodeMetadata({ ...unsigned, signature }),
      K,
    );
    const data: WireRecord = {
      key: messageType,
      value,
      headers: { messageType, v: '1', kid: kidOf(publicKey) },
    };
    const kept = shards
      .map((record, n) => (fault.shard ? fault.shard(record, n) : record))
      .filter((record) => record !== null);
    return { transferId, key: K, records: [...kept, fault.data ? fault.data(data) : data] };
  }

  /** Builds an acknowledgement of somebody's transfer, to be sent to its sender. */
  acknowledgement(
    metadata: Pick<Acknowledgement, 'transferHash' | 'transferId' | 'transferTimestamp'>,
    to: string,
    change: Partial<Acknowledgement>,
    signWith = this.key,
  ): WireRecord {
    const unsigned: Omit<Acknowledgement, 'signature'> = {
      acknowledgedAt: formatTime(Date.now()),
      reason: '',
      recipient: this.destination,
      recipientCertificate: fingerprintOf(this.certificate),
      status: 'received',
      v: 1,
      ...metadata,
      ...change,
    };
    const signature = signStatement(signWith, acknowledgementStatement(unsigned)).toString('base64');
    const messageType = ackType(unsigned.transferId);
    const publicKey = createPublicKey({ key: certificatePem(this.certificateOf(to)), format: 'pem' });
    const value = sealEnvelope(
      publicKey,
      messageType,
      'acknowledgement',
      encodeAcknowledgement({ ...unsigned, signature }),
      newSecret(),
    );
    return { key: messageType, value, headers: { messageType, v: '1', kid: kidOf(publicKey) } };
  }

  async publish(to: string, records: readonly WireRecord[]): Promise<void> {
    for (const record of records)
      await this.producer.send({ topic: inboxTopic(to), acks: -1, messages: [record] });
  }

  /** Every verified acknowledgement that stands in the own inbox. */
  async acknowledgements(): Promise<readonly Acknowledgement[]> {
    const records = await readTopic(this.kafka, this.admin, inboxTopic(this.destination));
    const found: Acknowledgement[] = [];
    for (const { key, value } of records) {
      if (!value || !key?.startsWith('ack-')) continue;
      const opened = await openEnvelope(this.key, key, 'acknowledgement', value);
      const acknowledgement = opened && decodeAcknowledgement(opened.plain);
      if (!acknowledgement) continue;
      const pem = certificatePem(this.certificateOf(acknowledgement.recipient));
      const signature = Buffer.from(acknowledgement.signature, 'base64');
      const signer = createPublicKey({ key: pem, format: 'pem' });
      if (verifyStatement(signer, acknowledgementStatement(acknowledgement), signature))
        found.push(acknowledgement);
    }
    return found;
  }

  /** K of the newest transfer in the own inbox, once its `data-` is there. */
  async keyOfLastTransfer(): Promise<Buffer | null> {
    const records = await readTopic(this.kafka, this.admin, inboxTopic(this.destination));
    const data = records.findLast(({ key }) => key?.startsWith('data-'));
    if (!data?.key || !data.value) return null;
    return (await openEnvelope(this.key, data.key, 'metadata', data.value))?.key ?? null;
  }

  async leave(): Promise<void> {
    await Promise.all([this.producer.disconnect(), this.admin.disconnect()]);
  }
}

/** All records of a topic, as they stand now. */
export async function readTopic(
  kafka: Kafka,
  admin: Admin,
  topic: string,
): Promise<
  readonly { offset: number; key: string | null; value: Buffer | null; headers: Record<string, string> }[]
> {
  const [partition] = await admin.fetchTopicOffsets(topic);
  const high = Number(partition?.high ?? 0);
  const low = Number(partition?.low ?? 0);
  const records: {
    offset: number;
    key: string | null;
    value: Buffer | null;
    headers: Record<string, string>;
  }[] = [];
  if (high === low) return records;
  const consumer: Consumer = kafka.consumer({
    groupId: `read.${Math.random()}`,
    readUncommitted: true,
    maxWaitTimeInMs: 200,
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await new Promise<void>((resolve) => {
    void consumer.run({
      eachMessage: async ({ message: { offset, key, value, headers } }) => {
        records.push({
          offset: Number(offset),
          key: key?.toString() ?? null,
          value,
          headers: Object.fromEntries(
            Object.entries(headers ?? {}).map(([name, one]) => [name, String(one)]),
          ),
        });
        if (Number(offset) + 1 >= high) resolve();
      },
    });
  });
  await consumer.disconnect();
  return records;
}

const certificatePem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----`;
