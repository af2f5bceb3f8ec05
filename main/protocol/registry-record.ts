import { createHash } from 'node:crypto';
import { decodeCanonical, encodeCanonical, type JsonValue } from './canonical-json.ts';
import { isDestination } from './destination.ts';
import { isBase64, isHash, isPersonsText } from './fields.ts';
import { MAX_REGISTRY_VALUE_BYTES } from './limits.ts';

/** Records of the ID Registry and of requests (protocol.md 7.1 and 7.4). */
export type RegistryRecord =
  | {
      readonly kind: 'destination';
      readonly destination: string;
      readonly kid: string;
      /** DER: the destination's certificate, then its issuers in order, root left out. */
      readonly certificates: readonly Buffer[];
    }
  | { readonly kind: 'crl'; readonly issuerKid: string; readonly der: Buffer }
  | ({ readonly kind: 'refusal' } & Refusal);

/** Why a request was refused, signed by the issuing key (protocol.md 7.4). */
export type Refusal = {
  readonly destination: string;
  readonly kid: string;
  readonly reason: string;
  readonly signature: Buffer;
};

/** A request for a certificate; `renewal` is what vouches for a new key, where something does. */
export type RequestRecord = {
  readonly destination: string;
  readonly kid: string;
  /** PKCS#10, DER. */
  readonly request: Buffer;
  readonly renewal: {
    /** Fingerprint of the valid certificate that it follows. */
    readonly certificate: string;
    /** By the key of that certificate, over `renewalStatement`. */
    readonly signature: Buffer;
  } | null;
};

const kidForm = /^[0-9a-f]{32}$/;
/** A CRL grows with what it lists; a record of Kafka's default size holds it. */
const mostCrlBytes = 1024 * 1024;

export const registryKey = (destination: string, kid: string): string => `destination:${destination}:${kid}`;
export const crlKey = (issuerKid: string): string => `crl:${issuerKid}`;
export const requestKey = (destination: string, kid: string): string => `request:${destination}:${kid}`;
export const renewalKey = (destination: string, kid: string): string => `renewal:${destination}:${kid}`;
export const refusalKey = (destination: string, kid: string): string => `refusal:${destination}:${kid}`;

/** What the old key signs. @param request PKCS#10, DER */
export const renewalStatement = (request: Uint8Array): string =>
  `sealpost/v1/renewal\n${createHash('sha256').update(request).digest('hex')}`;

/** What the issuing key signs. */
export const refusalStatement = (destination: string, kid: string, reason: string): string =>
  `sealpost/v1/refusal\n${destination}\n${kid}\n${reason}`;

const mostReasonBytes = 500;
export const isRefusalReason = (reason: JsonValue): boolean => isPersonsText(0, mostReasonBytes)(reason);

/** Words of a person as a reason: on one line, cut between two characters where they are too long. */
export function refusalReason(words: string): string {
  const line = words.replace(/\p{Cc}+/gu, ' ').trim();
  let reason = '';
  for (const character of line) {
    if (Buffer.byteLength(reason + character) > mostReasonBytes) break;
    reason += character;
  }
  return reason;
}

export const encodeRegistryValue = (certificates: readonly Buffer[]): Buffer =>
  encodeCanonical({ certificates: certificates.map((der) => der.toString('base64')), v: 1 });

export const encodeRequest = (request: Buffer): Buffer =>
  encodeCanonical({ request: request.toString('base64'), v: 1 });

export const encodeRenewal = (request: Buffer, certificate: string, signature: Buffer): Buffer =>
  encodeCanonical({
    certificate,
    request: request.toString('base64'),
    signature: signature.toString('base64'),
    v: 1,
  });

export const encodeRefusal = (reason: string, signature: Buffer): Buffer =>
  encodeCanonical({ reason, signature: signature.toString('base64'), v: 1 });

/** The record, or null where key or value have another form. Nothing in it is believed yet. */
export function decodeRegistryRecord(key: string, value: Buffer): RegistryRecord | null {
  const [kind, ...rest] = key.split(':');
  if (kind === 'crl') {
    const issuerKid = rest[0] ?? '';
    if (rest.length !== 1 || !kidForm.test(issuerKid) || value.length > mostCrlBytes) return null;
    return { kind: 'crl', issuerKid, der: value };
  }
  if (kind === 'refusal') return decodeRefusal(rest, value);
  const named = kind === 'destination' ? namedIn(rest) : null;
  const fields = named && fieldsOf(value, 'certificates');
  const list = fields?.certificates;
  if (!named || !Array.isArray(list) || list.length < 1 || list.length > 2 || !list.every(isBase64))
    return null;
  return {
    kind: 'destination',
    ...named,
    certificates: list.map((one) => Buffer.from(String(one), 'base64')),
  };
}

function decodeRefusal(rest: readonly string[], value: Buffer): RegistryRecord | null {
  const named = namedIn(rest);
  const fields = named && fieldsOf(value, 'reason', 'signature');
  if (!named || !fields || !isRefusalReason(fields.reason ?? null) || !isBase64(fields.signature ?? null))
    return null;
  const signature = Buffer.from(String(fields.signature), 'base64');
  return { kind: 'refusal', ...named, reason: String(fields.reason), signature };
}

/** The request, or null where key or value have another form. */
export function decodeRequest(key: string, value: Buffer): RequestRecord | null {
  const [kind, ...rest] = key.split(':');
  const isRenewal = kind === 'renewal';
  const named = isRenewal || kind === 'request' ? namedIn(rest) : null;
  const fields =
    named &&
    (isRenewal ? fieldsOf(value, 'certificate', 'request', 'signature') : fieldsOf(value, 'request'));
  if (!named || !fields || !isBase64(fields.request ?? null)) return null;
  const request = Buffer.from(String(fields.request), 'base64');
  if (!isRenewal) return { ...named, request, renewal: null };
  const { certificate = null, signature = null } = fields;
  if (!isHash(certificate) || !isBase64(signature)) return null;
  const renewal = {
    certificate: String(certificate),
    signature: Buffer.from(String(signature), 'base64'),
  };
  return { ...named, request, renewal };
}

function namedIn(rest: readonly string[]): { readonly destination: string; readonly kid: string } | null {
  const [destination = '', kid = ''] = rest;
  return rest.length === 2 && isDestination(destination) && kidForm.test(kid) ? { destination, kid } : null;
}

/** The object where it has exactly these fields and `v`. */
function fieldsOf(value: Buffer, ...names: readonly string[]): Readonly<Record<string, JsonValue>> | null {
  if (value.length > MAX_REGISTRY_VALUE_BYTES) return null;
  const decoded = decodeCanonical(value)?.value;
  if (typeof decoded !== 'object' || decoded === null || Array.isArray(decoded)) return null;
  const object = decoded as Readonly<Record<string, JsonValue>>;
  const isClosed = Object.keys(object).length === names.length + 1;
  return isClosed && object.v === 1 && names.every((name) => Object.hasOwn(object, name)) ? object : null;
}
