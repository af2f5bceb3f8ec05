import type { FileCause } from '../../shared/file-cause.ts';
import type { OpenJob } from '../transfers/ports.ts';
import { type Candidate, entryBytes, isSame, type Shard } from './spool-file.ts';

/** What a file takes at least: many transfers of one small shard each fill a disk too. */
const blockBytes = 4096;

/** How many times what its document can need a transfer takes with shards that nobody tried, false ones among them. */
export const timesUntried = 2;
/** Shards that surely open get room beside those. */
export const timesInAll = 3;

/** What a transfer may take. */
export type Grant = {
  /** How many times what its document can need, whatever the quota says. */
  readonly times: number;
  /** Bytes of the whole cache. */
  readonly quota: number;
  /** What a shard that gets no room is told as. */
  readonly beyond: FileCause | null;
};

/** The shards of one transfer on this computer. */
export type Spool = {
  readonly path: string;
  size: number;
  bytes: number;
  lastAt: number;
  /** Bytes that the shards of the verified document can need; 0 while nothing is verified. */
  needed: number;
  /**
   * What it takes beyond its promise counts against the quota, and is evicted: so it is with what is not
   * verified, and with a document that claims more shards than it can need.
   */
  isByQuota: boolean;
  readonly shards: Map<number, Candidate[]>;
};

export const newSpool = (path: string, now: number): Spool => ({
  ...{ path, size: 0, bytes: 0, lastAt: now, needed: 0, isByQuota: true },
  shards: new Map(),
});

/** What a file of so many bytes takes on the disk. */
export const costOf = (bytes: number): number => Math.ceil(bytes / blockBytes) * blockBytes;

/** The spool ends with this entry now. @returns how many bytes more it takes on the disk */
export function grown(spool: Spool, n: number, candidate: Candidate): number {
  const before = costOf(spool.size);
  spool.shards.set(n, [...(spool.shards.get(n) ?? []), candidate]);
  spool.size += entryBytes(candidate.length);
  spool.bytes += candidate.length;
  return costOf(spool.size) - before;
}

/**
 * There is room for one candidate more of this number, also where the same stands there already: it did not open,
 * so the disk lost its bytes. The newest of the others stay, as two senders may use one ID.
 */
export function makePlace({ shards }: Spool, n: number, body: Buffer, most: number): void {
  const others = (shards.get(n) ?? []).filter((one) => !isSame(one, body)).slice(1 - most);
  if (others.length > 0) shards.set(n, others);
  else shards.delete(n);
}

/** More than is promised to it stands there, and others may take its place. */
export const isEvictable = ({ isByQuota, size, needed }: Spool): boolean =>
  isByQuota && size > timesInAll * needed;

/** Numbers below `count` without a candidate. */
export function missingIn(spool: Spool | null, count: number): readonly number[] {
  const missing: number[] = [];
  for (let n = 0; n < count; n++) if (!spool?.shards.has(n)) missing.push(n);
  return missing;
}

export const candidatesIn = ({ shards }: Spool, count: number): OpenJob['candidates'] =>
  Array.from({ length: count }, (_, n) =>
    (shards.get(n) ?? []).map(({ position, length }) => [position, length] as const),
  );

export function byTransfer(
  shards: readonly ({ readonly transferId: string } & Shard)[],
): ReadonlyMap<string, readonly Shard[]> {
  const found = new Map<string, Shard[]>();
  for (const { transferId, n, body } of shards) {
    const ofOne = found.get(transferId);
    if (ofOne) ofOne.push({ n, body });
    else found.set(transferId, [{ n, body }]);
  }
  return found;
}

/** Nothing of it is there any more. */
export function emptied(spool: Spool): void {
  spool.size = 0;
  spool.bytes = 0;
  spool.shards.clear();
}
