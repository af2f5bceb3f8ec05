import type { Comparison } from '../../shared/registrar.ts';
import { inboxSettings } from '../kafka/topics.ts';
import { readCertificate } from '../pki/certificate.ts';
import { REGISTRY_TOPIC } from '../protocol/destination.ts';
import { encodeRegistryValue, registryKey } from '../protocol/registry-record.ts';
import { PublishRefused } from '../transfers/ports.ts';
import type { Authority } from './authority.ts';
import type { RequestJudgement } from './judge-request.ts';
import type { DecidedBy } from './ledger.ts';
import type { Lists } from './lists.ts';
import type { RegistrarBus } from './registrar-ports.ts';
import type { Asked } from './request-book.ts';

/**
 * Issues a certificate and publishes it, its lists first: one whose lists are older than itself cannot be proven
 * (protocol.md 7.2). A renewal keeps the displayed name.
 * @returns DER, the destination's first. @throws what publishing throws, or the system's error
 */
export async function publishCertificate(
  authority: Authority,
  lists: Lists,
  bus: RegistrarBus,
  { record: { destination, kid }, read }: Asked,
  { kind, current }: RequestJudgement,
  how: { readonly by: DecidedBy; readonly compared: Comparison | null },
): Promise<readonly Buffer[]> {
  const named = kind === 'renewal' && current ? { label: current.label } : {};
  const { certificates } = authority.issue(read, destination, { ...how, ...named });
  const [leaf] = certificates;
  await lists.freshFor((leaf && readCertificate(leaf)?.notBefore) ?? 0);
  await ensureInbox(bus, destination);
  await bus.publishPlain(REGISTRY_TOPIC, registryKey(destination, kid), encodeRegistryValue(certificates));
  return certificates;
}

/** The person's own app makes it where the registrar's account may not. */
async function ensureInbox(bus: RegistrarBus, destination: string): Promise<void> {
  try {
    await bus.ensure(inboxSettings(destination));
  } catch (error) {
    if (!(error instanceof PublishRefused)) throw error;
  }
}
