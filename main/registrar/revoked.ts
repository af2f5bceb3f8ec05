import type { RevocationReason } from '../../shared/registrar.ts';
import type { Crl } from '../pki/crl.ts';
import type { ReasonCode, RevokedEntry } from './certificates.ts';
import type { Ledger } from './ledger.ts';

/** What was lost or wrongly issued never counts (keyCompromise); the others count until they were revoked. */
const reasonCodes: Readonly<Record<RevocationReason, ReasonCode>> = {
  stolen: 1,
  mistake: 1,
  changed: 3,
  broken: 4,
  left: 5,
};

/** All that is revoked: what a published list says, no later one takes back. */
export function union(own: readonly RevokedEntry[], published: Crl | null): readonly RevokedEntry[] {
  const all = new Map(own.map((one) => [one.serial, one]));
  for (const [serial, { revokedAt, compromised }] of published?.revoked ?? []) {
    const mine = all.get(serial);
    const reason = compromised ? 1 : (mine?.reason ?? null);
    all.set(serial, { serial, at: Math.min(revokedAt, mine?.at ?? revokedAt), reason });
  }
  return [...all.values()];
}

export const revokedIn = (ledger: Ledger): readonly RevokedEntry[] =>
  [...ledger.revoked.values()].map(({ serial, at, why }) => ({
    ...{ serial: BigInt(serial), at },
    reason: reasonCodes[why],
  }));

/** The list with the highest number. */
export const newestOf = (lists: readonly (Crl | null)[]): Crl | null =>
  lists.reduce<Crl | null>((a, b) => (b && (b.number ?? 0n) > (a?.number ?? -1n) ? b : a), null);
