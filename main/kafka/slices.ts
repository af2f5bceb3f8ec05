import type { InboundRecord } from '../transfers/ports.ts';

/** Each letter costs an RSA operation: so many of them keep the app busy for a tenth of a second. */
const mostLetters = 32;
/** Pieces cost a look each, and what they have in common, such as waits for the disk, only once. */
const mostRecords = 1_024;
/** As much as one fetch brings. */
const mostBytes = 4 * 1024 * 1024;

/** Cuts a batch into pieces that are handled, and committed, one after the other. Never empty ones. */
export function* slicesOf(records: readonly InboundRecord[]): Generator<readonly InboundRecord[]> {
  let slice: InboundRecord[] = [];
  let [letters, bytes] = [0, 0];
  for (const record of records) {
    slice.push(record);
    bytes += record.value?.length ?? 0;
    if (!isPieceKey(record.key)) letters++;
    if (letters < mostLetters && slice.length < mostRecords && bytes < mostBytes) continue;
    yield slice;
    slice = [];
    [letters, bytes] = [0, 0];
  }
  if (slice.length > 0) yield slice;
}

/** Of a shard, whoever wrote it. */
export const isPieceKey = (key: Buffer | null): boolean =>
  key?.subarray(0, 6).toString('latin1') === 'shard-';
