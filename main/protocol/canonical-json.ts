/**
 * Canonical JSON: RFC 8785 with integers 0 to 2^53-1 only. A decoder re-encodes what it parsed and
 * requires the same bytes, which refuses duplicate keys, other spellings and other orders at once.
 */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

const deepest = 32;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** @throws for a number that is no integer from 0 to 2^53-1, or a lone surrogate */
export const encodeCanonical = (value: JsonValue): Buffer => Buffer.from(encode(value, 0), 'utf8');

/** The value, or null where the bytes are not canonical. */
export function decodeCanonical(bytes: Uint8Array): { readonly value: JsonValue } | null {
  try {
    const text = utf8.decode(bytes);
    const value = JSON.parse(text) as JsonValue;
    return encode(value, 0) === text ? { value } : null;
  } catch {
    return null;
  }
}

function encode(value: JsonValue, depth: number): string {
  if (depth > deepest) throw new RangeError('too deep');
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || value < 0 || Object.is(value, -0))
      throw new RangeError('not an integer');
    return String(value);
  }
  if (typeof value === 'string') {
    if (loneSurrogate.test(value)) throw new RangeError('lone surrogate');
    return JSON.stringify(value);
  }
  if (value === null || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map((one: JsonValue) => encode(one, depth + 1)).join(',')}]`;
  const object = value as { readonly [key: string]: JsonValue };
  // RFC 8785 3.2.3: keys in order of their UTF-16 code units, which is how JavaScript sorts.
  const members = Object.keys(object)
    .sort()
    .map((key) => `${encode(key, depth + 1)}:${encode(object[key] as JsonValue, depth + 1)}`);
  return `{${members.join(',')}}`;
}
