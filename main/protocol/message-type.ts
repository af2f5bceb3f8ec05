import {
  MAX_KEY_BITS,
  MAX_SEALED_JSON_BYTES,
  MAX_SHARDS,
  MIN_KEY_BITS,
  MIN_SHARD_BYTES,
  SHARD_BYTES,
  TAG_BYTES,
} from './limits.ts';
import { isTransferId } from './transfer-id.ts';

/** Record headers and routing (protocol.md section 2). */
export const shardType = (transferId: string, n: number): string => `shard-${transferId}-${n}`;
export const dataType = (transferId: string): string => `data-${transferId}`;
export const ackType = (transferId: string): string => `ack-${transferId}`;

export type RecordToClassify = {
  readonly key: Buffer | null;
  readonly headers: readonly (readonly [string, Buffer | string | null])[];
  readonly value: { readonly length: number } | null;
};

export type RecordKind =
  | { readonly kind: 'shard'; readonly transferId: string; readonly n: number; readonly messageType: string }
  | {
      readonly kind: 'data' | 'ack';
      readonly transferId: string;
      readonly messageType: string;
      readonly kid: string;
    }
  /** A prefix that a later version may know. */
  | { readonly kind: 'ignored' }
  /** Noted with its coordinates, never retried, never answered, never fatal. */
  | { readonly kind: 'quarantine'; readonly why: string };

/** Tells the shards of one transfer by their message types, without the text of each: there may be 65,536. */
export class ShardNumbers {
  readonly #start: string;
  /** A bit for each number. */
  readonly #bits = new Uint8Array(MAX_SHARDS / 8);

  constructor(transferId: string, numbers: readonly number[]) {
    this.#start = shardType(transferId, 0).slice(0, -1);
    for (const n of numbers) this.#bits[n >> 3] = (this.#bits[n >> 3] ?? 0) | (1 << (n & 7));
  }

  /** The number of the shard, or null where it is none of these. */
  of(messageType: string): number | null {
    if (!messageType.startsWith(this.#start)) return null;
    const digits = messageType.slice(this.#start.length);
    const n = Number(digits);
    return number.test(digits) && ((this.#bits[n >> 3] ?? 0) & (1 << (n & 7))) !== 0 ? n : null;
  }

  has(messageType: string): boolean {
    return this.of(messageType) !== null;
  }
}

const uuidLength = 36;
const number = /^(?:0|[1-9][0-9]{0,4})$/;
const kidForm = /^[0-9a-f]{32}$/;
const smallestLetter = MIN_KEY_BITS / 8 + TAG_BYTES + 1;
const largestLetter = MAX_KEY_BITS / 8 + MAX_SEALED_JSON_BYTES;

/** What a record is, by its headers, key and size alone. Nothing is trusted but the route. */
export function classifyRecord(record: RecordToClassify): RecordKind {
  const types = valuesOf(record, 'messageType');
  const first = types[0];
  if (first === undefined || first === null) return quarantine('no messageType');
  const dash = first.indexOf('-');
  const prefix = dash < 0 ? first : first.slice(0, dash);
  if (prefix !== 'shard' && prefix !== 'data' && prefix !== 'ack') {
    // Without a dash nothing stands before it: there is no prefix to know.
    return { kind: 'ignored' };
  }
  if (types.length !== 1 || !isAscii(first) || dash < 0) return quarantine('messageType');
  const versions = valuesOf(record, 'v');
  if (versions.length !== 1 || versions[0] !== '1') return quarantine('v');
  if (!record.key || record.key.toString('latin1') !== first) return quarantine('key');
  if (!record.value) return quarantine('null body');
  const rest = first.slice(dash + 1);
  return prefix === 'shard'
    ? classifyShard(record, first, rest)
    : classifyLetter(record, prefix, first, rest);
}

function classifyShard(record: RecordToClassify, messageType: string, rest: string): RecordKind {
  const transferId = rest.slice(0, uuidLength);
  const digits = rest.slice(uuidLength + 1);
  if (!isTransferId(transferId) || rest[uuidLength] !== '-' || !number.test(digits))
    return quarantine('messageType');
  const n = Number(digits);
  const bytes = record.value?.length ?? 0;
  if (n >= MAX_SHARDS) return quarantine('shard number');
  if (bytes < MIN_SHARD_BYTES || bytes > SHARD_BYTES) return quarantine('shard size');
  return { kind: 'shard', transferId, n, messageType };
}

function classifyLetter(
  record: RecordToClassify,
  kind: 'data' | 'ack',
  messageType: string,
  transferId: string,
): RecordKind {
  if (!isTransferId(transferId)) return quarantine('messageType');
  const kids = valuesOf(record, 'kid');
  const kid = kids[0];
  if (kids.length !== 1 || !kid || !kidForm.test(kid)) return quarantine('kid');
  const bytes = record.value?.length ?? 0;
  if (bytes < smallestLetter || bytes > largestLetter) return quarantine('size');
  return { kind, transferId, messageType, kid };
}

/** The texts of all headers of that name, one character for each byte; null where there is no value. */
function valuesOf(record: RecordToClassify, name: string): readonly (string | null)[] {
  return record.headers
    .filter(([key]) => key === name)
    .map(([, value]) => (value instanceof Uint8Array ? value.toString('latin1') : value));
}

const isAscii = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
};

const quarantine = (why: string): RecordKind => ({ kind: 'quarantine', why });
