import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Producer } from 'kafkajs';
import { systemClock } from '../main/clock/system-clock.ts';
import { kafkaConfigOf } from '../main/kafka/kafka-config.ts';
import { loadKafkaJs } from '../main/kafka/kafkajs-patches.ts';
import { ensureTopic, inboxSettings } from '../main/kafka/topics.ts';
import { LinePace } from '../main/pipeline/line-pace.ts';
import { sealDocument } from '../main/pipeline/seal-document.ts';
import { inboxTopic } from '../main/protocol/destination.ts';
import { newTransferId } from '../main/protocol/transfer-id.ts';
import type { Office } from '../scripts/driver/office.ts';
import { openSecurity } from '../shared/server-access.ts';
import { makeDocument } from './documents.ts';
import { slowProxy } from './slow-proxy.ts';

const MiB = 1024 * 1024;
const speeds = [2e6, 10e6, 100e6];
const inFlight = 8;
const fixedLevel = 3;
type Pace = Pick<LinePace, 'level' | 'line' | 'blockDone'>;

/** Seconds for a text over a line of a speed, and the bytes that went over it. */
export type LineFigures = readonly {
  readonly bytesPerSecond: number;
  readonly following: { readonly seconds: number; readonly sealedBytes: number; readonly lastLevel: number };
  readonly fixed: { readonly seconds: number; readonly sealedBytes: number };
}[];

/** What it brings to follow the line: the level that the app chooses, against level 3 throughout. */
export async function measureLine(
  office: Office,
  dir: string,
  say: (line: string) => void,
): Promise<LineFigures> {
  const path = join(dir, 'line.txt');
  await makeDocument(path, 'text', 64 * MiB);
  const figures: LineFigures[number][] = [];
  for (const bytesPerSecond of speeds) {
    const pace = new LinePace();
    const following = { ...(await over(office, bytesPerSecond, path, pace)), lastLevel: pace.level };
    const fixed = await over(office, bytesPerSecond, path, atLevel(fixedLevel));
    figures.push({ bytesPerSecond, following, fixed });
    const at = `${bytesPerSecond / 1e6} MB/s`.padStart(8);
    const text = ({ seconds, sealedBytes }: (typeof figures)[number]['fixed']): string =>
      `${seconds.toFixed(1)} s, ${(sealedBytes / 1e6).toFixed(1)} MB`;
    say(
      `64 MiB of text at ${at}: following ${text(following)} (level ${pace.level} at the end), level 3 ${text(fixed)}`,
    );
  }
  return figures;
}

const atLevel = (level: number): Pace => ({ level, line: (work) => work, blockDone: () => {} });

async function over(
  office: Office,
  bytesPerSecond: number,
  path: string,
  pace: Pace,
): Promise<{ readonly seconds: number; readonly sealedBytes: number }> {
  const proxy = await slowProxy(bytesPerSecond);
  const security = {
    ...openSecurity,
    proxy: { kind: 'http', host: '127.0.0.1', port: proxy.port, username: null } as const,
  };
  const { Kafka } = loadKafkaJs();
  const kafka = new Kafka({
    ...kafkaConfigOf({ brokers: office.brokers, security }, {}, 'bench', systemClock),
    requestTimeout: 120_000,
  });
  const [admin, producer] = [kafka.admin(), kafka.producer({ maxInFlightRequests: inFlight })];
  await Promise.all([admin.connect(), producer.connect()]);
  await ensureTopic(admin, inboxSettings('line@acme'), systemClock);
  try {
    const began = performance.now();
    const sealedBytes = await sealInto(producer, path, pace);
    return { seconds: Math.round(performance.now() - began) / 1000, sealedBytes };
  } finally {
    await Promise.all([admin.disconnect(), producer.disconnect()]);
    proxy.close();
  }
}

async function sealInto(producer: Producer, path: string, pace: Pace): Promise<number> {
  const sending = new Set<Promise<unknown>>();
  const outcome = await sealDocument(
    { transferId: newTransferId(), path, shardsKey: randomBytes(32) },
    async ({ body }) => {
      const one: Promise<unknown> = producer
        .send({ topic: inboxTopic('line@acme'), acks: -1, messages: [{ key: 'shard-', value: body }] })
        .finally(() => sending.delete(one));
      sending.add(one);
    },
    new AbortController().signal,
    async () => {
      while (sending.size >= inFlight) await Promise.race(sending);
      return Buffer.allocUnsafeSlow(256 * 1024);
    },
    pace,
  );
  await Promise.all(sending);
  if (outcome.kind === 'failed') throw new Error(outcome.reason);
  return outcome.sealedBytes;
}
