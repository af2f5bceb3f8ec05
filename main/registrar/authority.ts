import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { join } from 'node:path';
import type { Comparison, RevocationReason } from '../../shared/registrar.ts';
import type { ServerAccess } from '../../shared/server-access.ts';
import type { Keychain } from '../keys/keychain.ts';
import { readCertificate } from '../pki/certificate.ts';
import { type Crl, readCrl } from '../pki/crl.ts';
import { isDestination, parseDestination } from '../protocol/destination.ts';
import { kidOf } from '../protocol/keys.ts';
import { DAY } from '../protocol/limits.ts';
import { encodeRefusal, refusalStatement } from '../protocol/registry-record.ts';
import type { Clock } from '../transfers/ports.ts';
import {
  type AuthorityFile,
  hasAuthority,
  type ListName,
  readAuthorityFile,
  readList,
  writeAuthorityFile,
  writeList,
} from './authority-file.ts';
import { type Issuer, issueCertificate, issueCrl, newKey, type RevokedEntry } from './certificates.ts';
import { type DecidedBy, Ledger } from './ledger.ts';
import { issuingCertificate, rootCertificate } from './own-certificates.ts';
import type { CertificateRequest } from './request.ts';
import { newestOf, revokedIn, union } from './revoked.ts';
import { type RootCopy, sealRootCopy } from './root-copy.ts';

export const destinationDays = 90;
/** How long a list of people's certificates counts, and after how long it is renewed. */
export const peopleListDays = 30;
export const renewPeopleListAfter = 7 * DAY;
/** Earlier than the life of what it issued: nothing that it signed outlives it. */
export const renewIssuingEarly = 120 * DAY;
/** What the root signs is renewed by hand, with the root copy. */
export const issuersListDays = 365;

type Secrets = Pick<Keychain, 'protect' | 'reveal'>;
type Now = Pick<Clock, 'now'>;

/**
 * An organisation's authority in a folder of its own: a root that everybody pins, and this registrar's issuing
 * certificate under it. Keys are kept under the keychain; the root key only until it was saved as a root copy.
 */
export class Authority {
  readonly #dir: string;
  readonly #clock: Now;
  readonly #secrets: Secrets;
  #issuing: Issuer;
  readonly ledger: Ledger;
  #file: AuthorityFile;
  /** Each list is read once: it is looked at often, and its entries are read with the bytes. */
  readonly #lists = new Map<ListName, Buffer>();

