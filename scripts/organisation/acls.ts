import { systemClock } from '../../main/clock/system-clock.ts';
import {
  aclCommands,
  aclEntries,
  personRights,
  principalOf,
  type Right,
  registrarRights,
} from '../../main/kafka/acls.ts';
import { kafkaConfigOf } from '../../main/kafka/kafka-config.ts';
import { loadKafkaJs } from '../../main/kafka/kafkajs-patches.ts';
import { isDestination } from '../../main/protocol/destination.ts';
import type { Server } from './server.ts';

type Wanted = {
  readonly principal: string;
  readonly destination: string | undefined;
  readonly role: string | undefined;
  readonly print: boolean;
};

function rightsOf({ destination, role }: Wanted): readonly Right[] {
  if (role === 'registrar') return registrarRights();
  if (role !== undefined) throw new Error(`"${role}" is no role: it is registrar, or left out`);
  if (destination === undefined || !isDestination(destination))
    throw new Error('acls needs --destination NAME@ORGANISATION, or --role registrar');
  return personRights(destination);
}

/** Writes the rights, or prints them. Safe to repeat. @throws where the servers do not take them */
export async function acls(wanted: Wanted, { access, secrets }: Server): Promise<void> {
  const principal = principalOf(wanted.principal);
  const rights = rightsOf(wanted);
  if (wanted.print) {
    const lines = aclCommands(principal, rights, access.brokers.join(','));
    process.stdout.write(`${lines.join('\n')}\n`);
    return;
  }
  const { Kafka } = loadKafkaJs();
  const config = kafkaConfigOf(access, secrets, 'sealpost-administrator', systemClock);
  const admin = new Kafka({ ...config, retry: { retries: 2 } }).admin();
  try {
    await admin.connect();
    await admin.createAcls({ acl: aclEntries(principal, rights) });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `the rights were not given (${why}). This sign-in may not: use an administrator's, or --print`,
      { cause },
    );
  } finally {
    await admin.disconnect().catch(() => {});
  }
  process.stdout.write(`${principal} has ${rights.length} rights.\n`);
}
