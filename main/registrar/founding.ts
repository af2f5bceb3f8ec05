import type { FoundFailure } from '../../shared/joining.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { ServerAccess, ServerSecrets } from '../../shared/server-access.ts';
import type { KafkaBus } from '../kafka/kafka-bus.ts';
import { WrongPartitions } from '../kafka/topics.ts';
import { parseDestination, REGISTRY_TOPIC } from '../protocol/destination.ts';
import { decodeRegistryRecord } from '../protocol/registry-record.ts';
import { type Clock, isTemporary, PublishRefused } from '../transfers/ports.ts';
import { connectedBus } from './connected-bus.ts';

/** How long reading the address book may take, in milliseconds. */
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
  const bus = await connectedBus(access, secrets, 'sealpost-founding', clock);
  if (typeof bus === 'string') return failed({ kind: 'offline', why: bus });
  try {
    await bus.ensureRegistry();
    const people = await peopleOf(name, bus, clock);
    return people.size === 0 ? ok(null) : failed({ kind: 'exists-there', people: people.size });
  } catch (error) {
    if (isTemporary(error)) return failed({ kind: 'offline', why: 'unreachable' });
    if (error instanceof WrongPartitions) return failed({ kind: 'offline', why: 'registry-partitions' });
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
