import type { Destination } from '../../shared/destination.ts';
import { parseDestination } from '../protocol/destination.ts';
import type { Identity, IdRegistry } from '../transfers/ports.ts';

type Registry = Pick<IdRegistry, 'newest'> & { known(): readonly string[] };

/** The Destinations that the registry names, as the app shows them. */
export function listDestinations(
  registry: Registry,
  identity: Pick<Identity, 'addresses'>,
): readonly Destination[] {
  const held = new Set(identity.addresses().flatMap(({ kids }) => kids));
  return registry
    .known()
    .map((destination): Destination => {
      const verdict = registry.newest(destination);
      const leaf = verdict.kind === 'valid' ? verdict.leaf : null;
      return {
        destination,
        label: leaf?.label ?? destination,
        organisation: parseDestination(destination)?.organisation ?? '',
        owned: leaf !== null && held.has(leaf.kid),
        certified: leaf !== null,
        fingerprint: leaf?.fingerprint ?? null,
        validUntil: leaf?.notAfter ?? null,
      };
    })
    .sort((a, b) => a.label.localeCompare(b.label));
}
