import { type KeyObject, verify } from 'node:crypto';
import { type Refusal, refusalStatement } from '../protocol/registry-record.ts';

/** However many are written by whoever may write: so many are kept whose signature nobody here can check yet. */
const mostUnchecked = 1_000;

/** Why requests were refused (protocol.md 7.4). Only what an issuer signed is told. */
export class Refusals {
  readonly #keysFor: (destination: string) => readonly KeyObject[];
  readonly #told = new Map<string, Refusal>();
  readonly #unchecked = new Map<string, Refusal>();

  /** @param keysFor the issuers' keys that are known of a destination's organisation */
  constructor(keysFor: (destination: string) => readonly KeyObject[]) {
    this.#keysFor = keysFor;
  }

  /** @returns whether it says something new that an issuer signed */
  add(refusal: Refusal): boolean {
    const id = idOf(refusal);
    if (this.#told.get(id)?.signature.equals(refusal.signature)) return false;
    if (this.#isSigned(refusal)) {
      this.#told.set(id, refusal);
      return true;
    }
    this.#unchecked.delete(id);
    this.#unchecked.set(id, refusal);
    for (const oldest of this.#unchecked.keys()) {
      if (this.#unchecked.size <= mostUnchecked) break;
      this.#unchecked.delete(oldest);
    }
    return false;
  }

  /** The reason, or null where this key was not refused. */
  of(destination: string, kid: string): string | null {
    const id = idOf({ destination, kid });
    const unchecked = this.#unchecked.get(id);
    // Its issuer's record may have come after it.
    if (unchecked && this.#isSigned(unchecked)) {
      this.#unchecked.delete(id);
      this.#told.set(id, unchecked);
    }
    return this.#told.get(id)?.reason ?? null;
  }

  #isSigned({ destination, kid, reason, signature }: Refusal): boolean {
    const statement = Buffer.from(refusalStatement(destination, kid, reason));
    return this.#keysFor(destination).some((key) => {
      try {
        return verify('sha256', statement, key, signature);
      } catch {
        return false;
      }
    });
  }
}

const idOf = ({ destination, kid }: Pick<Refusal, 'destination' | 'kid'>): string => `${destination} ${kid}`;
