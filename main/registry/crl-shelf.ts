import type { Certificate } from '../pki/certificate.ts';
import { isCrlSignedBy, readCrl } from '../pki/crl.ts';

/** Lists of one issuer whose thisUpdate is still to come. */
const mostFuture = 4;

/**
 * The CRLs worth keeping of one known issuer (protocol.md 7.1): the one with the highest number, and
 * those that count only later. Junk and older lists take nothing away, however many come.
 */
export class CrlShelf {
  readonly #issuer: Certificate;
  #kept: readonly Buffer[] = [];

  constructor(issuer: Certificate) {
    this.#issuer = issuer;
  }

  get lists(): readonly Buffer[] {
    return this.#kept;
  }

  /** @returns whether it is worth keeping, and the lists that it replaced */
  add(der: Buffer, now: number): { readonly isKept: boolean; readonly replaced: readonly Buffer[] } {
    const unchanged = { isKept: false, replaced: [] };
    if (this.#kept.some((one) => one.equals(der))) return unchanged;
    // Its signature is checked first: reading the entries takes long, as there may be tens of thousands.
    if (!isCrlSignedBy(der, this.#issuer.publicKey)) return unchanged;
    const before = this.#kept;
    this.#kept = worthKeeping([...before, der], this.#issuer, now);
    return {
      isKept: this.#kept.includes(der),
      replaced: before.filter((one) => !this.#kept.includes(one)),
    };
  }
}

function worthKeeping(lists: readonly Buffer[], issuer: Certificate, now: number): readonly Buffer[] {
  const usable = lists.flatMap((der) => {
    const crl = readCrl(der);
    const number = crl?.number;
    if (!crl || number == null || crl.hasForbiddenExtension) return [];
    return crl.issuer.equals(issuer.subject) ? [{ der, number, thisUpdate: crl.thisUpdate }] : [];
  });
  const newestFirst = usable.sort((a, b) =>
    a.number === b.number ? b.thisUpdate - a.thisUpdate : a.number > b.number ? -1 : 1,
  );
  const current = newestFirst.filter(({ thisUpdate }) => thisUpdate <= now).slice(0, 1);
  const future = newestFirst.filter(({ thisUpdate }) => thisUpdate > now).slice(0, mostFuture);
  return [...current, ...future].map(({ der }) => der);
}
