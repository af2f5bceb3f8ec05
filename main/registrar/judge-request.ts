import type { RequestKind } from '../../shared/registrar.ts';
import { type RequestRecord, renewalStatement } from '../protocol/registry-record.ts';
import { verifyStatement } from '../protocol/signature.ts';
import type { IdRegistry, Leaf } from '../transfers/ports.ts';

type Known = Pick<IdRegistry, 'judge' | 'newest' | 'find'> & {
  certificatesOf(destination: string): readonly { readonly leaf: Leaf }[];
};

export type RequestJudgement = {
  readonly kind: RequestKind;
  /** The certificate that the address has now, whatever its validity; null where it never had one. */
  readonly current: Leaf | null;
};

/**
 * Which kind of request it is (protocol.md 7.4). Only a renewal whose certificate is valid now, and whose
 * signature is that certificate's, needs nobody to compare anything.
 */
export function judgeRequest(request: RequestRecord, registry: Known, now: number): RequestJudgement {
  const { destination, renewal } = request;
  const verdict = registry.newest(destination);
  const newest = verdict.kind === 'valid' ? verdict.leaf : null;
  if (renewal) {
    const followed = registry.find(destination, renewal.certificate);
    const isSigned =
      followed && verifyStatement(followed.publicKey, renewalStatement(request.request), renewal.signature);
    if (followed && isSigned) {
      const isValid = registry.judge(destination, renewal.certificate, [now]).kind === 'valid';
      if (isValid) return { kind: 'renewal', current: followed };
      // One that ended vouches for nothing.
      if (!newest && followed.notAfter < now) return { kind: 'late-renewal', current: followed };
    }
  }
  if (newest) return { kind: 'new-key', current: newest };
  const all = registry.certificatesOf(destination).map(({ leaf }) => leaf);
  const [last = null] = all.toSorted((a, b) => b.notBefore - a.notBefore);
  return { kind: 'new', current: last };
}
