import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Certificate, readCertificate } from '../pki/certificate.ts';
import { type Crl, readCrl } from '../pki/crl.ts';
import { checkRegistryRecord, judgeCertificate, newestValid } from '../pki/validator.ts';
import { parseDestination, REGISTRY_TOPIC } from '../protocol/destination.ts';
import { fingerprintOf } from '../protocol/keys.ts';
import { crlKey, decodeRegistryRecord, type RegistryRecord } from '../protocol/registry-record.ts';
import type {
  CachedRecord,
  CertificateVerdict,
  Clock,
  IdRegistry,
  InboundRecord,
  Leaf,
  RegistryStore,
} from '../transfers/ports.ts';
import { bestOf, type Chain, isSameChain } from './chains.ts';
import { CrlShelf } from './crl-shelf.ts';
import { toLeaf } from './leaf.ts';
import { Refusals } from './refusals.ts';
import { TopicEnd } from './topic-end.ts';
import { UncheckedCrls } from './unchecked-crls.ts';

/** The part of the bus that a registry topic needs. */
export type RegistryTransport = {
  endOf(topic: string): Promise<bigint>;
  followFromStart(
    topic: string,
    name: string,
    handle: (records: readonly InboundRecord[]) => Promise<void>,
  ): Promise<void>;
};

/** Longer, the window and the connection do not wait for a batch of records; in milliseconds. */
const longestTurn = 20;

