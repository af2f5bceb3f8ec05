/** The bounds of protocol.md that more than one file needs. Sizes are bytes, times milliseconds. */

/** A sealed shard (section 4.3); every non-final one has exactly this size. */
export const SHARD_BYTES = 262_144;
export const TAG_BYTES = 16;
/** What of the gzip stream one shard holds (section 4.2). */
export const CHUNK_BYTES = SHARD_BYTES - TAG_BYTES;
export const MIN_SHARD_BYTES = 1 + TAG_BYTES;
/** n < 65,536 (section 4.4). */
export const MAX_SHARDS = 65_536;

/** Metadata and acknowledgement (sections 5.1 and 6.1). */
export const MAX_JSON_BYTES = 16_384;
/** A `data-` or `ack-` body is at most the modulus and this (section 2). */
export const MAX_SEALED_JSON_BYTES = MAX_JSON_BYTES + TAG_BYTES;
export const MIN_KEY_BITS = 2048;
export const MAX_KEY_BITS = 4096;
export const MAX_DOCUMENT_NAME_BYTES = 1024;
/** Section 8, row 7: the size limit unless set otherwise. */
export const MAX_DOCUMENT_BYTES = 10 * 1024 ** 3;

/** Registry and request records (sections 7.1 and 7.4). */
export const MAX_REGISTRY_VALUE_BYTES = 32_768;

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** How long after its broker time a letter, or a document that waits, is still judged again (section 8, rows 4, 8 and 9). */
export const HOLD_FOR = 72 * HOUR;
