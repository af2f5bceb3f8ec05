import type { CertificateRequest, RequestKind } from '../../shared/registrar.ts';
import { displayName } from '../protocol/document-name.ts';
import { kidOf } from '../protocol/keys.ts';
import { DAY } from '../protocol/limits.ts';
import { decodeRequest, type RequestRecord } from '../protocol/registry-record.ts';
import { requestCode } from '../protocol/request-code.ts';
import type { Leaf } from '../transfers/ports.ts';
import { destinationDays } from './authority.ts';
import { type CertificateRequest as ReadRequest, readRequest } from './request.ts';

/** Anybody who may ask can ask often: so many are kept in all, and for one address. */
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

/** The requests that wait for a decision, the oldest first. */
export class RequestBook {
  readonly #waiting = new Map<string, Asked>();

  /** @returns whether it is new, or was asked again */
  add(asked: Asked): boolean {
    const before = this.#waiting.get(asked.id);
    if (before && before.askedAt >= asked.askedAt) return false;
    const { destination } = asked.record;
    const ofAddress = [...this.#waiting.values()].filter((one) => one.record.destination === destination);
    if (!before && (this.#waiting.size >= mostWaiting || ofAddress.length >= mostOfOneAddress)) return false;
    this.#waiting.set(asked.id, asked);
    return true;
  }

  get(id: string): Asked | null {
    return this.#waiting.get(id) ?? null;
  }

  remove(id: string): void {
    this.#waiting.delete(id);
  }

  get all(): readonly Asked[] {
    return [...this.#waiting.values()].sort((a, b) => a.askedAt - b.askedAt);
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
