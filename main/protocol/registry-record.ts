import { decodeCanonical, encodeCanonical, type JsonValue } from './canonical-json.ts';
import { isDestination } from './destination.ts';
import { isBase64 } from './fields.ts';
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
  | { readonly kind: 'crl'; readonly issuerKid: string; readonly der: Buffer };

export type RequestRecord = { readonly destination: string; readonly kid: string; readonly request: Buffer };

const kidForm = /^[0-9a-f]{32}$/;
/** A CRL grows with what it lists; a record of Kafka's default size holds it. */
const mostCrlBytes = 1024 * 1024;

export const registryKey = (destination: string, kid: string): string => `destination:${destination}:${kid}`;
export const crlKey = (issuerKid: string): string => `crl:${issuerKid}`;
export const requestKey = (destination: string, kid: string): string => `request:${destination}:${kid}`;

export const encodeRegistryValue = (certificates: readonly Buffer[]): Buffer =>
  encodeCanonical({ certificates: certificates.map((der) => der.toString('base64')), v: 1 });

export const encodeRequest = (request: Buffer): Buffer =>
  encodeCanonical({ request: request.toString('base64'), v: 1 });

/** The record, or null where key or value have another form. Nothing in it is believed yet. */
export function decodeRegistryRecord(key: string, value: Buffer): RegistryRecord | null {
  const [kind, ...rest] = key.split(':');
  if (kind === 'crl') {
    const issuerKid = rest[0] ?? '';
    if (rest.length !== 1 || !kidForm.test(issuerKid) || value.length > mostCrlBytes) return null;
    return { kind: 'crl', issuerKid, der: value };
  }
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

/** The request, or null where key or value have another form. */
export function decodeRequest(key: string, value: Buffer): RequestRecord | null {
  const [kind, ...rest] = key.split(':');
  const named = kind === 'request' ? namedIn(rest) : null;
  const request = named && fieldsOf(value, 'request')?.request;
  if (!named || typeof request !== 'string' || !isBase64(request)) return null;
  return { ...named, request: Buffer.from(request, 'base64') };
}

function namedIn(rest: readonly string[]): { readonly destination: string; readonly kid: string } | null {
  const [destination = '', kid = ''] = rest;
  return rest.length === 2 && isDestination(destination) && kidForm.test(kid) ? { destination, kid } : null;
}

function fieldsOf(value: Buffer, name: string): Readonly<Record<string, JsonValue>> | null {
  if (value.length > MAX_REGISTRY_VALUE_BYTES) return null;
  const decoded = decodeCanonical(value)?.value;
  if (typeof decoded !== 'object' || decoded === null || Array.isArray(decoded)) return null;
  const object = decoded as Readonly<Record<string, JsonValue>>;
  return Object.keys(object).length === 2 && object.v === 1 && name in object ? object : null;
}
