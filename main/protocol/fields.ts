import { decodeCanonical, type JsonValue } from './canonical-json.ts';
import { parseDestination } from './destination.ts';
import { MAX_JSON_BYTES } from './limits.ts';
import { parseTime } from './time.ts';
import { isTransferId } from './transfer-id.ts';

/** A closed schema: each field with the test that its value must pass. */
export type Schema = Readonly<Record<string, (value: JsonValue) => boolean>>;

/** The object, or null where the bytes are too long, not canonical, or not of exactly this schema. */
export function decodeFields(bytes: Uint8Array, schema: Schema): Readonly<Record<string, JsonValue>> | null {
  if (bytes.length > MAX_JSON_BYTES) return null;
  const value = decodeCanonical(bytes)?.value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const object = value as Readonly<Record<string, JsonValue>>;
  const names = Object.keys(object);
  if (names.length !== Object.keys(schema).length) return null;
  for (const name of names) {
    const test = Object.hasOwn(schema, name) ? schema[name] : undefined;
    if (!test?.(object[name] as JsonValue)) return null;
  }
  return object;
}

const hex = /^[0-9a-f]{64}$/;

export const isHash = (value: JsonValue): boolean => typeof value === 'string' && hex.test(value);
export const isAddress = (value: JsonValue): boolean =>
  typeof value === 'string' && parseDestination(value) !== null;
export const isId = (value: JsonValue): boolean => typeof value === 'string' && isTransferId(value);
export const isTime = (value: JsonValue): boolean => typeof value === 'string' && parseTime(value) !== null;
export const isIntegerIn =
  (least: number, most: number) =>
  (value: JsonValue): boolean =>
    typeof value === 'number' && value >= least && value <= most;
export const is =
  (...allowed: readonly JsonValue[]) =>
  (value: JsonValue): boolean =>
    allowed.includes(value);

/** Standard alphabet, padded and canonical. */
export function isBase64(value: JsonValue): boolean {
  return (
    typeof value === 'string' && value.length > 0 && Buffer.from(value, 'base64').toString('base64') === value
  );
}

export const isTextOf =
  (least: number, most: number) =>
  (value: JsonValue): boolean => {
    if (typeof value !== 'string') return false;
    const bytes = Buffer.byteLength(value);
    return bytes >= least && bytes <= most;
  };

/** Text for a person, in bytes of UTF-8: nothing of category Cc (protocol.md 7.4). */
export const isPersonsText =
  (least: number, most: number) =>
  (value: JsonValue): boolean =>
    isTextOf(least, most)(value) && !/\p{Cc}/u.test(String(value));
