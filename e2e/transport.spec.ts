import { randomUUID } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { KafkaConfig } from 'kafkajs';
import { systemClock } from '../main/clock/system-clock.ts';
import { KafkaBus } from '../main/kafka/kafka-bus.ts';
import { loadKafkaJs } from '../main/kafka/kafkajs-patches.ts';
import { ensureTopic, inboxSettings } from '../main/kafka/topics.ts';
import { inboxTopic } from '../main/protocol/destination.ts';
import type { InboundRecord } from '../main/transfers/ports.ts';
import { apiKeys, FaultyLine } from '../scripts/driver/faulty-line.ts';
import type { ConnectionState } from '../shared/connection.ts';
import { openAccess } from '../shared/server-access.ts';
import { expect, test } from './support/fixtures.ts';

// The bus of the app on a real Kafka, over a line that fails by the kind of request.

type Joined = { readonly bus: KafkaBus; readonly line: FaultyLine; readonly states: ConnectionState[] };

async function join(broker: string): Promise<Joined> {
  const line = await FaultyLine.to(broker);
  const states: ConnectionState[] = [];
  const socketFactory: NonNullable<KafkaConfig['socketFactory']> = ({ onConnect }) =>
    new Socket().connect(line.port, '127.0.0.1', onConnect);
  const bus = new KafkaBus(
    openAccess([broker]),
    {},
    'line',
    (state) => states.push(state),
    () => {},
    systemClock,
    (config) => new (loadKafkaJs().Kafka)({ ...config, socketFactory }),
  );
  bus.start();
  await until(() => bus.state().kind === 'connected');
  return { bus, line, states };
}

async function until(look: () => boolean, milliseconds = 60_000): Promise<void> {
  await expect.poll(look, { timeout: milliseconds, intervals: [50] }).toBe(true);
}

const letter = (topic: string, n: number) => ({
  ...{ topic, messageType: `data-${n}`, kid: 'a'.repeat(32), body: Buffer.from(`letter ${n}`) },
});

/** An inbox of this test alone, and what its reader is handed. */
async function inbox(
  bus: KafkaBus,
  name: string,
): Promise<{ readonly topic: string; readonly keys: string[] }> {
  const destination = `${name}-${randomUUID().slice(0, 8)}@acme`;
  const keys: string[] = [];
  await bus.followInbox(destination, 'device', async (records: readonly InboundRecord[]) => {
    keys.push(...records.map(({ key }) => String(key)));
  });
  await until(() => bus.retentionOf(destination) !== null);
  return { topic: inboxTopic(destination), keys };
}

test('questions about several topics at once are all answered', async ({ plainOffice: office }) => {
  const { bus, line } = await join(office.brokers[0] ?? '');
  const { topic } = await inbox(bus, 'many');
  const asked = Array.from({ length: 100 }, (_, n) =>
    n % 2 === 0 ? bus.endOf(topic) : bus.inboxExists(`nobody-${n}@acme`),
  );
  const answers = await Promise.all(asked);
  expect(new Set(answers)).toEqual(new Set([0n, false]));
  await bus.close();
  line.close();
});

test('a letter whose answer was lost is not followed by one that is dropped as its copy', async ({
  plainOffice: office,
}) => {
  const { bus, line } = await join(office.brokers[0] ?? '');
  const { topic, keys } = await inbox(bus, 'copies');
  await bus.publish(letter(topic, 1));
  line.fail(apiKeys.produce, 'take-and-hang-up', 1);
  await expect(bus.publish(letter(topic, 2))).rejects.toMatchObject({ mayBeTaken: true });
  expect(line.struck).toBe(1);
  await until(() => bus.state().kind === 'connected');
  // Kafka has the second; what Kafka says of the third must be true.
  await bus.publish(letter(topic, 3));
  await until(() => keys.includes('data-3'));
  expect(keys.filter((key) => key === 'data-2').length).toBeGreaterThan(0);
  await bus.close();
  line.close();
});

