import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { KafkaMessage } from 'kafkajs';
import { historyRecord } from '../bench/history-records.ts';
import { Journal } from '../main/engine/journal.ts';
import { loadKafkaJs } from '../main/kafka/kafkajs-patches.ts';
import { inboxSettings } from '../main/kafka/topics.ts';
import { certificateRequest } from '../main/keys/certificate-request.ts';
import { inboxTopic, REGISTRY_TOPIC } from '../main/protocol/destination.ts';
import { dataType, shardType } from '../main/protocol/message-type.ts';
import { encodeRegistryValue, registryKey } from '../main/protocol/registry-record.ts';
import { newTransferId } from '../main/protocol/transfer-id.ts';
import { newKey } from '../main/registrar/certificates.ts';
import { readRequest } from '../main/registrar/request.ts';
import type { Office } from '../scripts/driver/office.ts';
import { type Administrator, asAdministrator, publishAll, recordsOf, type Written } from './administrator.ts';
import type { Documents } from './documents.ts';
import { junkRecord } from './hostile.ts';
import type { Installation } from './installation.ts';
import { mostGrowth, type Sent, type Violation, worstStall } from './invariants.ts';
import type { Field } from './nemesis.ts';
import type { Plan } from './words.ts';

type Flood = (field: Field, administrator: Administrator, to: Installation) => Promise<void>;

const times = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));

const letter = (messageType: string, value: Buffer, kid: string): Written => ({
  key: Buffer.from(messageType),
  value,
  headers: { messageType: Buffer.from(messageType), v: Buffer.from('1'), kid: Buffer.from(kid) },
});

/** What stands there already, each with one thing wrong. */
function crafted(genuine: KafkaMessage, n: number): Written {
  const { key, headers = {} } = genuine;
  const value = Buffer.from(genuine.value ?? Buffer.alloc(0));
  const wrong: readonly Written[] = [
    { key, value: value.subarray(0, Math.floor((value.length * n) / 100)), headers },
    { key, value: Buffer.concat([value, Buffer.alloc(n + 1)]), headers },
    { key: Buffer.from(`${key}${n}`), value, headers },
    { key, value, headers: { ...headers, v: [Buffer.from('1'), Buffer.from('1')] } },
    { key, value, headers: { ...headers, kid: Buffer.alloc(n * 100, 'f') } },
    { key, value, headers: { ...headers, messageType: Buffer.from(`data-${newTransferId()}`) } },
    { key, value: null, headers },
  ];
  const flipped = Buffer.from(value);
  if (flipped.length > 0) flipped[(n * 31) % flipped.length] = (flipped[(n * 31) % flipped.length] ?? 0) ^ 1;
  return wrong[n % 8] ?? { key, value: flipped, headers };
}

/** Whoever runs the servers lets an inbox keep batches as they come: our own settings unzip them there. */
async function asTheyCome(
  { admin }: Administrator,
  one: Installation,
  flood: () => Promise<void>,
): Promise<void> {
  const { topic, configEntries = [] } = inboxSettings(one.name);
  const alter = async (kind: string): Promise<void> => {
    const entries = configEntries.map((entry) =>
      entry.name === 'compression.type' ? { ...entry, value: kind } : entry,
    );
    await admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: loadKafkaJs().ConfigResourceTypes.TOPIC, name: topic, configEntries: entries }],
    });
  };
  await alter('producer');
  await flood();
  await alter('uncompressed');
}

/** A batch that is small on its way and large once inflated. */
async function bombs({ kafka }: Administrator, topic: string, count: number, bytes: number): Promise<void> {
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  try {
    const messages = [{ key: null, value: Buffer.alloc(bytes) }];
    for (let n = 0; n < count; n++)
      await producer.send({ topic, acks: -1, compression: loadKafkaJs().CompressionTypes.GZIP, messages });
  } finally {
    await producer.disconnect();
  }
}

