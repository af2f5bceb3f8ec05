import type { CertificateVerdict } from '../transfers/ports.ts';

/** DER: a certificate, then its issuers without the root, as one record published them. */
export type Chain = readonly Buffer[];

export const isSameChain = (a: Chain, b: Chain): boolean =>
  a.length === b.length && a.every((one, i) => b[i]?.equals(one));

/** Valid in one chain is valid; what cannot be judged yet in one may still become so. */
export function bestOf(verdicts: readonly CertificateVerdict[]): CertificateVerdict {
  const of = (kind: CertificateVerdict['kind']): CertificateVerdict | undefined =>
    verdicts.find((one) => one.kind === kind);
  return (
    of('valid') ?? of('cannot-be-judged') ?? of('invalid') ?? { kind: 'cannot-be-judged', why: 'unknown' }
  );
}
