import type { CertificateFault } from '../../shared/identity.ts';
import { readCertificate } from './certificate.ts';
import type { Crl } from './crl.ts';

export type DatedFault = {
  readonly why: CertificateFault;
  /** When it ended or was revoked, or its list ended; null where it is not known. Milliseconds since 1970. */
  readonly since: number | null;
};

type Judged = { readonly leaf: { readonly notAfter: number }; readonly chain: readonly Buffer[] };

/**
 * Why a certificate is not valid now, in the words of people.
 * @param judged its end, and DER: the certificate, then its issuers without the root
 * @param undecided why it cannot be judged yet; null where it is invalid
 * @param listOf the newest list of an issuer that counts now, by its kid
 */
export function certificateFault(
  { leaf: { notAfter }, chain }: Judged,
  undecided: string | null,
  listOf: (issuerKid: string) => Crl | null,
  now: number,
): DatedFault {
  const [certificate, issuer] = chain.map(readCertificate);
  const list = issuer ? listOf(issuer.kid) : null;
  const revocation = certificate && list?.revoked.get(certificate.serial);
  if (revocation) return { why: 'revoked', since: revocation.revokedAt };
  if (notAfter < now) return { why: 'ended', since: notAfter };
  if (undecided === null) return { why: 'not-valid', since: null };
  const isEnded = list && list.nextUpdate !== null && list.nextUpdate < now;
  if (isEnded) return { why: 'list-ended', since: list.nextUpdate };
  return { why: undecided.includes('missing') ? 'list-missing' : 'list-ended', since: null };
}
