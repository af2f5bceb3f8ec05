import type { InboundRecord } from '../transfers/ports.ts';

/** Each letter costs an RSA operation: so many of them keep the app busy for a tenth of a second. */
const mostRecords = 32;
/** As much as one fetch brings of shards: writing them together spares waits for the disk. */
const mostBytes = 4 * 1024 * 1024;

/** Cuts a batch into pieces that are handled, and committed, one after the other. Never empty ones. */
export function* slicesOf(records: readonly InboundRecord[]): Generator<readonly InboundRecord[]> {
  let slice: InboundRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    slice.push(record);
    bytes += record.value?.length ?? 0;
    if (slice.length < mostRecords && bytes < mostBytes) continue;
    yield slice;
    slice = [];
    bytes = 0;
  }
  if (slice.length > 0) yield slice;
}
