import type { FileCause } from '../../shared/file-cause.ts';

export type SealJob = {
  readonly transferId: string;
  readonly path: string;
  /** The document as the person chose it: its size in bytes and when it was written last, in milliseconds since 1970. */
  readonly chosen?: { readonly size: number; readonly time: number } | null | undefined;
  /** `subkey(K, "shards")`. */
  readonly shardsKey: Buffer;
};
export type SealedShard = {
  readonly n: number;
  readonly body: Buffer;
  /** Bytes of the document that were read when this shard was sealed. */
  readonly documentBytes: number;
};
export type SealOutcome =
  | {
      readonly kind: 'sealed';
      readonly documentHash: string;
      readonly documentSize: number;
      readonly shardCount: number;
      readonly sealedBytes: number;
    }
  | {
      readonly kind: 'failed';
      readonly reason: 'document-missing' | 'document-unreadable' | 'document-changed' | 'document-too-large';
    };
export type OpenJob = {
  readonly transferId: string;
  readonly shardsKey: Buffer;
  readonly shardCount: number;
  readonly documentSize: number;
  readonly documentHash: string;
  readonly spoolPath: string;
  /** For each shard in order the positions of its candidates in the spool: `[position, length]`. */
  readonly candidates: readonly (readonly (readonly [number, number])[])[];
  /** Written, fsynced, 0600; exists only when the outcome is `opened`. */
  readonly temporaryPath: string;
};
export type OpenOutcome =
  | { readonly kind: 'opened' }
  /** These shards have no candidate that opens. */
  | { readonly kind: 'missing'; readonly shards: readonly number[] }
  | { readonly kind: 'hash-mismatch' }
  /** The drive of the spool and of the temporary file does not take it. */
  | { readonly kind: 'storage'; readonly cause: FileCause };

export type Pipeline = {
  /**
   * Calls `shard` for each sealed shard, in order; a bounded number of calls is under way at once. The body is
   * there until its call resolves, and for ever once `keep` was called: somebody may still read it.
   */
  seal(
    job: SealJob,
    shard: (shard: SealedShard, keep: () => void) => Promise<void>,
    signal: AbortSignal,
  ): Promise<SealOutcome>;
  open(job: OpenJob, progress: (documentBytes: number) => void, signal: AbortSignal): Promise<OpenOutcome>;
};
