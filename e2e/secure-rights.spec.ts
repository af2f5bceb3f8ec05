import { systemClock } from '../main/clock/system-clock.ts';
import { personRights, type Right, registrarRights } from '../main/kafka/acls.ts';
import { checkConnection } from '../main/kafka/check/check-connection.ts';
import { KafkaBus } from '../main/kafka/kafka-bus.ts';
import { inboxSettings } from '../main/kafka/topics.ts';
import { inboxTopic, REGISTRY_TOPIC, REQUESTS_TOPIC } from '../main/protocol/destination.ts';
import type { SecureKafka } from '../scripts/driver/kafka-secure.ts';
import type { ConnectionReport } from '../shared/connection-report.ts';
import { expect, test } from './support/fixtures.ts';
import { Peer } from './support/peer.ts';

// The rights of docs/administration.md on a real Kafka: with all of them nothing is refused, and without
// any one of them it is said what is missing.

test.describe.configure({ mode: 'serial' });

const nameOf = ({ operation, name, prefixed }: Right): string => `${operation} ${name}${prefixed ? '*' : ''}`;
const causes = ({ steps }: ConnectionReport): readonly string[] =>
  steps.flatMap(({ step, state, cause }) =>
    state === 'passed' || state === 'not-needed' ? [] : [`${step} ${state} ${cause}`],
  );

/** A person with an inbox, who signs in with these rights. */
async function person(kafka: SecureKafka, name: string): ReturnType<SecureKafka['personFor']> {
  return kafka.personFor(`${name}@acme`);
}

test('with the rights of a person nothing is refused, and without any one of them the right cause is told', async ({
  secureOffice: office,
}) => {
  test.setTimeout(240_000);
  const { kafka } = office;
  const destination = 'rita@acme';
  await Peer.certify(office, 'rita');
  const { username, ...server } = await person(kafka, 'rita');
  const check = (): Promise<ConnectionReport> => checkConnection(server, destination, () => {}, systemClock);
  await expect.poll(async () => causes(await check()), { timeout: 60_000 }).toEqual([]);

  const expected: Readonly<Record<string, readonly string[]>> = {
    'Write sealpost-inbox-*': ['sending failed sending-not-allowed', 'clock not-tested clock-unknown'],
    'Read sealpost-inbox-rita__acme': ['inbox failed inbox-not-allowed'],
    'DescribeConfigs sealpost-inbox-*': ['inbox-settings not-tested settings-hidden'],
    'Read inbox.rita@acme.*': ['inbox failed inbox-not-allowed'],
    'Read sealpost-registry': ['address-book failed registry-not-allowed'],
    'Read registry.*': ['address-book failed registry-not-allowed'],
    // Only who has no certificate yet needs it: the next test looks at it.
    'Write sealpost-requests': [],
  };
  const rights = personRights(destination);
  expect(rights.map(nameOf)).toEqual(Object.keys(expected));
  for (const right of rights) {
    await kafka.revoke(username, [right]);
    await expect
      .poll(async () => causes(await check()), { timeout: 30_000, message: nameOf(right) })
      .toEqual(expected[nameOf(right)]);
    await kafka.grant(username, [right]);
  }
  await expect.poll(async () => causes(await check()), { timeout: 60_000 }).toEqual([]);
});

test('the app says which right is missing, and goes on by itself once it is given', async ({
  secureOffice: office,
}) => {
  test.setTimeout(240_000);
  const { kafka } = office;
  const destination = 'rob@acme';
  await Peer.certify(office, 'rob');
  const { username, access, secrets } = await person(kafka, 'rob');
  const [write, read, , groups, registry, , requests] = personRights(destination);
  const bus = new KafkaBus(
    access,
    secrets,
    'rights',
    () => {},
    () => {},
    systemClock,
  );
  const state = (): string => {
    const now = bus.state();
    if (now.kind === 'offline') return now.why;
    return now.kind === 'connected' ? (now.trouble?.why ?? 'connected') : now.kind;
  };
  const becomes = (wanted: string): Promise<void> => expect.poll(state, { timeout: 90_000 }).toBe(wanted);
  const without = async (right: Right | undefined, look: () => Promise<void>): Promise<void> => {
    await kafka.revoke(username, [right as Right]);
    await look();
    await kafka.grant(username, [right as Right]);
  };
  bus.start();
  await bus.followFromStart(REGISTRY_TOPIC, 'registry', async () => {});
  await becomes('connected');

  const letter = {
    topic: inboxTopic('rita@acme'),
    messageType: 'clock-x',
    kid: null,
    body: Buffer.from('x'),
  };
  const published = (): Promise<string> =>
    bus.publish(letter).then(
      () => 'taken',
      (error: { why?: string }) => error.why ?? String(error),
    );
  await without(write, () => expect.poll(published, { timeout: 30_000 }).toBe('not-allowed'));
  await expect.poll(published, { timeout: 60_000 }).toBe('taken');
  const asked = (): Promise<string> =>
    bus.publishPlain(REQUESTS_TOPIC, 'request:x', Buffer.from('x')).then(
      () => 'taken',
      (error: { why?: string }) => error.why ?? String(error),
    );
  await without(requests, () => expect.poll(asked, { timeout: 30_000 }).toBe('not-allowed'));
  await expect.poll(asked, { timeout: 60_000 }).toBe('taken');

  // Nobody reads another's inbox, and nobody but the registrar writes the registry.
  const forged = bus.publishPlain(REGISTRY_TOPIC, 'x', Buffer.from('x'));
  await expect(forged).rejects.toMatchObject({ why: 'not-allowed' });
  const other = bus.seek(inboxTopic('rita@acme'), new Set(['x']), async () => {});
  await expect(other).rejects.toMatchObject({ why: 'not-allowed' });

  await without(read, async () => {
    await bus.followInbox(destination, 'device', async () => {});
    await becomes('not-allowed');
  });
  await becomes('connected');
  await bus.close();

  const again = new KafkaBus(
    access,
    secrets,
    'rights',
    () => {},
    () => {},
    systemClock,
  );
  await without(registry, async () => {
    again.start();
    await again.followFromStart(REGISTRY_TOPIC, 'registry', async () => {}).catch(() => {});
    await expect
      .poll(
        () => (again.state().kind === 'offline' ? Reflect.get(again.state(), 'why') : again.state().kind),
        {
          timeout: 60_000,
        },
      )
      .toBe('registry-not-allowed');
  });
  await expect.poll(() => again.state().kind, { timeout: 90_000 }).toBe('connected');
  await without(groups, async () => {
    await again.followInbox(destination, 'device-2', async () => {});
    await expect
      .poll(() => Reflect.get(Reflect.get(again.state(), 'trouble') ?? {}, 'why'), { timeout: 60_000 })
      .toBe('not-allowed');
  });
  await expect.poll(() => Reflect.get(again.state(), 'trouble'), { timeout: 90_000 }).toBeNull();
  await again.close();
});

