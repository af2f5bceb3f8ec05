import { parseDestination } from '../protocol/destination.ts';
import type { RegistryRecord } from '../protocol/registry-record.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { type Crl, readCrl } from './crl.ts';
import type { KeyUsage } from './extensions.ts';
import { isSignedBy } from './signed-object.ts';

/** Valid certificates (protocol.md 7.3): small, strict, fail closed. */
export type Verdict =
  | { readonly verdict: 'valid'; readonly leaf: Certificate }
  | { readonly verdict: 'invalid'; readonly why: string }
  | { readonly verdict: 'cannot-be-judged'; readonly why: string };

/** The chain with its root is 2 or 3 long. */
const longestChain = 3;

export type CertificateQuestion = {
  readonly destination: string;
  /** DER: the destination's certificate, then its issuers in order, root left out. */
  readonly certificates: readonly Buffer[];
  /** The times t, milliseconds since 1970. */
  readonly at: readonly number[];
  /** The reader's clock. */
  readonly now: number;
  /** The pinned root of each organisation, DER. */
  readonly roots: ReadonlyMap<string, Buffer>;
  /** All CRLs that were ever read, DER, in any order. */
  readonly crls: readonly Buffer[];
};

export function judgeCertificate(question: CertificateQuestion): Verdict {
  const chain = chainTo(question.destination, question.certificates, question.roots);
  if (typeof chain === 'string') return invalid(chain);
  const [leaf] = chain;
  if (!leaf) return invalid('empty chain');
  const why =
    whyNotDestination(leaf, question.destination) ?? whyBrokenPath(chain, question.at, longestChain);
  if (why) return invalid(why);
  const crls = question.crls.map(readCrl).filter((crl) => crl !== null);
  return judgeRevocation(chain, crls, question.at, question.now) ?? { verdict: 'valid', leaf };
}

/** Whether a registry record checks before time and CRLs are looked at (protocol.md 7.1). */
export function checkRegistryRecord(
  record: Extract<RegistryRecord, { kind: 'destination' }>,
  roots: ReadonlyMap<string, Buffer>,
): boolean {
  const chain = chainTo(record.destination, record.certificates, roots);
  const leaf = typeof chain === 'string' ? undefined : chain[0];
  if (typeof chain === 'string' || !leaf || leaf.kid !== record.kid) return false;
  return !whyNotDestination(leaf, record.destination) && !whyBrokenPath(chain, [], longestChain);
}

/** The valid certificate with the latest notBefore, then the higher serial (protocol.md 7.2). */
export function newestValid(verdicts: readonly Verdict[]): Certificate | null {
  let newest: Certificate | null = null;
  for (const verdict of verdicts) {
    if (verdict.verdict !== 'valid') continue;
    const { leaf } = verdict;
    const later = newest === null || leaf.notBefore > newest.notBefore;
    if (later || (leaf.notBefore === newest?.notBefore && leaf.serial > newest.serial)) newest = leaf;
  }
  return newest;
}

/** Leaf first, root last; or why there is no chain. */
function chainTo(
  destination: string,
  certificates: readonly Buffer[],
  roots: ReadonlyMap<string, Buffer>,
): readonly Certificate[] | string {
  const organisation = parseDestination(destination)?.organisation;
  const rootDer = organisation === undefined ? undefined : roots.get(organisation);
  if (!rootDer) return 'no root is pinned for this organisation';
  if (certificates.some((der) => [...roots.values()].some((root) => root.equals(der))))
    return 'the chain contains a root';
  const chain = [...certificates, rootDer].map(readCertificate);
  return chain.every((one) => one !== null) ? chain : 'not a certificate';
}

/** What a destination's key is for, and what else it may be said to be for. */
const needed = ['digitalSignature', 'keyEncipherment'] as const;
const allowed: ReadonlySet<KeyUsage> = new Set<KeyUsage>([...needed, 'nonRepudiation']);

