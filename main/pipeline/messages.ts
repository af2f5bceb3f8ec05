import { SHARD_BYTES } from '../protocol/limits.ts';
import type { OpenJob, OpenOutcome, SealJob, SealOutcome } from '../transfers/ports.ts';

/** What the main process tells the worker. One job at a time. */
export type ToWorker =
  /** @param ring memory of `shardsInFlight` shards, which both threads see */
  | { readonly kind: 'seal'; readonly job: SealJob; readonly ring: SharedArrayBuffer }
  | { readonly kind: 'open'; readonly job: OpenJob }
  /** Kafka has the shard of this place in the ring: another may take it. */
  | { readonly kind: 'credit'; readonly place: number }
  | { readonly kind: 'abort' };

/** What the worker tells the main process. A shard stands in the ring, at its place, until that is given back. */
export type FromWorker =
  | {
      readonly kind: 'shard';
      readonly n: number;
      readonly place: number;
      readonly length: number;
      readonly documentBytes: number;
    }
  | { readonly kind: 'progress'; readonly documentBytes: number }
  | { readonly kind: 'sealed'; readonly outcome: SealOutcome }
  | { readonly kind: 'opened'; readonly outcome: OpenOutcome }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'crashed'; readonly message: string };

/** Shards between the worker and Kafka at once: 2 MiB of memory a transfer. */
export const shardsInFlight = 8;

export const newRing = (): SharedArrayBuffer => new SharedArrayBuffer(shardsInFlight * SHARD_BYTES);

/** Where a shard of this length stands. */
export const inRing = (ring: SharedArrayBuffer, place: number, length = SHARD_BYTES): Buffer =>
  Buffer.from(ring, place * SHARD_BYTES, length);