test('an inbox that may not be made from here is told, until the registrar makes it', async ({
  secureOffice: office,
}) => {
  test.setTimeout(120_000);
  const { access, secrets } = await person(office.kafka, 'nora');
  const bus = new KafkaBus(
    access,
    secrets,
    'rights',
    () => {},
    () => {},
    systemClock,
  );
  bus.start();
  await expect.poll(() => bus.state().kind, { timeout: 60_000 }).toBe('connected');
  await bus.followInbox('nora@acme', 'device', async () => {});
  const why = (): unknown => Reflect.get(Reflect.get(bus.state(), 'trouble') ?? {}, 'why');
  await expect.poll(why, { timeout: 60_000 }).toBe('cannot-be-made');
  await Peer.certify(office, 'nora');
  await expect.poll(() => Reflect.get(bus.state(), 'trouble'), { timeout: 90_000 }).toBeNull();
  await bus.close();
});

test('without any right of a registrar what needs it is refused, and nothing with all of them', async ({
  secureOffice: office,
}) => {
  test.setTimeout(240_000);
  const { kafka } = office;
  const { access, secrets } = kafka.registrar;
  const bus = new KafkaBus(
    access,
    secrets,
    'registrar',
    () => {},
    () => {},
    systemClock,
  );
  bus.start();
  await expect.poll(() => bus.state().kind, { timeout: 60_000 }).toBe('connected');
  await Peer.certify(office, 'known');
  let made = 0;
  const outcome = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'done',
      (error: { why?: string }) => error.why ?? String(error),
    );
  /** Joins the group with which a topic is read, on a connection of its own. */
  const follows = async (topic: string, name: string): Promise<string> => {
    const reader = new KafkaBus(
      access,
      secrets,
      'reader',
      () => {},
      () => {},
      systemClock,
    );
    reader.start();
    await expect.poll(() => reader.state().kind, { timeout: 60_000 }).toBe('connected');
    await reader.followFromStart(topic, name, async () => {});
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const state = reader.state();
    await reader.close();
    return state.kind === 'offline' ? state.why : 'done';
  };
  const needs: Readonly<Record<string, readonly [() => Promise<string>, string]>> = {
    'Create sealpost-*': [() => outcome(bus.ensure(inboxSettings(`new-${made++}@acme`))), 'not-allowed'],
    'Describe sealpost-inbox-*': [() => outcome(bus.ensure(inboxSettings('known@acme'))), 'not-allowed'],
    'Read sealpost-registry': [() => follows(REGISTRY_TOPIC, 'registry'), 'registry-not-allowed'],
    'Write sealpost-registry': [
      () => outcome(bus.publishPlain(REGISTRY_TOPIC, 'test', Buffer.from('x'))),
      'not-allowed',
    ],
    'Read registry.*': [() => follows(REGISTRY_TOPIC, 'registry'), 'registry-not-allowed'],
    'Read sealpost-requests': [() => follows(REQUESTS_TOPIC, 'registrar'), 'registry-not-allowed'],
    'Read registrar.*': [() => follows(REQUESTS_TOPIC, 'registrar'), 'registry-not-allowed'],
  };
  const rights = registrarRights();
  expect(rights.map(nameOf)).toEqual(Object.keys(needs));
  for (const right of rights) {
    const [work, refusal] = needs[nameOf(right)] ?? [async () => '', ''];
    await expect.poll(work, { timeout: 30_000, message: `with ${nameOf(right)}` }).toBe('done');
    await kafka.revoke('registrar', [right]);
    await expect.poll(work, { timeout: 60_000, message: `without ${nameOf(right)}` }).toBe(refusal);
    await kafka.grant('registrar', [right]);
  }
  await bus.close();
});
