import type { CertificateFault } from '../../shared/identity.ts';
import { certificateFault } from '../pki/certificate-fault.ts';
import type { Crl } from '../pki/crl.ts';
import { DAY } from '../protocol/limits.ts';
import type { IdRegistry, Leaf } from '../transfers/ports.ts';

/** The part of the registry that says how an address stands. */
export type AddressRegistry = Pick<IdRegistry, 'newest'> & {
  certificatesOf(destination: string): readonly { readonly leaf: Leaf; readonly chain: readonly Buffer[] }[];
  listOf(issuerKid: string): Crl | null;
  refusalOf(destination: string, kid: string): string | null;
};

/** How an address of this installation stands (protocol.md 7.2 to 7.4): derived from its keys and the registry. */
export type Standing =
  /** No certificate of an own key was ever issued. */
  | { readonly kind: 'uncertified'; readonly pending: string | null }
  | { readonly kind: 'certified'; readonly leaf: Leaf; readonly pending: string | null }
  /** One was issued, and none is valid now. */
  | {
      readonly kind: 'not-valid';
      readonly last: Leaf;
      readonly why: CertificateFault;
      /** Milliseconds since 1970; null where it is not known. */
      readonly since: number | null;
      readonly pending: string | null;
    };

/** So long before its end a certificate is renewed by itself: a third of its life. */
export const renewalDue = ({ notBefore, notAfter }: Leaf): number =>
  notAfter - Math.min(30 * DAY, (notAfter - notBefore) / 3);

/**
 * @param kids own keys of the address, the oldest first
 * @param registry null while there is none: then nothing is known of any certificate
 */
export function standingOf(
  destination: string,
  kids: readonly string[],
  registry: AddressRegistry | null,
  now: number,
): Standing {
  const all = registry?.certificatesOf(destination) ?? [];
  const certified = new Set(all.map(({ leaf }) => leaf.kid));
  const pending = kids.findLast((kid) => !certified.has(kid)) ?? null;
  const own = all.filter(({ leaf }) => kids.includes(leaf.kid));
  const [last] = own.toSorted((a, b) => b.leaf.notBefore - a.leaf.notBefore);
  if (!registry || !last) return { kind: 'uncertified', pending };
  const verdict = registry.newest(destination);
  if (verdict.kind === 'valid' && kids.includes(verdict.leaf.kid))
    return { kind: 'certified', leaf: verdict.leaf, pending };
  const undecided = verdict.kind === 'cannot-be-judged' ? verdict.why : null;
  const fault = certificateFault(last, undecided, (kid) => registry.listOf(kid), now);
  return { kind: 'not-valid', last: last.leaf, ...fault, pending };
}