/** The ID Registry on its compacted topic: only transport, nothing is believed because it stands there. */
export class TopicIdRegistry implements IdRegistry {
  readonly #transport: RegistryTransport;
  readonly #store: RegistryStore;
  readonly #roots: ReadonlyMap<string, Buffer>;
  readonly #clock: Clock;
  readonly #changed: () => void;
  /** By destination and fingerprint: an issuer that was renewed stands in another chain of the same certificate. */
  readonly #entries = new Map<string, Map<string, readonly Chain[]>>();
  /** Issuers that checked, the root too, by organisation and fingerprint. */
  readonly #issuers = new Map<string, Map<string, Certificate>>();
  /** Of issuers that checked, by the kid of their key. */
  readonly #crls = new Map<string, CrlShelf>();
  readonly #unchecked = new UncheckedCrls();
  /** Certificates that are kept, by fingerprint: the same one in many chains is read once. */
  readonly #certificates = new Map<string, Buffer>();
  readonly #end: TopicEnd;
  /** Who has a certificate of a key, by its kid. */
  readonly #holders = new Map<string, string>();
  /** What checked and is not on the disk yet. */
  #fresh: CachedRecord[] = [];
  /** What checked and stands in the topic now, by record key: the digest of its value. The disk may know more. */
  readonly #inTopic = new Map<string, string>();
  readonly #refusals = new Refusals((destination) =>
    this.issuersOf(organisationOf(destination)).map(({ publicKey }) => publicKey),
  );

  /** @param roots the pinned root of each organisation, DER */
  constructor(
    transport: RegistryTransport,
    store: RegistryStore,
    roots: ReadonlyMap<string, Buffer>,
    clock: Clock,
    changed: () => void,
  ) {
    this.#transport = transport;
    this.#store = store;
    this.#roots = roots;
    this.#clock = clock;
    this.#changed = changed;
    this.#end = new TopicEnd(() => transport.endOf(REGISTRY_TOPIC), clock);
    for (const [organisation, root] of roots) this.#learnIssuer(root, organisation);
    this.#load(store.all());
  }

  async follow(): Promise<void> {
    await this.#transport.followFromStart(REGISTRY_TOPIC, 'registry', (records) => this.#read(records));
  }

  refresh(): Promise<void> {
    return this.#end.refresh();
  }

  /** Nothing is read any more: who waits for its end is told so. */
  close(): void {
    this.#end.close();
  }

  /** Asks Kafka for the present end, however fresh the last one is. @throws ConnectionLost, TopicUnavailable, BusFault */
  readToEnd(): Promise<void> {
    return this.#end.reach();
  }

  known(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** A certificate of this key stands here, valid or not. */
  knowsKey(destination: string, kid: string): boolean {
    const entries = [...(this.#entries.get(destination)?.keys() ?? [])];
    return entries.some((fingerprint) => this.find(destination, fingerprint)?.kid === kid);
  }

  /** The destination that has a certificate of this key, or null. */
  holderOf(kid: string): string | null {
    return this.#holders.get(kid) ?? null;
  }

  judge(destination: string, fingerprint: string, at: readonly number[]): CertificateVerdict {
    const chains = this.#entries.get(destination)?.get(fingerprint);
    if (chains) return bestOf(chains.map((chain) => this.#judge(destination, chain, at)));
    for (const entries of this.#entries.values()) {
      if (entries.has(fingerprint)) return { kind: 'invalid', why: 'known only for another destination' };
    }
    return { kind: 'cannot-be-judged', why: 'unknown' };
  }

  newest(destination: string): CertificateVerdict {
    const chains = [...(this.#entries.get(destination)?.values() ?? [])].flat();
    if (chains.length === 0) return { kind: 'cannot-be-judged', why: 'unknown' };
    const now = this.#clock.now();
    const verdicts = chains.map((chain) => this.#judgeRaw(destination, chain, [now]));
    const newest = newestValid(verdicts);
    const chain = chains.find((_, place) => {
      const verdict = verdicts[place];
      return verdict?.verdict === 'valid' && verdict.leaf === newest;
    });
    if (newest && chain) return { kind: 'valid', leaf: toLeaf(destination, newest, chain) };
    const undecided = verdicts.find((verdict) => verdict.verdict === 'cannot-be-judged');
    if (undecided?.verdict === 'cannot-be-judged') return { kind: 'cannot-be-judged', why: undecided.why };
    const isRevoked = verdicts.some((one) => one.verdict === 'invalid' && one.why === 'revoked');
    return { kind: 'invalid', why: isRevoked ? 'revoked' : 'no certificate is valid' };
  }

  find(destination: string, fingerprint: string): Leaf | null {
    const chain = this.#entries.get(destination)?.get(fingerprint)?.[0];
    const leaf = chain?.[0] && readCertificate(chain[0]);
    return leaf ? toLeaf(destination, leaf, chain) : null;
  }

  /** Every certificate of a destination, whatever its validity, each with its chain. */
  certificatesOf(destination: string): readonly { readonly leaf: Leaf; readonly chain: readonly Buffer[] }[] {
    return [...(this.#entries.get(destination) ?? [])].flatMap(([fingerprint, [chain]]) => {
      const leaf = chain && this.find(destination, fingerprint);
      return leaf && chain ? [{ leaf, chain }] : [];
    });
  }

  /** The newest list of an issuer that counts now, or null. @param issuerKid of an issuer that checked */
  listOf(issuerKid: string): Crl | null {
    const now = this.#clock.now();
    const lists = this.#crls.get(issuerKid)?.lists ?? [];
    return lists.map(readCrl).find((list) => list !== null && list.thisUpdate <= now) ?? null;
  }

  /** Whether the topic has exactly this record, as far as it was read. */
  isInTopic(key: string, value: Buffer): boolean {
    return this.#inTopic.get(key) === digestOf(value);
  }

  /** Why the registrar refused the request of this key, or null. */
  refusalOf(destination: string, kid: string): string | null {
    return this.#refusals.of(destination, kid);
  }

  /** Issuers in the records of an organisation, and its root. */
  issuersOf(organisation: string): readonly Certificate[] {
    return [...(this.#issuers.get(organisation)?.values() ?? [])];
  }

  async #read(records: readonly InboundRecord[]): Promise<void> {
    let news = false;
    let position = 0n;
    let turnEnds = performance.now() + longestTurn;
    for (const { key, value, offset } of records) {
      if (performance.now() > turnEnds) {
        this.#keepOnDisk();
        await nextTurn();
        turnEnds = performance.now() + longestTurn;
      }
      position = BigInt(offset) + 1n;
      if (key && this.#take(key.toString('utf8'), value)) news = true;
    }
    this.#keepOnDisk();
    this.#end.readTo(position);
    if (news) this.#changed();
  }

  /** The topic has now what this record says, or nothing that counts: a tombstone, junk, or an older list. */
  #take(key: string, value: Buffer | null): boolean {
    const decoded = value && decodeRegistryRecord(key, value);
    const isNew = decoded && value ? this.#keep(decoded, { key, value }) : false;
    if (decoded && value && this.#isKnown(decoded)) this.#inTopic.set(key, digestOf(value));
    else this.#inTopic.delete(key);
    return isNew;
  }

  /** One write for many records: each takes a disk some milliseconds. What it did not take is tried again. */
  #keepOnDisk(): void {
    if (this.#fresh.length === 0) return;
    this.#store.add(this.#fresh);
    this.#fresh = [];
  }

  /** Issuers first: what they signed is checked at once. What does not check any more goes from the disk. */
  #load(records: readonly CachedRecord[]): void {
    const lists: [RegistryRecord, CachedRecord][] = [];
    for (const record of records) {
      const decoded = decodeRegistryRecord(record.key, record.value);
      if (decoded?.kind === 'crl') lists.push([decoded, record]);
      else if (!decoded || !this.#keep(decoded, null)) this.#store.remove(record);
    }
    for (const [decoded, record] of lists) if (!this.#keep(decoded, null)) this.#store.remove(record);
  }

  /**
   * True where the record was not known and checks.
   * @param fresh the record where it is not on the disk yet
   */
  #keep(record: RegistryRecord, fresh: CachedRecord | null): boolean {
    if (record.kind === 'crl') return this.#keepCrl(record.issuerKid, record.der, fresh !== null);
    // It is in the topic as long as it matters: nothing on the disk depends on it.
    if (record.kind === 'refusal') return this.#refusals.add(record);
    const certificates = record.certificates.map((der) => this.#certificates.get(fingerprintOf(der)) ?? der);
    const [leaf, ...issuers] = certificates;
    if (!leaf || !checkRegistryRecord({ ...record, certificates }, this.#roots)) return false;
    const fingerprint = fingerprintOf(leaf);
    const entries = this.#entries.get(record.destination) ?? new Map<string, readonly Chain[]>();
    const known = entries.get(fingerprint) ?? [];
    if (known.some((chain) => isSameChain(chain, certificates))) return false;
    for (const der of certificates) this.#certificates.set(fingerprintOf(der), der);
    if (fresh) this.#fresh.push(fresh);
    for (const issuer of issuers) this.#learnIssuer(issuer, organisationOf(record.destination));
    entries.set(fingerprint, [...known, certificates]);
    this.#holders.set(record.kid, record.destination);
    this.#entries.set(record.destination, entries);
    return true;
  }

  /** What a newer list replaced goes from the disk too. */
  #keepCrl(issuerKid: string, der: Buffer, isFresh: boolean): boolean {
    const shelf = this.#crls.get(issuerKid);
    if (!shelf) {
      this.#unchecked.add(issuerKid, der);
      return false;
    }
    const key = crlKey(issuerKid);
    const { isKept, replaced } = shelf.add(der, this.#clock.now());
    if (isKept && isFresh) this.#fresh.push({ key, value: der });
    for (const value of replaced) this.#store.remove({ key, value });
    this.#fresh = this.#fresh.filter(({ value }) => !replaced.includes(value));
    return isKept;
  }

  #isKnown(record: RegistryRecord): boolean {
    if (record.kind === 'crl')
      return this.#crls.get(record.issuerKid)?.lists.some((list) => list.equals(record.der)) ?? false;
    return record.kind === 'destination' && this.knowsKey(record.destination, record.kid);
  }

  #learnIssuer(der: Buffer, organisation: string): void {
    const issuer = readCertificate(der);
    if (!issuer) return;
    const issuers = this.#issuers.get(organisation) ?? new Map<string, Certificate>();
    this.#issuers.set(organisation, issuers.set(issuer.fingerprint, issuer));
    if (this.#crls.has(issuer.kid)) return;
    this.#crls.set(issuer.kid, new CrlShelf(issuer));
    for (const list of this.#unchecked.take(issuer.kid)) this.#keepCrl(issuer.kid, list, true);
  }

  #judge(destination: string, chain: Chain, at: readonly number[]): CertificateVerdict {
    const verdict = this.#judgeRaw(destination, chain, at);
    if (verdict.verdict !== 'valid') return { kind: verdict.verdict, why: verdict.why };
    return { kind: 'valid', leaf: toLeaf(destination, verdict.leaf, chain) };
  }

  #judgeRaw(
    destination: string,
    certificates: Chain,
    at: readonly number[],
  ): ReturnType<typeof judgeCertificate> {
    const crls = [...this.#crls.values()].flatMap(({ lists }) => lists);
    return judgeCertificate({
      destination,
      certificates,
      at,
      now: this.#clock.now(),
      roots: this.#roots,
      crls,
    });
  }
}

const organisationOf = (destination: string): string => parseDestination(destination)?.organisation ?? '';

const digestOf = (value: Buffer): string => createHash('sha256').update(value).digest('base64');
