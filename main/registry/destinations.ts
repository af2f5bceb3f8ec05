import type { Destination } from '../../shared/destination.ts';
import { certificateFault } from '../pki/certificate-fault.ts';
import type { Crl } from '../pki/crl.ts';
import { parseDestination } from '../protocol/destination.ts';
import type { Identity, IdRegistry, Leaf } from '../transfers/ports.ts';

type Registry = Pick<IdRegistry, 'newest'> & {
  known(): readonly string[];
  certificatesOf(destination: string): readonly { readonly leaf: Leaf; readonly chain: readonly Buffer[] }[];
  listOf(issuerKid: string): Crl | null;
};

const byName = new Intl.Collator();

/** The Destinations that the registry names, as the app shows them. */
export function listDestinations(
  registry: Registry,
  identity: Pick<Identity, 'addresses'>,
  now: number,
): readonly Destination[] {
  const held = new Set(identity.addresses().flatMap(({ kids }) => kids));
  return registry
    .known()
    .map((destination): Destination => {
      const verdict = registry.newest(destination);
      const leaf = verdict.kind === 'valid' ? verdict.leaf : null;
      const last = leaf ? undefined : lastOf(destination, registry);
      const undecided = verdict.kind === 'cannot-be-judged' ? verdict.why : null;
      return {
        destination,
        label: leaf?.label ?? last?.leaf.label ?? destination,
        ...(last ? { fault: certificateFault(last, undecided, (kid) => registry.listOf(kid), now) } : {}),
        organisation: parseDestination(destination)?.organisation ?? '',
        owned: leaf !== null && held.has(leaf.kid),
        certified: leaf !== null,
        fingerprint: leaf?.fingerprint ?? null,
        validUntil: leaf?.notAfter ?? null,
      };
    })
    .sort((a, b) => byName.compare(a.label, b.label));
}

/** The certificate that was the newest, where none is valid. */
const lastOf = (destination: string, registry: Registry) =>
  registry.certificatesOf(destination).toSorted((a, b) => b.leaf.notBefore - a.leaf.notBefore)[0];
