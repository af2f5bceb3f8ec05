import type { OpenJob, OpenOutcome, SealJob, SealOutcome } from '../transfers/ports.ts';

/** What the main process tells the worker. One job at a time. */
export type ToWorker =
  | { readonly kind: 'seal'; readonly job: SealJob }
  | { readonly kind: 'open'; readonly job: OpenJob }
  /** Kafka has a shard: one more may be sealed. */
  | { readonly kind: 'credit' }
  | { readonly kind: 'abort' };

/** What the worker tells the main process. Shard bodies are transferred, not copied. */
export type FromWorker =
  | { readonly kind: 'shard'; readonly n: number; readonly body: Uint8Array; readonly documentBytes: number }
  | { readonly kind: 'progress'; readonly documentBytes: number }
  | { readonly kind: 'sealed'; readonly outcome: SealOutcome }
  | { readonly kind: 'opened'; readonly outcome: OpenOutcome }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'crashed'; readonly message: string };

/** Shards between the worker and Kafka at once: 2 MiB of memory a transfer. */
export const shardsInFlight = 8;
