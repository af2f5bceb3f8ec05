import type { ConnectionState } from '../../shared/connection.ts';
import type { FoundFailure } from '../../shared/joining.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { ServerAccess, ServerSecrets } from '../../shared/server-access.ts';
import { KafkaBus } from '../kafka/kafka-bus.ts';
import { registrySettings, requestsSettings } from '../kafka/topics.ts';
import { parseDestination, REGISTRY_TOPIC } from '../protocol/destination.ts';
import { decodeRegistryRecord } from '../protocol/registry-record.ts';
import { type Clock, isTemporary, PublishRefused } from '../transfers/ports.ts';

/** How long a look at the servers takes at most, in milliseconds. */
const lookLasts = 9_000;
const readLasts = 60_000;

/**
 * Makes the topics of the registry on a server, and looks that nobody founded an organisation of this name there:
 * its people and the new ones would never find each other.
 */
export async function prepareServer(
  access: ServerAccess,
  secrets: ServerSecrets,
  name: string,
  clock: Clock,
): Promise<Result<null, FoundFailure>> {
  let told: (state: ConnectionState) => void = () => {};
  const connected = new Promise<Result<null, FoundFailure>>((resolve) => {
    let times = 0;
    told = (state) => {
      if (state.kind === 'connected') resolve(ok(null));
      if (state.kind !== 'offline') return;
      const gaveUp = failed<FoundFailure>({ kind: 'offline', why: state.why });
      times += 1;
      // The first reason is a guess; a look at the servers may bring a better one.
      if (times > 1) resolve(gaveUp);
      else clock.after(lookLasts, () => resolve(gaveUp));
    };
  });
  const bus = new KafkaBus(
    access,
    secrets,
    'sealpost-founding',
    (state) => told(state),
    () => {},
    clock,
  );
  try {
    bus.start();
    const outcome = await connected;
    if (!outcome.ok) return outcome;
    await bus.ensure(registrySettings());
    await bus.ensure(requestsSettings());
    const people = await peopleOf(name, bus, clock);
    return people.size === 0 ? ok(null) : failed({ kind: 'exists-there', people: people.size });
  } catch (error) {
    if (isTemporary(error)) return failed({ kind: 'offline', why: 'unreachable' });
    if (error instanceof PublishRefused) return failed({ kind: 'not-allowed' });
    throw error;
  } finally {
    await bus.close();
  }
}

/** Addresses of this organisation that the registry names, whoever wrote them. */
async function peopleOf(name: string, bus: KafkaBus, clock: Clock): Promise<ReadonlySet<string>> {
  const people = new Set<string>();
  const end = await bus.endOf(REGISTRY_TOPIC);
  if (end === 0n) return people;
  await new Promise<void>((resolve, reject) => {
    const follow = bus.followFromStart(REGISTRY_TOPIC, 'registry', async (records) => {
      for (const { key, value, offset } of records) {
        const record = key && value ? decodeRegistryRecord(key.toString(), value) : null;
        if (record?.kind === 'destination' && parseDestination(record.destination)?.organisation === name)
          people.add(record.destination);
        if (BigInt(offset) + 1n >= end) resolve();
      }
    });
    follow.catch(reject);
    // An account that may not read it hears nothing.
    clock.after(readLasts, () => reject(new PublishRefused('not-allowed')));
  });
  return people;
}
