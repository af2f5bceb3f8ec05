import { REGISTRY_TOPIC } from '../protocol/destination.ts';
import { DAY } from '../protocol/limits.ts';
import { encodeRegistryValue, registryKey } from '../protocol/registry-record.ts';
import { type Authority, destinationDays } from './authority.ts';
import type { RegistrarBus, RegistrarRegistry } from './registrar-ports.ts';
import { isOwnChain } from './revoke-own.ts';

/** So many wait for Kafka at once. */
const atOnce = 50;

/**
 * Publishes again the certificates of this registrar that the topic lacks, such as on another server
 * (protocol.md 7.1). @returns how many there were. @throws what publishing throws
 */
export async function publishAgain(
  authority: Authority,
  bus: RegistrarBus,
  registry: RegistrarRegistry,
  now: number,
): Promise<number> {
  const known = registry
    .known()
    .filter((destination) => authority.owns(destination))
    .flatMap((destination) => registry.certificatesOf(destination))
    .filter(({ leaf, chain }) => isOwnChain(authority, chain) && leaf.notAfter > now)
    .map(({ leaf, chain }) => recordOf(leaf.destination, leaf.kid, chain));
  // A registry without a disk knows nothing on an empty server, and a publication may have been cut off.
  const issued = [...authority.ledger.issued.values()]
    .filter(({ destination, kid }) => !registry.knowsKey(destination, kid))
    .filter(({ kid, at }) => !authority.ledger.revoked.has(kid) && at + destinationDays * DAY > now)
    .map(({ destination, kid, certificate }) =>
      recordOf(destination, kid, [Buffer.from(certificate, 'base64'), authority.issuing]),
    );
  const missing = [...known, ...issued].filter(({ key, value }) => !registry.isInTopic(key, value));
  for (let at = 0; at < missing.length; at += atOnce) {
    const some = missing.slice(at, at + atOnce);
    await Promise.all(some.map(({ key, value }) => bus.publishPlain(REGISTRY_TOPIC, key, value)));
  }
  return missing.length;
}

const recordOf = (destination: string, kid: string, chain: readonly Buffer[]) => ({
  key: registryKey(destination, kid),
  value: encodeRegistryValue(chain),
});
