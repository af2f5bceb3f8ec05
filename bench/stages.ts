import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { systemClock } from '../main/clock/system-clock.ts';
import { loadKafkaJs } from '../main/kafka/kafkajs-patches.ts';
import { ensureTopic, inboxSettings } from '../main/kafka/topics.ts';
import { GzipMembers } from '../main/pipeline/gzip-members.ts';
import { inboxTopic } from '../main/protocol/destination.ts';
import { CHUNK_BYTES } from '../main/protocol/limits.ts';
import { openShard, sealShard } from '../main/protocol/shard.ts';
import { newTransferId } from '../main/protocol/transfer-id.ts';

const runs = 5;
const blockBytes = 1024 * 1024;

/** Each stage alone, on 64 MiB of a document, in MB of document a second (median of five after one warm-up). */
export async function measureStages(
  documentPath: string,
  brokers: readonly string[],
): Promise<Readonly<Record<string, number>>> {
  const document = readFileSync(documentPath).subarray(0, 64 * blockBytes);
  const blocks = Array.from({ length: Math.ceil(document.length / blockBytes) }, (_, n) =>
    document.subarray(n * blockBytes, (n + 1) * blockBytes),
  );
  const gzip = new GzipMembers();
  const member = async (block: Buffer): Promise<Buffer> => Buffer.concat([...(await gzip.of(block, 3))]);
  const members = await Promise.all(blocks.map(member));
  const zipped = Buffer.concat(members);
  const chunks = Array.from({ length: Math.ceil(zipped.length / CHUNK_BYTES) }, (_, n) =>
    zipped.subarray(n * CHUNK_BYTES, (n + 1) * CHUNK_BYTES),
  );
  const key = randomBytes(32);
  const transferId = newTransferId();
  const isLast = (n: number): boolean => n === chunks.length - 1;
  const sealed = chunks.map((chunk, n) => sealShard(key, transferId, n, isLast(n), chunk));
  const perSecond = (bytes: number, work: () => Promise<void> | void): Promise<number> =>
    median(async () => {
      const start = performance.now();
      await work();
      return bytes / 1e6 / ((performance.now() - start) / 1000);
    });
  return {
    hash: await perSecond(document.length, () => void createHash('sha256').update(document).digest()),
    gzip: await perSecond(document.length, async () => {
      for (let n = 0; n < blocks.length; n += 3) await Promise.all(blocks.slice(n, n + 3).map(member));
    }),
    seal: await perSecond(document.length, () =>
      chunks.forEach((chunk, n) => void sealShard(key, transferId, n, isLast(n), chunk)),
    ),
    open: await perSecond(document.length, () =>
      sealed.forEach((shard, n) => void openShard(key, transferId, n, isLast(n), shard)),
    ),
    gunzip: await perSecond(document.length, () => void gunzipSync(zipped)),
    publish: await withProducer(brokers, (publish) => perSecond(document.length, () => publish(sealed))),
  };
}

async function withProducer(
  brokers: readonly string[],
  measure: (publish: (shards: readonly Buffer[]) => Promise<void>) => Promise<number>,
): Promise<number> {
  const { Kafka } = loadKafkaJs();
  const kafka = new Kafka({ brokers: [...brokers], logCreator: () => () => {} });
  const admin = kafka.admin();
  const producer = kafka.producer({ allowAutoTopicCreation: false, maxInFlightRequests: 8 });
  const topic = inboxTopic('bench@acme');
  await Promise.all([admin.connect(), producer.connect()]);
  await ensureTopic(admin, inboxSettings('bench@acme'), systemClock);
  try {
    return await measure(async (shards) => {
      const waiting = new Set<Promise<unknown>>();
      for (const value of shards) {
        if (waiting.size >= 8) await Promise.race(waiting);
        const sending: Promise<unknown> = producer
          .send({ topic, acks: -1, messages: [{ key: 'bench', value }] })
          .finally(() => waiting.delete(sending));
        waiting.add(sending);
      }
      await Promise.all(waiting);
    });
  } finally {
    await Promise.all([producer.disconnect(), admin.disconnect()]);
  }
}

async function median(run: () => Promise<number>): Promise<number> {
  await run();
  const figures: number[] = [];
  for (let i = 0; i < runs; i++) figures.push(await run());
  return Math.round(figures.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? 0);
}