test('a flow that dies alone is said, made anew, and works again without a restart', async ({
  plainOffice: office,
}) => {
  const { bus, line, states } = await join(office.brokers[0] ?? '');
  const { topic, keys } = await inbox(bus, 'flows');
  await bus.publish(letter(topic, 0));
  await until(() => keys.includes('data-0'));
  line.fail(apiKeys.fetch, 'swallow');
  line.fail(apiKeys.produce, 'swallow');
  const lost = expect(bus.publish(letter(topic, 1))).rejects.toMatchObject({ name: 'ConnectionLost' });
  await until(() => states.some((one) => one.kind === 'connected' && one.trouble?.flow === 'receiving'));
  expect(bus.state().kind).toBe('connected');
  await lost;
  line.mend();
  await until(() => bus.state().kind === 'connected');
  await bus.publish(letter(topic, 2));
  await until(() => keys.includes('data-2'));
  await until(() => {
    const state = bus.state();
    return state.kind === 'connected' && state.trouble === null;
  });
  await bus.close();
  line.close();
});

test('an inbox of two partitions and a limit below one piece are named', async ({ plainOffice: office }) => {
  const { bus, line } = await join(office.brokers[0] ?? '');
  const admin = new (loadKafkaJs().Kafka)({
    brokers: [...office.brokers],
    logCreator: () => () => {},
  }).admin();
  await admin.connect();
  const [two, small] = [`two-${randomUUID()}@acme`, `small-${randomUUID()}@acme`];
  await ensureTopic(admin, { ...inboxSettings(two), numPartitions: 2 }, systemClock);
  await ensureTopic(
    admin,
    {
      topic: inboxTopic(small),
      numPartitions: 1,
      configEntries: [{ name: 'max.message.bytes', value: '100000' }],
    },
    systemClock,
  );
  await admin.disconnect();
  const shard = { ...letter(inboxTopic(small), 1), body: Buffer.alloc(262_144) };
  await expect(bus.publishShard(shard)).rejects.toMatchObject({
    name: 'PublishRefused',
    why: 'server-limit',
  });
  await bus.followInbox(two, 'device', async () => {});
  await until(() => {
    const state = bus.state();
    return state.kind === 'connected' && state.trouble?.why === 'partitions';
  });
  await bus.close();
  line.close();
});

test('why there is no connection is said as what it is', async () => {
  const http = createHttpServer((_, answer) => void answer.end('hello'));
  const tls = createTlsServer({});
  tls.on('tlsClientError', () => {});
  const silent = createServer(() => {});
  const other = createServer((socket) => void socket.end('220 mail.example ESMTP\r\n'));
  // As a Kafka that wants a sign-in: it tells its versions, and hangs up at any other question.
  const signIn = createServer((socket) =>
    socket.on('data', (bytes) => {
      if (bytes.readInt16BE(4) !== 18) return socket.destroy();
      const answer = Buffer.alloc(14);
      answer.writeInt32BE(10, 0);
      bytes.copy(answer, 4, 8, 12);
      return socket.write(answer);
    }),
  );
  const ports: Record<string, number> = {};
  for (const [name, server] of Object.entries({ http, tls, silent, other, signIn })) {
    // A client that hangs up with something unread resets the line.
    server.on('connection', (socket) => socket.on('error', () => {}));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ports[name] = (server.address() as AddressInfo).port;
  }
  const why = async (broker: string, expected: string): Promise<void> => {
    const bus = new KafkaBus(
      openAccess([broker]),
      {},
      'why',
      () => {},
      () => {},
      systemClock,
    );
    bus.start();
    await expect
      .poll(
        () => {
          const state = bus.state();
          return state.kind === 'offline' ? state.why : state.kind;
        },
        { timeout: 45_000 },
      )
      .toBe(expected);
    await bus.close();
  };
  await Promise.all([
    why(`127.0.0.1:${ports.http}`, 'speaks-http'),
    why(`127.0.0.1:${ports.tls}`, 'speaks-tls'),
    why(`127.0.0.1:${ports.signIn}`, 'sign-in-needed'),
    why(`127.0.0.1:${ports.silent}`, 'silent'),
    why(`127.0.0.1:${ports.other}`, 'not-kafka'),
    why('127.0.0.1:1', 'unreachable'),
    why('no-such-host.invalid:9092', 'name-unknown'),
  ]);
  for (const server of [http, tls, silent, other, signIn]) server.close();
});
