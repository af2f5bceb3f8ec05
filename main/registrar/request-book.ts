import type { CertificateRequest, RequestKind } from '../../shared/registrar.ts';
import { displayName } from '../protocol/document-name.ts';
import { kidOf } from '../protocol/keys.ts';
import { DAY } from '../protocol/limits.ts';
import { decodeRequest, type RequestRecord } from '../protocol/registry-record.ts';
import { requestCode } from '../protocol/request-code.ts';
import type { Leaf } from '../transfers/ports.ts';
import { destinationDays } from './authority.ts';
import { type CertificateRequest as ReadRequest, readRequest } from './request.ts';

/** So many are kept in all, and for one address. */
const mostWaiting = 2_000;
const mostOfOneAddress = 5;

/** A request that is well-formed and proves possession of its key. */
export type Asked = {
  readonly id: string;
  readonly record: RequestRecord;
  readonly read: ReadRequest;
  /** When the broker took it, milliseconds since 1970. */
  readonly askedAt: number;
};

export const requestId = (destination: string, kid: string): string => `${destination} ${kid}`;

/** The request in a record of `sealpost-requests`, or null: anybody who may write there can write anything. */
export function askedIn(key: string, value: Buffer, askedAt: number): Asked | null {
  const record = decodeRequest(key, value);
  return record && askedOf(record, askedAt);
}

/** A request that came as a file, PKCS#10, DER or PEM; null where it may not be certified. */
export function askedInFile(bytes: Buffer, askedAt: number): Asked | null {
  try {
    const { der, emails, publicKey } = readRequest(bytes);
    const destination = emails[0] ?? '';
    return askedOf({ destination, kid: kidOf(publicKey), request: der, renewal: null }, askedAt);
  } catch {
    return null;
  }
}

/** A request that somebody vouches for on the command line: it need not name the address itself. */
export function askedFor(file: Buffer, destination: string, askedAt: number): Asked {
  const read = readRequest(file);
  const kid = kidOf(read.publicKey);
  const record = { destination, kid, request: read.der, renewal: null };
  return { id: requestId(destination, kid), record, read, askedAt };
}

function askedOf(record: RequestRecord, askedAt: number): Asked | null {
  const { destination, kid, request } = record;
  try {
    const read = readRequest(request);
    if (read.emails.length !== 1 || read.emails[0] !== destination || kidOf(read.publicKey) !== kid)
      return null;
    return { id: requestId(destination, kid), record, read, askedAt };
  } catch {
    // No request, or its signature does not prove possession of the key.
    return null;
  }
}

/**
 * The requests that wait for a decision, the oldest first. Whoever may ask can ask often: of too many the oldest go.
 * What a valid certificate vouches for is not counted among them.
 */
export class RequestBook {
  readonly #waiting = new Map<string, Asked>();
  readonly #vouched = new Map<string, Asked>();
  readonly #ofAddress = new Map<string, Set<string>>();

  /** @param isVouched its renewal is signed by the key of a certificate that is valid now */
  add(asked: Asked, isVouched: boolean): void {
    const { id } = asked;
    const before = this.get(id);
    if (before && before.askedAt >= asked.askedAt) return;
    this.remove(id);
    if (isVouched) {
      this.#vouched.set(id, asked);
      return;
    }
    const { destination } = asked.record;
    const ofAddress = this.#ofAddress.get(destination) ?? new Set<string>();
    this.#ofAddress.set(destination, ofAddress.add(id));
    this.#waiting.set(id, asked);
    const [oldestOfAddress] = ofAddress;
    if (ofAddress.size > mostOfOneAddress && oldestOfAddress !== undefined) this.remove(oldestOfAddress);
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size > mostWaiting && oldest !== undefined) this.remove(oldest);
  }

  get(id: string): Asked | null {
    return this.#vouched.get(id) ?? this.#waiting.get(id) ?? null;
  }

  remove(id: string): void {
    const asked = this.get(id);
    if (!asked) return;
    this.#vouched.delete(id);
    this.#waiting.delete(id);
    const ofAddress = this.#ofAddress.get(asked.record.destination);
    ofAddress?.delete(id);
    if (ofAddress?.size === 0) this.#ofAddress.delete(asked.record.destination);
  }

  /** Kafka keeps requests for some days; an app that still waits asks again each day. */
  forgetBefore(time: number): void {
    for (const asked of [...this.#waiting.values(), ...this.#vouched.values()])
      if (asked.askedAt < time) this.remove(asked.id);
  }

  get size(): number {
    return this.#vouched.size + this.#waiting.size;
  }

  get all(): readonly Asked[] {
    const all = [...this.#vouched.values(), ...this.#waiting.values()];
    return all.sort((a, b) => a.askedAt - b.askedAt);
  }
}

/** As the registrar's screen shows it. */
export const shownRequest = (
  { id, record, read, askedAt }: Asked,
  kind: RequestKind,
  current: Leaf | null,
  now: number,
  state: CertificateRequest['state'],
): CertificateRequest => ({
  ...{ id, kind, askedAt, state },
  destination: record.destination,
  label: (kind === 'renewal' ? current?.label : displayName(read.commonName)) || record.destination,
  code: requestCode(read.publicKey),
  validUntil: now + destinationDays * DAY,
  current: current && { validUntil: current.notAfter, fingerprint: current.fingerprint },
});