function whyNotDestination(leaf: Certificate, destination: string): string | null {
  if (leaf.publicKey.asymmetricKeyType !== 'rsa') return 'key of the certificate';
  if (leaf.basicConstraints?.ca) return 'the certificate is a CA';
  const { critical, usages } = leaf.keyUsage ?? { critical: false, usages: new Set<KeyUsage>() };
  const isForLetters =
    needed.every((usage) => usages.has(usage)) && [...usages].every((usage) => allowed.has(usage));
  if (!critical || !isForLetters) return 'keyUsage';
  if (leaf.emails.length !== 1 || leaf.emails[0] !== destination) return 'subjectAltName';
  return null;
}

/**
 * Signatures, names, constraints and times of a chain, leaf first and root last; why it is broken,
 * or null. The root's own signature is not judged.
 */
export function whyBrokenPath(
  chain: readonly Certificate[],
  at: readonly number[],
  longest: number,
): string | null {
  if (chain.length < 2 || chain.length > longest) return 'length of the chain';
  for (const [place, certificate] of chain.entries()) {
    const issuer = chain[place + 1];
    if (certificate.hasForbiddenExtension) return 'critical extension';
    if (at.some((t) => t < certificate.notBefore || t > certificate.notAfter))
      return 'not valid at that time';
    if (place > 0) {
      const why = whyNotIssuer(certificate, place - 1);
      if (why) return why;
    }
    if (!issuer) continue;
    if (!certificate.issuer.equals(issuer.subject)) return 'names do not chain';
    if (!isKeyNamed(certificate, issuer)) return 'key identifiers do not chain';
    if (!isSignedBy(certificate.signed, issuer.publicKey)) return 'signature of a certificate';
  }
  return null;
}

/** Key identifiers match where both certificates have one (RFC 5280 4.2.1.1). */
const isKeyNamed = ({ authorityKeyId }: Certificate, { subjectKeyId }: Certificate): boolean =>
  authorityKeyId === null || subjectKeyId === null || authorityKeyId.equals(subjectKeyId);

/** @param issuersBelow how many issuers stand between it and the destination's certificate */
function whyNotIssuer(certificate: Certificate, issuersBelow: number): string | null {
  const constraints = certificate.basicConstraints;
  if (certificate.isSubjectEmpty) return 'an issuer without a name';
  if (!constraints?.ca || !constraints.critical) return 'basicConstraints of an issuer';
  if (constraints.pathLen !== null && issuersBelow > constraints.pathLen) return 'pathLen';
  const usages = certificate.keyUsage?.usages;
  if (!usages?.has('keyCertSign') || !usages.has('cRLSign')) return 'keyUsage of an issuer';
  return null;
}

/** What the CRLs say: null where they are all there, fresh, and list nothing of this chain. */
export function judgeRevocation(
  chain: readonly Certificate[],
  crls: readonly Crl[],
  at: readonly number[],
  now: number,
): Exclude<Verdict, { verdict: 'valid' }> | null {
  let undecided: string | null = null;
  for (const [place, issuer] of chain.entries()) {
    const subject = chain[place - 1];
    if (!subject) continue;
    const crl = newestCrl(issuer, crls, now);
    const revocation = crl?.revoked.get(subject.serial);
    if (revocation && (revocation.compromised || at.some((t) => t >= revocation.revokedAt)))
      return invalid('revoked');
    if (!crl) undecided ??= 'a CRL is missing';
    else if (crl.nextUpdate === null || crl.nextUpdate < now) undecided ??= 'a CRL is past its nextUpdate';
  }
  return undecided === null ? null : { verdict: 'cannot-be-judged', why: undecided };
}

/** The CRL that counts: the highest number, of equal numbers the later thisUpdate. */
function newestCrl(issuer: Certificate, crls: readonly Crl[], now: number): Crl | null {
  let newest: Crl | null = null;
  for (const crl of crls) {
    if (crl.number === null || crl.hasForbiddenExtension || crl.thisUpdate > now) continue;
    if (!crl.issuer.equals(issuer.subject) || !isSignedBy(crl.signed, issuer.publicKey)) continue;
    const number = newest?.number ?? -1n;
    if (crl.number > number || (crl.number === number && crl.thisUpdate > (newest?.thisUpdate ?? 0)))
      newest = crl;
  }
  return newest;
}

const invalid = (why: string): { readonly verdict: 'invalid'; readonly why: string } => ({
  verdict: 'invalid',
  why,
});