/** kafkajs takes minutes to write so many into one batch. @param topic one of a Kafka that `office` reaches */
async function oneBatch({ kafka }: Office, dir: string, topic: string, count: number): Promise<void> {
  const lines = join(dir, 'batch.txt');
  writeFileSync(lines, 'x\n'.repeat(count));
  const settings = {
    ...kafka.properties,
    ...{ 'batch.num.messages': count, 'queue.buffering.max.messages': count + 1 },
    ...{ 'batch.size': 16_000_000, 'message.max.bytes': 16_000_000, 'linger.ms': 5_000 },
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-X', `${name}=${value}`]);
  const args = ['-P', ...options, '-t', topic, '-z', 'gzip', '-l', lines];
  await promisify(execFile)('kcat', args, { maxBuffer: 64 * 1024 * 1024 }).catch((error: Error) => {
    throw new Error(error.message.slice(0, 1_000));
  });
}

/** A thousand people with certificates, and ten thousand certificates that were revoked. */
async function crowd({ office }: Field, administrator: Administrator): Promise<void> {
  const { organisation, registrar } = office;
  const keys = await Promise.all(times(1_000, () => newKey()));
  const records = keys.map((key, n): Written => {
    const destination = `person-${n}@${organisation.name}`;
    const request = readRequest(certificateRequest(key, destination, `Person ${n}`));
    const { kid, certificates } = organisation.issue(request, destination, { by: 'command', compared: null });
    const value = encodeRegistryValue(certificates);
    return { key: Buffer.from(registryKey(destination, kid)), value, headers: {} };
  });
  await publishAll(administrator, REGISTRY_TOPIC, records);
  for (let n = 0; n < 10_000; n++) {
    const serial = BigInt(`0x${randomBytes(15).toString('hex')}`).toString();
    const revoked = {
      act: 'revoked',
      at: Date.now(),
      kid: `revoked-${n}`,
      serial,
      why: 'left',
      note: '',
    } as const;
    organisation.ledger.record(revoked);
    // What the others say meanwhile is listened to.
    if (n % 100 === 0) await pause(1);
  }
  await registrar.registrar.tend();
}

/** Of issuers that nobody knows. @param bytes of each */
const unknownLists = (count: number, bytes: number): readonly Written[] =>
  times(count, () => ({
    key: Buffer.from(`crl:${randomBytes(16).toString('hex')}`),
    value: randomBytes(bytes),
    headers: {},
  }));

/** Each is followed by a good document (security.md 5). */
export const floods: Readonly<Record<string, Flood>> = {
  '1,000 random and 100 crafted records': async ({ random }, administrator, { name, plan }) => {
    const topic = inboxTopic(name);
    const genuine = await recordsOf(administrator, topic, 100);
    const [first] = genuine;
    if (!first) throw new Error('nothing genuine stands in the inbox');
    await publishAll(
      administrator,
      topic,
      times(1_000, () => junkRecord(random, plan.kid)),
    );
    await publishAll(
      administrator,
      topic,
      times(100, (n) => crafted(random.one(genuine), n)),
    );
  },
  '7,500 letters for the right key that do not open': (_, administrator, { name, plan }) =>
    publishAll(
      administrator,
      inboxTopic(name),
      times(7_500, () => letter(dataType(newTransferId()), randomBytes(420), plan.kid)),
    ),
  '20,000 records without headers': (_, administrator, { name }) =>
    publishAll(
      administrator,
      inboxTopic(name),
      times(20_000, () => ({ key: randomBytes(8), value: randomBytes(100), headers: {} })),
    ),
  '22,000 transfers of one piece': (_, administrator, { name, plan }) =>
    publishAll(
      administrator,
      inboxTopic(name),
      times(22_000, () => letter(shardType(newTransferId(), 0), randomBytes(100), plan.kid)),
    ),
  '130,000 records in one batch': ({ office }, administrator, to) =>
    asTheyCome(administrator, to, () => oneBatch(office, office.options.dir, inboxTopic(to.name), 130_000)),
  '1,000 batches that inflate to 4 MiB each': (_, administrator, to) =>
    asTheyCome(administrator, to, () => bombs(administrator, inboxTopic(to.name), 1_000, 4 * 1024 * 1024)),
  '30 lists of issuers that nobody knows': (_, administrator) =>
    publishAll(administrator, REGISTRY_TOPIC, unknownLists(30, 1_000)),
  '22,000 lists of issuers that nobody knows': (_, administrator) =>
    publishAll(administrator, REGISTRY_TOPIC, unknownLists(22_000, 100)),
  '10,000 revoked certificates and 1,000 people': crowd,
};

/** Among so many rows the good one is looked for. */
const newest = 100;
const goodWithin = 60_000; // milliseconds

/** Floods the second of the installations, and sends it a good document behind each flood. @param sent is added to */
export async function flooded(
  field: Field,
  documents: Documents,
  sent: Sent[],
  say: (line: string) => void,
): Promise<readonly Violation[]> {
  const [from, to] = field.installations as readonly [Installation, Installation];
  const found: Violation[] = [];
  const good = async (): Promise<number> => {
    const document = documents.next();
    sent.push({ from: from.name, to: to.name, document });
    const began = Date.now();
    await from.send(to.name, document);
    while (Date.now() - began < goodWithin) {
      const [there, here] = [await from.rows(newest), await to.rows(newest)];
      const isIt =
        (status: string) =>
        (row: { documentName: string | null; status: string }): boolean =>
          row.documentName === document.name && row.status === status;
      if (there?.some(isIt('delivered')) && here?.some(isIt('received'))) break;
      await pause(100);
    }
    return Date.now() - began;
  };
  for (let n = 0; n < 5; n++) await good();
  for (const [name, flood] of Object.entries(floods)) {
    const [now] = to.memory.slice(-1);
    if (now) Object.assign(now, { first: 0, most: 0 });
    to.stalls.length = 0;
    await pause(1_500);
    await asAdministrator(field.office, (administrator) => flood(field, administrator, to));
    const took = await good();
    const stall = Math.max(0, ...to.stalls);
    const growth = now ? now.most - now.first : 0;
    say(`  ${name}: ${took} ms, longest stall ${stall} ms, growth ${Math.round(growth / 1_000_000)} MB`);
    if (took >= goodWithin) found.push({ invariant: 'I7', what: `a good document behind ${name}` });
    if (stall > worstStall) found.push({ invariant: 'I9', what: `stood still for ${stall} ms in ${name}` });
    if (growth > mostGrowth) found.push({ invariant: 'I9', what: `grew by ${growth} bytes in ${name}` });
  }
  return found;
}

/** Gives a person who has not started yet a history of so many transfers. */
export function seedHistory(
  to: Installation,
  { profileDir, destination }: Pick<Plan, 'profileDir' | 'destination'>,
  count: number,
): void {
  const nobody = { changed: () => {}, progress: () => {}, removed: () => {} };
  const alone = { isConnected: false, clockBlocks: false, offlineSince: null, retentionOf: () => null };
  const { log, database } = new Journal(to.at(profileDir), nobody, () => alone);
  const now = Date.now();
  for (let from = count; from > 0; from -= 1_000)
    log.together(() => {
      for (let n = from - 1; n >= Math.max(0, from - 1_000); n--) log.put(historyRecord(n, destination, now));
    });
  database.close();
}
