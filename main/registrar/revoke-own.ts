import type { RevocationReason } from '../../shared/registrar.ts';
import { readCertificate } from '../pki/certificate.ts';
import { type Authority, kidOfIssuer } from './authority.ts';
import type { RegistrarRegistry } from './registrar-ports.ts';

/** The certificates of a destination that this registrar issued: only its own list can revoke them. */
export function ownCertificates(
  authority: Authority,
  registry: RegistrarRegistry,
  destination: string,
): ReturnType<RegistrarRegistry['certificatesOf']> {
  return registry.certificatesOf(destination).filter(({ chain }) => isOwnChain(authority, chain));
}

/** Issued with this registrar's key: its issuing certificate may have been renewed since. */
export const isOwnChain = (authority: Authority, [, issuer]: readonly Buffer[]): boolean =>
  issuer !== undefined && kidOfIssuer(issuer) === kidOfIssuer(authority.issuing);

/** Revokes what of them has not ended: a new key takes their place. */
export function revokeOwn(
  authority: Authority,
  registry: RegistrarRegistry,
  destination: string,
  why: RevocationReason,
  note: string,
  now: number,
): void {
  for (const { leaf, chain } of ownCertificates(authority, registry, destination)) {
    const serial = readCertificate(chain[0] as Buffer)?.serial;
    if (serial === undefined || authority.ledger.revoked.has(leaf.kid) || leaf.notAfter <= now) continue;
    authority.revoke({ kid: leaf.kid, serial }, why, note);
  }
}
