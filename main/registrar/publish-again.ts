import { readCertificate } from '../pki/certificate.ts';
import { REGISTRY_TOPIC } from '../protocol/destination.ts';
import { encodeRegistryValue, registryKey } from '../protocol/registry-record.ts';
import type { Authority } from './authority.ts';
import type { RegistrarBus, RegistrarRegistry } from './registrar-ports.ts';

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
  const issuer = readCertificate(authority.issuing)?.fingerprint;
  const missing = registry
    .known()
    .filter((destination) => authority.owns(destination))
    .flatMap((destination) =>
      registry.certificatesOf(destination).map(({ leaf, chain }) => ({
        ...{ leaf, key: registryKey(destination, leaf.kid), value: encodeRegistryValue(chain) },
      })),
    )
    .filter(
      ({ leaf, key, value }) =>
        leaf.issuer === issuer && leaf.notAfter > now && !registry.isInTopic(key, value),
    );
  for (let at = 0; at < missing.length; at += atOnce) {
    const some = missing.slice(at, at + atOnce);
    await Promise.all(some.map(({ key, value }) => bus.publishPlain(REGISTRY_TOPIC, key, value)));
  }
  return missing.length;
}