  private constructor(dir: string, file: AuthorityFile, secrets: Secrets, clock: Now) {
    this.#dir = dir;
    this.#file = file;
    this.#clock = clock;
    this.#secrets = secrets;
    this.#issuing = {
      certificate: Buffer.from(file.issuing, 'base64'),
      key: createPrivateKey(secrets.reveal(Buffer.from(file.issuingKey, 'base64'))),
    };
    this.ledger = new Ledger(join(dir, 'ledger.jsonl'));
  }

  /** Makes the keys and certificates of a new organisation. @throws where the folder has one already */
  static async found(
    dir: string,
    name: string,
    secrets: Secrets,
    clock: Now,
    makeKey = newKey,
  ): Promise<Authority> {
    if (!isDestination(`a@${name}`))
      throw new Error(`"${name}" is no organisation name: use a-z, 0-9, "." and "-"`);
    if (hasAuthority(dir)) throw new Error(`${dir} holds an organisation already`);
    const key = await makeKey();
    const root = rootCertificate(name, key, clock.now());
    const authority = await Authority.#make(dir, { name, root, key }, secrets, clock, true, makeKey);
    authority.makeIssuersList(null, null);
    return authority;
  }

  /** Makes this computer a registrar of an organisation that exists, with an issuing certificate of its own. */
  static async join(dir: string, copy: RootCopy, secrets: Secrets, clock: Now): Promise<Authority> {
    if (hasAuthority(dir)) throw new Error(`${dir} holds an organisation already`);
    return Authority.#make(dir, copy, secrets, clock, false, newKey);
  }

  static async #make(
    dir: string,
    { name, root, key }: RootCopy,
    secrets: Secrets,
    clock: Now,
    keepsRootKey: boolean,
    makeKey: () => Promise<KeyObject>,
  ): Promise<Authority> {
    const issuer = { certificate: root, key };
    const issuingKey = await makeKey();
    const issuing = issuingCertificate(name, issuer, issuingKey, clock.now());
    const protect = (one: KeyObject): string =>
      secrets.protect(one.export({ type: 'pkcs8', format: 'pem' }).toString()).toString('base64');
    const file: AuthorityFile = {
      v: 1,
      name,
      root: root.toString('base64'),
      issuing: issuing.toString('base64'),
      issuingKey: protect(issuingKey),
      rootKey: keepsRootKey ? protect(key) : null,
      rootCopy: null,
    };
    writeAuthorityFile(dir, file);
    return new Authority(dir, file, secrets, clock);
  }

  /** The same issuing key gets a new certificate: what it signed before goes on under the old one. */
  renewIssuing(copy: RootCopy): void {
    const issuer = { certificate: copy.root, key: copy.key };
    const key = this.#issuing.key;
    this.#keep({
      ...this.#file,
      issuing: issuingCertificate(copy.name, issuer, key, this.#clock.now()).toString('base64'),
    });
    this.#issuing = { certificate: Buffer.from(this.#file.issuing, 'base64'), key };
  }

  /** @throws KeychainUnavailable, or the system's error */
  static open(dir: string, secrets: Secrets, clock: Now): Authority {
    return new Authority(dir, readAuthorityFile(dir), secrets, clock);
  }

  get name(): string {
    return this.#file.name;
  }

  /** DER. */
  get root(): Buffer {
    return Buffer.from(this.#file.root, 'base64');
  }

  /** DER. */
  get issuing(): Buffer {
    return this.#issuing.certificate;
  }

  get dir(): string {
    return this.#dir;
  }

  get hasRootKey(): boolean {
    return this.#file.rootKey !== null;
  }

  get rootCopy(): AuthorityFile['rootCopy'] {
    return this.#file.rootCopy;
  }

  /** The connection file for the people of this organisation (docs/interoperability.md). */
  connectionFile({ brokers, security }: ServerAccess): ServerAccess & {
    readonly organisation: string;
    readonly rootCertificate: string;
  } {
    return { organisation: this.name, brokers, security, rootCertificate: this.#file.root };
  }

  owns(destination: string): boolean {
    return parseDestination(destination)?.organisation === this.name;
  }

  /**
   * Signs a request. A key that has a certificate already gets that one again (protocol.md 7.4).
   * @param label the displayed name, where it is not the one that the request asks for
   * @returns DER: the destination's certificate, then its issuer
   * @throws where the request is not for this address, or the system's error where the ledger is not kept
   */
  issue(
    request: CertificateRequest,
    destination: string,
    how: { readonly by: DecidedBy; readonly compared: Comparison | null; readonly label?: string },
  ): { readonly kid: string; readonly certificates: readonly Buffer[] } {
    if (!this.owns(destination))
      throw new Error(`${destination} is no address of ${this.name}: it reads name@${this.name}`);
    const { publicKey, commonName, emails } = request;
    if (emails.length > 1 || (emails[0] ?? destination) !== destination)
      throw new Error(`the request asks for ${emails.join(', ')}, not for ${destination}`);
    const kid = kidOf(publicKey);
    const earlier = this.ledger.issued.get(kid);
    if (earlier && earlier.destination !== destination)
      throw new Error(`this key has a certificate for ${earlier.destination} already`);
    const now = this.#clock.now();
    const certificate = earlier
      ? Buffer.from(earlier.certificate, 'base64')
      : issueCertificate(
          {
            commonName: (how.label ?? commonName) || destination,
            ...{ publicKey, issuer: this.#issuing, now, days: destinationDays, pathLen: null },
            email: destination,
          },
          this.#issuing.key,
        );
    const { by, compared } = how;
    const act = { act: 'issued', at: now, destination, kid, by, compared } as const;
    if (!earlier) this.ledger.record({ ...act, certificate: certificate.toString('base64') });
    return { kid, certificates: [certificate, this.#issuing.certificate] };
  }

  /** Revokes a certificate that this authority issued. It counts once a new list is published. */
  revoke(
    certificate: { readonly kid: string; readonly serial: bigint },
    why: RevocationReason,
    note: string,
  ): void {
    const { kid, serial } = certificate;
    this.ledger.record({ act: 'revoked', at: this.#clock.now(), kid, serial: String(serial), why, note });
  }

  /** The value of a registry record that says why a request was refused (protocol.md 7.4). */
  refuse(destination: string, kid: string, reason: string): Buffer {
    this.ledger.record({ act: 'refused', at: this.#clock.now(), destination, kid, reason });
    return encodeRefusal(reason, this.signed(refusalStatement(destination, kid, reason)));
  }

  /** RSA-SHA256 by the issuing key. */
  signed(statement: string | Buffer): Buffer {
    return sign('sha256', Buffer.from(statement as string), this.#issuing.key);
  }

  /** The last list of this name that was made here, DER. */
  lastList(name: ListName): Buffer | null {
    const known = this.#lists.get(name) ?? readList(this.#dir, name);
    if (known) this.#lists.set(name, known);
    return known;
  }

  /**
   * A new list of revoked people's certificates, with the next number.
   * @param published the newest one that the registry has: a ledger that was put back from a copy takes nothing back
   */
  makePeopleList(published: Crl | null): Buffer {
    const now = this.#clock.now();
    // A command may have worked in the same folder meanwhile.
    this.ledger.readOn();
    const before = published?.number ?? 0n;
    const number = (before > this.ledger.listNumber ? before : this.ledger.listNumber) + 1n;
    const own = revokedIn(this.ledger);
    this.ledger.record({ act: 'listed', at: now, number: String(number) });
    const until = now + peopleListDays * DAY;
    const list = issueCrl(this.#issuing, { number, now, until, revoked: union(own, published) });
    return this.#keepList('people', list);
  }

  /**
   * A new list of revoked issuing certificates.
   * @param copy the root copy, where the root key is not here
   * @param revoke the serial of an issuing certificate that counts no more from now on
   */
  makeIssuersList(copy: RootCopy | null, published: Crl | null, revoke: bigint | null = null): Buffer {
    const now = this.#clock.now();
    const last = this.lastList('issuers');
    const newest = newestOf([published, last && readCrl(last)]);
    const own: RevokedEntry[] = revoke === null ? [] : [{ serial: revoke, at: now, reason: 1 }];
    const list = issueCrl(this.#rootIssuer(copy), {
      number: (newest?.number ?? 0n) + 1n,
      ...{ now, until: now + issuersListDays * DAY, revoked: union(own, newest) },
    });
    return this.#keepList('issuers', list);
  }

  /** The file to keep: until `rootCopySaved` the root key stays here too. @throws where it is not here */
  sealRootCopy(password: string): Promise<Buffer> {
    const { name, root } = this;
    return sealRootCopy({ name, root, key: this.#rootIssuer(null).key }, password);
  }

  /** The copy stands where it belongs: the root key goes from this computer. */
  rootCopySaved(): void {
    this.#keep({ ...this.#file, rootKey: null, rootCopy: { savedAt: this.#clock.now(), triedAt: null } });
  }

  rootCopyTried(): void {
    const savedAt = this.#file.rootCopy?.savedAt ?? this.#clock.now();
    this.#keep({ ...this.#file, rootCopy: { savedAt, triedAt: this.#clock.now() } });
  }

  #rootIssuer(copy: RootCopy | null): Issuer {
    const { rootKey } = this.#file;
    if (copy) return { certificate: copy.root, key: copy.key };
    if (rootKey === null) throw new Error('the root key is not on this computer');
    const key = createPrivateKey(this.#secrets.reveal(Buffer.from(rootKey, 'base64')));
    return { certificate: this.root, key };
  }

  #keepList(name: ListName, list: Buffer): Buffer {
    writeList(this.#dir, name, list);
    this.#lists.set(name, list);
    return list;
  }

  #keep(file: AuthorityFile): void {
    writeAuthorityFile(this.#dir, file);
    this.#file = file;
  }
}

/** The kid under which an issuer's lists are published. */
export const kidOfIssuer = (der: Buffer): string => readCertificate(der)?.kid ?? '';
