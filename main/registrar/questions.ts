import type { Clock } from '../transfers/ports.ts';
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

  /** Those that only a person can answer. */
  waiting(): readonly { readonly asked: Asked; readonly judged: RequestJudgement }[] {
    return this.book.all.flatMap((asked) => {
      const judged = this.judged(asked);
      return judged && judged.kind !== 'renewal' ? [{ asked, judged }] : [];
    });
  }

  /** Null where the key has its certificate in the registry by now. */
  judged({ record }: Asked): RequestJudgement | null {
    const { destination, kid } = record;
    if (this.#registry.knowsKey(destination, kid)) return null;
    return judgeRequest(record, this.#registry, this.#clock.now());
  }

  /** Asked again after a refusal, it waits again. Of a refusal of another registrar the time is not known here. */
  isRefused({ record: { destination, kid }, askedAt }: Asked): boolean {
    const own = this.#authority.ledger.refused.get(kid);
    return own ? askedAt <= own.at : this.#registry.refusalOf(destination, kid) !== null;
  }
}
