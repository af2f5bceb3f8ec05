import type { AuthorityDue } from '../../shared/registrar.ts';
import { readCertificate } from '../pki/certificate.ts';
import { readCrl } from '../pki/crl.ts';
import { REGISTRY_TOPIC } from '../protocol/destination.ts';
import { DAY, MINUTE } from '../protocol/limits.ts';
import { crlKey } from '../protocol/registry-record.ts';
import type { Clock } from '../transfers/ports.ts';
import { type Authority, kidOfIssuer, renewIssuingEarly, renewPeopleListAfter } from './authority.ts';
import type { ListName } from './authority-file.ts';
import { publishFailure } from './publish-failure.ts';
import type { RegistrarBus, RegistrarRegistry } from './registrar-ports.ts';
import { revokedIn } from './revoked.ts';
import type { RootCopy } from './root-copy.ts';

/** The root's list is renewed so long before it ends where the root key is here, and said to be due where it is not. */
const issuersListEarly = 60 * DAY;
/** A list of people's certificates that still counts so long is no reason to worry anybody. */
const peopleListWorry = 14 * DAY;

/**
 * The lists of revoked certificates of one authority: made long before the last ones end, and published again where
 * the registry has another one (protocol.md 7.1, 7.2).
 */
export class Lists {
  readonly #authority: Authority;
  readonly #bus: RegistrarBus;
  readonly #registry: RegistrarRegistry;
  readonly #clock: Clock;
  #failure: ReturnType<typeof publishFailure> | null = null;

  constructor(authority: Authority, bus: RegistrarBus, registry: RegistrarRegistry, clock: Clock) {
    this.#authority = authority;
    this.#bus = bus;
    this.#registry = registry;
    this.#clock = clock;
  }

  /** Renews and publishes what is due. Safe to call again. @throws what publishing throws */
  async tend(): Promise<void> {
    try {
      if (this.#isPeopleDue()) this.renewPeople();
      const { hasRootKey } = this.#authority;
      if (hasRootKey && this.#left('issuers') < issuersListEarly) this.renewIssuers(null);
      await this.#publishMissing('people');
      await this.#publishMissing('issuers');
      this.#failure = null;
    } catch (error) {
      this.#failure = reasonOf(error);
      throw error;
    }
  }

  /** A clock that was wrong may have dated it ahead, and a full disk may have kept a revocation out of it. */
  #isPeopleDue(): boolean {
    const age = this.#ageOf('people');
    const list = this.#now('people');
    const isMissing = revokedIn(this.#authority.ledger).some(({ serial }) => !list?.revoked.has(serial));
    return age > renewPeopleListAfter || age < -MINUTE || isMissing;
  }

  /**
   * Before a certificate is published: each issuer's list is not older than the certificate's notBefore, which lies
   * 24 h back. @throws what publishing throws
   */
  async freshFor(notBefore: number): Promise<void> {
    const thisUpdate = this.#now('people')?.thisUpdate ?? 0;
    if (thisUpdate < notBefore) this.renewPeople();
    await this.#publishMissing('people');
    await this.#publishMissing('issuers');
  }

  /** A new list with all that is revoked; published by `tend`. */
  renewPeople(): void {
    this.#authority.makePeopleList(this.#registry.listOf(kidOfIssuer(this.#authority.issuing)));
  }

  renewIssuers(copy: RootCopy | null, revoke: bigint | null = null): void {
    this.#authority.makeIssuersList(copy, this.#registry.listOf(kidOfIssuer(this.#authority.root)), revoke);
  }

  get people(): ReturnType<typeof readCrl> {
    return this.#now('people');
  }

  /** Another registrar's may be newer than the one that was made here. */
  get issuers(): ReturnType<typeof readCrl> {
    const published = this.#registry.listOf(kidOfIssuer(this.#authority.root));
    const own = this.#now('issuers');
    return (published?.number ?? -1n) >= (own?.number ?? -1n) ? published : own;
  }

  /** What a person has to do, or should know of. */
  due(): readonly AuthorityDue[] {
    const now = this.#clock.now();
    const { hasRootKey, issuing } = this.#authority;
    const people = this.people?.nextUpdate ?? now;
    const issuers = this.issuers?.nextUpdate ?? now;
    const issuingUntil = readCertificate(issuing)?.notAfter ?? now;
    const why = this.#failure ?? 'offline';
    const due: AuthorityDue[] = [];
    if (people - now < peopleListWorry) due.push({ kind: 'people-list', until: people, why });
    if (!hasRootKey && issuers - now < issuersListEarly) due.push({ kind: 'issuers-list', until: issuers });
    if (issuingUntil - now < renewIssuingEarly)
      due.push({ kind: 'issuing-certificate', until: issuingUntil });
    if (hasRootKey) due.push({ kind: 'root-copy' });
    return due;
  }

  async #publishMissing(name: ListName): Promise<void> {
    const der = this.#authority.lastList(name);
    const own = der && readCrl(der);
    if (!der || !own) return;
    const issuer = name === 'people' ? this.#authority.issuing : this.#authority.root;
    const kid = kidOfIssuer(issuer);
    if (this.#registry.isInTopic(crlKey(kid), der)) return;
    const newest = this.#registry.listOf(kid);
    const number = own.number ?? 0n;
    const isOther = newest !== null && !newest.signed.signature.equals(own.signed.signature);
    // One with the same number was made elsewhere: what either revokes stands in the next one.
    if (isOther && newest.number === number && name === 'people') {
      this.renewPeople();
      return this.#publishMissing(name);
    }
    // On another server the topic may lack what the disk knows.
    if (!isOther || (newest.number ?? -1n) < number)
      await this.#bus.publishPlain(REGISTRY_TOPIC, crlKey(kid), der);
  }

  #now(name: ListName): ReturnType<typeof readCrl> {
    const der = this.#authority.lastList(name);
    return der && readCrl(der);
  }

  #ageOf(name: ListName): number {
    return this.#clock.now() - (this.#now(name)?.thisUpdate ?? 0);
  }

  #left(name: ListName): number {
    return (this.#now(name)?.nextUpdate ?? 0) - this.#clock.now();
  }
}

/** What is no answer of Kafka and no lost connection, such as a full disk, is due all the same. */
function reasonOf(error: unknown): ReturnType<typeof publishFailure> {
  try {
    return publishFailure(error);
  } catch {
    return 'not-taken';
  }
}
