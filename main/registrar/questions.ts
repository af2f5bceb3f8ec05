import { readCertificate } from '../pki/certificate.ts';
import type { Clock, Leaf } from '../transfers/ports.ts';
import type { Authority } from './authority.ts';
import { judgeRequest, type RequestJudgement } from './judge-request.ts';
import type { RegistrarRegistry } from './registrar-ports.ts';
import { type Asked, RequestBook } from './request-book.ts';

/** The requests of an organisation, seen against what its registry and its ledger say of them. */
export class Questions {
  readonly book = new RequestBook();
  readonly #authority: Authority;
  readonly #registry: RegistrarRegistry;
  readonly #clock: Clock;

  constructor(authority: Authority, registry: RegistrarRegistry, clock: Clock) {
    this.#authority = authority;
    this.#registry = registry;
    this.#clock = clock;
  }

  /** Those that only a person can answer, the oldest first, at most so many. */
  waiting(most: number): readonly { readonly asked: Asked; readonly judged: RequestJudgement }[] {
    const found: { readonly asked: Asked; readonly judged: RequestJudgement }[] = [];
    for (const asked of this.book.all) {
      if (found.length === most) break;
      const judged = this.judged(asked);
      if (judged && judged.kind !== 'renewal') found.push({ asked, judged });
    }
    return found;
  }

  /** Null where the key has its certificate in the registry by now. */
  judged({ record }: Asked): RequestJudgement | null {
    const { destination, kid } = record;
    if (this.#registry.knowsKey(destination, kid)) return null;
    const judged = judgeRequest(record, this.#registry, this.#clock.now());
    const { kind, current } = judged;
    // A revocation is meant for the person: an earlier certificate that still counts vouches for nothing.
    const isRevoked = kind === 'renewal' && current !== null && this.#isRevokedSince(destination, current);
    return isRevoked ? { kind: 'new-key', current } : judged;
  }

  /** The key has a certificate of another address: this request will never be answered (protocol.md 7.2). */
  isOfAnother({ record: { destination, kid } }: Asked): boolean {
    const holder = this.#authority.ledger.issued.get(kid)?.destination ?? this.#registry.holderOf(kid);
    return holder !== null && holder !== destination;
  }

  #isRevokedSince(destination: string, { notBefore }: Leaf): boolean {
    return this.#registry.certificatesOf(destination).some(({ leaf, chain }) => {
      if (leaf.notBefore < notBefore) return false;
      const [certificate, issuer] = chain.map(readCertificate);
      const list = issuer ? this.#registry.listOf(issuer.kid) : null;
      const isListed = certificate ? (list?.revoked.has(certificate.serial) ?? false) : false;
      return isListed || this.#authority.ledger.revoked.has(leaf.kid);
    });
  }

  /** Asked again after a refusal, it waits again. Of a refusal of another registrar the time is not known here. */
  isRefused({ record: { destination, kid }, askedAt }: Asked): boolean {
    const own = this.#authority.ledger.refused.get(kid);
    return own ? askedAt <= own.at : this.#registry.refusalOf(destination, kid) !== null;
  }
}
