import { createPrivateKey, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerAccess, ServerSecurity } from '../../shared/server-access.ts';
import { writeWhole } from '../files/whole-file.ts';
import { readCertificate } from '../pki/certificate.ts';
import { isDestination, parseDestination } from '../protocol/destination.ts';
import { kidOf } from '../protocol/keys.ts';
import type { Clock } from '../transfers/ports.ts';
import {
  fromPem,
  type Issuer,
  issueCertificate,
  issueCrl,
  newKey,
  publicKeyOf,
  toPem,
} from './certificates.ts';
import { readRequest } from './request.ts';

const rootDays = 3650;
const issuingDays = 1825;
const destinationDays = 90;
const crlDays = 30;

/** What was issued, so that one key never gets two certificates (protocol.md 7.2). */
type Ledger = {
  readonly crlNumber: number;
  /** By the kid of the key; the certificate is base64 of its DER. */
  readonly issued: Readonly<Record<string, { readonly destination: string; readonly certificate: string }>>;
};

/**
 * An organisation's authority in a folder: a root that is pinned, and the issuing CA under it.
 * The keys are files that only their owner can read: fit for a demo or a first office.
 */
export class Organisation {
  readonly name: string;
  readonly dir: string;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #root: Issuer;
  readonly #issuing: Issuer;
  #ledger: Ledger;

  private constructor(
    dir: string,
    name: string,
    root: Issuer,
    issuing: Issuer,
    ledger: Ledger,
    clock: Pick<Clock, 'now'>,
  ) {
    this.dir = dir;
    this.#clock = clock;
    this.name = name;
    this.#root = root;
    this.#issuing = issuing;
    this.#ledger = ledger;
  }

  /** Makes the keys and certificates of a new organisation. @throws where the folder has one already */
  static create(dir: string, name: string, clock: Pick<Clock, 'now'>): Organisation {
    if (!isDestination(`a@${name}`))
      throw new Error(`"${name}" is no organisation name: use a-z, 0-9, "." and "-"`);
    if (existsSync(join(dir, 'organisation.json'))) throw new Error(`${dir} holds an organisation already`);
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const rootKey = newKey();
    const now = clock.now();
    const plan = {
      publicKey: publicKeyOf(rootKey),
      issuer: null,
      now,
      days: rootDays,
      pathLen: 1,
      email: null,
    };
    const rootCertificate = issueCertificate({ commonName: `${name} root`, ...plan }, rootKey);
    const root = { certificate: rootCertificate, key: rootKey };
    const issuingKey = newKey();
    const under = {
      publicKey: publicKeyOf(issuingKey),
      issuer: root,
      now,
      days: issuingDays,
      pathLen: 0,
      email: null,
    };
    const issuingCertificate = issueCertificate({ commonName: `${name} issuing`, ...under }, rootKey);
    writeKey(join(dir, 'root.key'), rootKey);
    writeKey(join(dir, 'issuing.key'), issuingKey);
    writeWhole(join(dir, 'root.pem'), toPem(rootCertificate));
    writeWhole(join(dir, 'issuing.pem'), toPem(issuingCertificate));
    const organisation = new Organisation(
      dir,
      name,
      root,
      { certificate: issuingCertificate, key: issuingKey },
      { crlNumber: 0, issued: {} },
      clock,
    );
    organisation.#keep(organisation.#ledger);
    // Last: only a folder that holds everything counts as an organisation.
    writeWhole(join(dir, 'organisation.json'), JSON.stringify({ name }));
    return organisation;
  }

  /** The organisation of this folder where it is the one that is meant, else a new one: a command may be repeated. */
  static openOrCreate(dir: string, name: string, clock: Pick<Clock, 'now'>): Organisation {
    if (!existsSync(join(dir, 'organisation.json'))) return Organisation.create(dir, name, clock);
    const organisation = Organisation.open(dir, clock);
    if (organisation.name !== name)
      throw new Error(`${dir} holds the organisation ${organisation.name}, not ${name}`);
    return organisation;
  }

