/** However many issuers are named that nobody knows: so much is kept of all their lists together. */
const mostLists = 256;
const mostBytes = 16 * 1024 * 1024;

type Unchecked = { readonly issuerKid: string; readonly der: Buffer };

/** Lists that cannot be checked yet, because their issuer's record is still to come. The oldest go first. */
export class UncheckedCrls {
  #lists: Unchecked[] = [];
  #bytes = 0;

  get size(): number {
    return this.#lists.length;
  }

  add(issuerKid: string, der: Buffer): void {
    if (this.#lists.some((one) => one.issuerKid === issuerKid && one.der.equals(der))) return;
    this.#lists.push({ issuerKid, der });
    this.#bytes += der.length;
    while (this.#lists.length > mostLists || this.#bytes > mostBytes)
      this.#bytes -= this.#lists.shift()?.der.length ?? 0;
  }

  /** The issuer became known: its lists, oldest first, which are not kept here any more. */
  take(issuerKid: string): readonly Buffer[] {
    const taken = this.#lists.filter((one) => one.issuerKid === issuerKid).map(({ der }) => der);
    this.#lists = this.#lists.filter((one) => one.issuerKid !== issuerKid);
    for (const { length } of taken) this.#bytes -= length;
    return taken;
  }
}
