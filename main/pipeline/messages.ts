import { SHARD_BYTES } from '../protocol/limits.ts';
import type { OpenJob, OpenOutcome, SealJob, SealOutcome } from '../transfers/ports.ts';

/** What the main process tells the worker. One job at a time. */
export type ToWorker =
  | { readonly kind: 'seal'; readonly job: SealJob; readonly ring: Ring }
  | { readonly kind: 'open'; readonly job: OpenJob }
  /** Kafka has the shard of this place in the ring: another may take it, in other memory where some is given. */
  | { readonly kind: 'credit'; readonly place: number; readonly memory: SharedArrayBuffer | null }
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

/** Memory for the shards in flight, one place each, which both threads see. */
export type Ring = SharedArrayBuffer[];

export const newPlace = (): SharedArrayBuffer => new SharedArrayBuffer(SHARD_BYTES);
export const newRing = (): Ring => Array.from({ length: shardsInFlight }, newPlace);

export function placeOf(ring: Readonly<Ring>, place: number): SharedArrayBuffer {
  const memory = ring[place];
  if (!memory) throw new RangeError(`the ring has no place ${place}`);
  return memory;
}