  static open(dir: string, clock: Pick<Clock, 'now'>): Organisation {
    const path = (name: string): string => join(dir, name);
    if (!existsSync(path('organisation.json')))
      throw new Error(
        `${dir} holds no organisation; make one with: npm run organisation -- create --organisation ${dir} --name NAME --brokers HOST:PORT`,
      );
    const { name } = JSON.parse(readFileSync(path('organisation.json'), 'utf8')) as { name: string };
    const issuer = (file: string): Issuer => ({
      certificate: fromPem(readFileSync(path(`${file}.pem`), 'utf8')),
      key: createPrivateKey(readFileSync(path(`${file}.key`))),
    });
    return new Organisation(
      dir,
      name,
      issuer('root'),
      issuer('issuing'),
      JSON.parse(readFileSync(path('ledger.json'), 'utf8')),
      clock,
    );
  }

  get rootCertificatePath(): string {
    return join(this.dir, 'root.pem');
  }

  /** Whether this key has a certificate. */
  hasIssued(kid: string): boolean {
    return kid in this.#ledger.issued;
  }

  owns(destination: string): boolean {
    return parseDestination(destination)?.organisation === this.name;
  }

  /** The connection file for the people of this organisation. */
  connectionFile({ brokers, security }: ServerAccess): {
    organisation: string;
    brokers: readonly string[];
    security: ServerSecurity;
    rootCertificate: string;
  } {
    const rootCertificate = this.#root.certificate.toString('base64');
    return { organisation: this.name, brokers, security, rootCertificate };
  }

  /**
   * Signs a request. A request whose key has a certificate already gets that one again (protocol.md 7.4).
   * @returns DER: the destination's certificate, then its issuer
   */
  issue(
    request: Buffer,
    destination: string,
  ): { readonly kid: string; readonly certificates: readonly Buffer[] } {
    if (!this.owns(destination))
      throw new Error(`${destination} is no address of ${this.name}: it reads name@${this.name}`);
    const { publicKey, commonName, emails } = readRequest(request);
    if (emails.length > 1 || (emails[0] ?? destination) !== destination)
      throw new Error(`the request asks for ${emails.join(', ')}, not for ${destination}`);
    const kid = kidOf(publicKey);
    const earlier = this.#ledger.issued[kid];
    if (earlier && earlier.destination !== destination)
      throw new Error(`this key has a certificate for ${earlier.destination} already`);
    const certificate = earlier
      ? Buffer.from(earlier.certificate, 'base64')
      : issueCertificate(
          {
            commonName: commonName || destination,
            publicKey,
            issuer: this.#issuing,
            now: this.#clock.now(),
            days: destinationDays,
            pathLen: null,
            email: destination,
          },
          this.#issuing.key,
        );
    const entry = { destination, certificate: certificate.toString('base64') };
    if (!earlier) this.#keep({ ...this.#ledger, issued: { ...this.#ledger.issued, [kid]: entry } });
    return { kid, certificates: [certificate, this.#issuing.certificate] };
  }

  /** Fresh CRLs of both issuers, with the next number. */
  crls(): readonly { readonly issuerKid: string; readonly der: Buffer }[] {
    this.#keep({ ...this.#ledger, crlNumber: this.#ledger.crlNumber + 1 });
    return [this.#root, this.#issuing].map((issuer) => ({
      issuerKid: readCertificate(issuer.certificate)?.kid ?? '',
      der: issueCrl(issuer, this.#ledger.crlNumber, crlDays, this.#clock.now()),
    }));
  }

  /** Nothing is handed out before the ledger that says so is on disk. */
  #keep(ledger: Ledger): void {
    writeWhole(join(this.dir, 'ledger.json'), JSON.stringify(ledger, null, 1));
    this.#ledger = ledger;
  }
}

const writeKey = (path: string, key: KeyObject): void =>
  writeWhole(path, key.export({ type: 'pkcs8', format: 'pem' }));
