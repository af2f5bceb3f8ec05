import type { IssuedCertificate } from '../../shared/registrar.ts';
import { readCertificate } from '../pki/certificate.ts';
import { DAY } from '../protocol/limits.ts';
import type { Leaf } from '../transfers/ports.ts';
import type { Authority } from './authority.ts';
import type { RegistrarRegistry } from './registrar-ports.ts';
import { isOwnChain } from './revoke-own.ts';

/** Its renewal should have come by then: apps ask from 30 days before the end. */
const endsSoon = 14 * DAY;

type Found = { readonly leaf: Leaf; readonly chain: readonly Buffer[] };

/** Issued certificates as the registrar sees them, by name; the newest of an address first. */
export function certificateRows(
  authority: Authority,
  registry: RegistrarRegistry,
  now: number,
  search: string,
  limit: number,
): { readonly rows: readonly IssuedCertificate[]; readonly total: number } {
  const words = fold(search).split(/\s+/).filter(Boolean);
  const all = registry
    .known()
    .filter((destination) => authority.owns(destination))
    .flatMap((destination) => registry.certificatesOf(destination))
    .filter(({ leaf }) => words.every((word) => fold(`${leaf.label} ${leaf.destination}`).includes(word)))
    .sort(
      (a, b) =>
        a.leaf.label.localeCompare(b.leaf.label) ||
        a.leaf.destination.localeCompare(b.leaf.destination) ||
        b.leaf.notBefore - a.leaf.notBefore,
    );
  const rows = all.slice(0, limit).map((one) => rowOf(one, authority, registry, now));
  return { rows, total: all.length };
}

function rowOf(
  { leaf, chain }: Found,
  authority: Authority,
  registry: RegistrarRegistry,
  now: number,
): IssuedCertificate {
  const { ledger } = authority;
  const newest = registry.newest(leaf.destination);
  const revoked = ledger.revoked.get(leaf.kid);
  return {
    destination: leaf.destination,
    label: leaf.label,
    ...{ kid: leaf.kid, fingerprint: leaf.fingerprint, validFrom: leaf.notBefore, validUntil: leaf.notAfter },
    byThisComputer: isOwnChain(authority, chain),
    replaced: newest.kind === 'valid' && newest.leaf.fingerprint !== leaf.fingerprint,
    compared: ledger.issued.get(leaf.kid)?.compared ?? null,
    note: revoked?.note ?? '',
    state: stateOf({ leaf, chain }, authority, registry, now),
  };
}

function stateOf(
  { leaf, chain }: Found,
  authority: Authority,
  registry: RegistrarRegistry,
  now: number,
): IssuedCertificate['state'] {
  const [certificate, issuer] = chain.map(readCertificate);
  const list = issuer ? registry.listOf(issuer.kid) : null;
  const revoked = authority.ledger.revoked.get(leaf.kid);
  const at = (certificate && list?.revoked.get(certificate.serial)?.revokedAt) ?? revoked?.at;
  if (at !== undefined) return { kind: 'revoked', at, why: revoked?.why ?? null };
  if (leaf.notAfter < now) return { kind: 'ended' };
  return { kind: leaf.notAfter - now < endsSoon ? 'ends-soon' : 'valid' };
}

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
