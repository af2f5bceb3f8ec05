import type { Certificate } from './certificate.ts';
import { readCrl } from './crl.ts';
import { isSignedBy } from './signed-object.ts';

/** Lists that cannot be checked yet, because their issuer's record is still to come. */
const mostUnchecked = 16;
/** Lists of one issuer whose thisUpdate is still to come. */
const mostFuture = 4;

/**
 * The CRLs worth keeping of one issuer (protocol.md 7.1): the one with the highest number, and those
 * that count only later. Junk and older lists take nothing away, however many come.
 */
export class CrlShelf {
  #kept: readonly Buffer[] = [];

  get lists(): readonly Buffer[] {
    return this.#kept;
  }

  /** @returns false where the list changes nothing */
  add(der: Buffer, issuer: Certificate | null, now: number): boolean {
    if (this.#kept.some((one) => one.equals(der))) return false;
    const all = [...this.#kept, der];
    this.#kept = issuer ? worthKeeping(all, issuer, now) : all.slice(-mostUnchecked);
    return this.#kept.includes(der);
  }

  /** The issuer became known: what it did not sign goes. */
  check(issuer: Certificate, now: number): void {
    this.#kept = worthKeeping(this.#kept, issuer, now);
  }
}

function worthKeeping(lists: readonly Buffer[], issuer: Certificate, now: number): readonly Buffer[] {
  const signed = lists.flatMap((der) => {
    const crl = readCrl(der);
    const number = crl?.number;
    if (!crl || number == null || crl.hasForbiddenExtension) return [];
    if (!crl.issuer.equals(issuer.subject) || !isSignedBy(crl.signed, issuer.publicKey)) return [];
    return [{ der, number, thisUpdate: crl.thisUpdate }];
  });
  const newestFirst = signed.sort((a, b) =>
    a.number === b.number ? b.thisUpdate - a.thisUpdate : a.number > b.number ? -1 : 1,
  );
  const current = newestFirst.filter(({ thisUpdate }) => thisUpdate <= now).slice(0, 1);
  const future = newestFirst.filter(({ thisUpdate }) => thisUpdate > now).slice(0, mostFuture);
  return [...current, ...future].map(({ der }) => der);
}
