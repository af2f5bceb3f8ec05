import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { type FileCause, fileCauseOf, isOfFileSystem } from '../../shared/file-cause.ts';
import { FreeSpace } from '../files/free-space.ts';
import { HOLD_FOR, SHARD_BYTES } from '../protocol/limits.ts';
import { mostShards } from '../protocol/shard.ts';
import type { Clock, OpenJob, ShardStore } from '../transfers/ports.ts';
import {
  byTransfer,
  candidatesIn,
  costOf,
  emptied,
  type Grant,
  grown,
  isEvictable,
  makePlace,
  missingIn,
  newSpool,
  type Spool,
  timesInAll,
  timesUntried,
} from './spool.ts';
import { entryBytes, isSame, readSpool, type Shard, writeShard } from './spool-file.ts';
import { plaintextPath, spoolPath, spoolsIn } from './spool-folder.ts';

const mostCandidates = 4;
const mostBytes = 10 * 1024 ** 3;
/** Transfers with shards of which nothing is verified: each costs memory, and a look at the next start. */
const mostUnverified = 10_000;
const shareOfFreeSpace = 0.2;
const loadedAtOnce = 16;

/**
 * Temporary storage of shards, one append-only spool file for each transfer. It is a cache of
 * the inbox topic (protocol.md section 8).
 */
export class SpoolShardStore implements ShardStore {
  readonly #dir: string;
  readonly #clock: Pick<Clock, 'now'>;
  /** The one that grew last stands last. */
  readonly #spools = new Map<string, Spool>();
  readonly #free: FreeSpace;
  readonly #quotaBytes: number;
  readonly #mostUnverified: number;
  #total = 0;
  #unverified = 0;
  /** One change after the other: two at once would write to one place of a spool. */
  #changing: Promise<unknown> = Promise.resolve();

  private constructor(dir: string, clock: Pick<Clock, 'now'>, quotaBytes: number, most: number) {
    this.#dir = dir;
    this.#clock = clock;
    this.#free = new FreeSpace(dir, clock);
    this.#quotaBytes = quotaBytes;
    this.#mostUnverified = most;
  }

  /** Opens the folder, reads what it holds, and removes plaintext that a crash left. */
  static async open(
    dir: string,
    clock: Pick<Clock, 'now'>,
    quotaBytes = mostBytes,
    most = mostUnverified,
  ): Promise<SpoolShardStore> {
    const ids = await spoolsIn(dir);
    const store = new SpoolShardStore(dir, clock, quotaBytes, most);
    for (let n = 0; n < ids.length; n += loadedAtOnce)
      await Promise.all(ids.slice(n, n + loadedAtOnce).map((transferId) => store.#load(transferId)));
    for (const [transferId, spool] of [...store.#spools].sort(([, a], [, b]) => a.lastAt - b.lastAt))
      store.#moveToEnd(transferId, spool);
    return store;
  }

  append(
    shards: readonly { readonly transferId: string; readonly n: number; readonly body: Buffer }[],
  ): Promise<void> {
    return this.#inTurn(async () => {
      const grant = { times: timesUntried, quota: await this.#quota(), beyond: null };
      const causes = new Set<FileCause | null>();
      for (const [transferId, ofOne] of byTransfer(shards))
        causes.add(await this.#appendTo(transferId, ofOne, grant));
      // What is left out is sought in the topic, where it is needed, and what hinders it is told there.
      causes.delete(null);
      if (causes.size > 0) console.error('shards were left out of the spool:', [...causes].join(', '));
    });
  }

  replace(transferId: string, n: number, body: Buffer): Promise<FileCause | null> {
    return this.#inTurn(async () => {
      const grant = { times: timesInAll, quota: await this.#quota(), beyond: 'too-large-for-drive' } as const;
      const spool = this.#spools.get(transferId);
      if (spool) makePlace(spool, n, body, mostCandidates);
      // What was replaced still takes room in the file. Where none is left, it begins anew: the rest is sought again.
      if (spool && !spool.isByQuota && spool.size + entryBytes(body.length) > timesInAll * spool.needed)
        await this.#evict(spool);
      return this.#appendTo(transferId, [{ n, body }], grant);
    });
  }

  bytesOf(transferId: string): number {
    return this.#spools.get(transferId)?.bytes ?? 0;
  }

  /** Transfers with shards whose metadata has not verified, newest first. */
  unverified(): readonly { readonly transferId: string; readonly bytes: number; readonly lastAt: number }[] {
    const found: { transferId: string; bytes: number; lastAt: number }[] = [];
    for (const [transferId, { needed, bytes, lastAt }] of this.#spools)
      if (needed === 0 && bytes > 0) found.push({ transferId, bytes, lastAt });
    // The one that grew last stands last.
    return found.reverse();
  }

  missing(transferId: string, count: number): readonly number[] {
    return missingIn(this.#spools.get(transferId) ?? null, count);
  }

  candidates(
    transferId: string,
    count: number,
  ): { readonly spoolPath: string; readonly candidates: OpenJob['candidates'] } {
    const spool = this.#spools.get(transferId) ?? this.#make(transferId);
    return { spoolPath: spool.path, candidates: candidatesIn(spool, count) };
  }

  protect(transferId: string, shardCount: number, documentSize: number): void {
    const spool = this.#spools.get(transferId) ?? this.#make(transferId);
    const isFirst = spool.needed === 0;
    if (isFirst) this.#unverified--;
    const most = mostShards(documentSize);
    // Two senders may use one ID: there is room for the larger document.
    spool.needed = Math.max(spool.needed, Math.min(shardCount, most) * entryBytes(SHARD_BYTES));
    spool.isByQuota = shardCount > most || (spool.isByQuota && !isFirst);
  }

  remove(transferId: string): Promise<void> {
    return this.#inTurn(() => this.#remove(transferId));
  }

  /** Removes what no verified metadata claimed for 72 h. */
  async removeExpired(now: number): Promise<void> {
    for (const { transferId, lastAt } of this.unverified()) {
      if (now - lastAt > HOLD_FOR) await this.remove(transferId);
    }
  }

  async obstacle(transferId: string, shardCount: number, beside: number): Promise<FileCause | null> {
    const spool = this.#spools.get(transferId);
    const ofShards = shardCount * SHARD_BYTES;
    try {
      const toCome = Math.max(0, ofShards - (spool?.bytes ?? 0));
      if (toCome + beside > (await this.#free.bytes())) return 'no-space';
      const isPromised = spool?.isByQuota === false;
      return isPromised || ofShards <= (await this.#quota()) ? null : 'too-large-for-drive';
    } catch (error) {
      return fileCauseOf(error);
    }
  }

  temporaryPath(id: string): string {
    return plaintextPath(this.#dir, id);
  }

  async discard(id: string): Promise<void> {
    await rm(this.temporaryPath(id), { force: true });
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    await this.#changing;
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const changed = this.#changing.then(change);
    this.#changing = changed.catch(() => {});
    return changed;
  }

  /**
   * The file is open only here: whoever writes to an inbox decides how many transfers there are.
   * @returns why not all of it was taken, or null
   */
  async #appendTo(transferId: string, shards: readonly Shard[], grant: Grant): Promise<FileCause | null> {
    const spool = this.#spools.get(transferId) ?? this.#make(transferId);
    let file: FileHandle | null = null;
    let lacks: FileCause | null = null;
    try {
      for (const shard of shards) {
        const candidates = spool.shards.get(shard.n) ?? [];
        const cost = costOf(spool.size + entryBytes(shard.body.length)) - costOf(spool.size);
        if (candidates.length >= mostCandidates || candidates.some((one) => isSame(one, shard.body)))
          continue;
        const answer = await this.#ask(spool, cost, grant);
        if (answer !== 'granted') {
          lacks = answer === 'no-space' ? answer : grant.beyond;
          continue;
        }
        file ??= await open(spool.path, constants.O_RDWR | constants.O_CREAT, 0o600);
        this.#total += grown(spool, shard.n, await writeShard(file, spool.size, shard));
        this.#free.took(cost);
        spool.lastAt = this.#clock.now();
      }
      // What nobody claims yet is a cache that a power failure may empty: whoever writes to an inbox
      // decides how many there are, and syncing each would hold up what stands behind them.
      if (spool.needed > 0) await this.#sync(spool, file);
      return lacks;
    } catch (error) {
      if (!isOfFileSystem(error)) throw error;
      await this.#sync(spool, file).catch(() => {});
      return fileCauseOf(error);
    } finally {
      await file?.close().catch(() => {});
      if (spool.size === 0) await rm(spool.path, { force: true }).catch(() => {});
      if (spool.size === 0 && spool.needed === 0) this.#forget(transferId, spool);
      else this.#moveToEnd(transferId, spool);
      await this.#boundUnverified();
    }
  }

  async #sync(spool: Spool, file: FileHandle | null): Promise<void> {
    try {
      await file?.datasync();
    } catch (error) {
      // What of it is on the disk is not known: it counts as not there, and is sought in the topic again.
      this.#empty(spool);
      throw error;
    }
  }

  async #remove(transferId: string): Promise<void> {
    const spool = this.#spools.get(transferId);
    if (!spool) return;
    this.#forget(transferId, spool);
    await this.#evict(spool);
  }

  /** What is promised to the transfer stays so. */
  async #evict(spool: Spool): Promise<void> {
    this.#free.took(-costOf(spool.size));
    this.#empty(spool);
    await rm(spool.path, { force: true });
  }

  #empty(spool: Spool): void {
    this.#total -= costOf(spool.size);
    emptied(spool);
  }

  #forget(transferId: string, spool: Spool): void {
    if (this.#spools.delete(transferId) && spool.needed === 0) this.#unverified--;
  }

  #moveToEnd(transferId: string, spool: Spool): void {
    this.#spools.delete(transferId);
    this.#spools.set(transferId, spool);
  }

  /** Whoever writes to an inbox decides how many transfers there are: the ones that grew longest ago go. */
  async #boundUnverified(): Promise<void> {
    for (const [transferId, { needed }] of this.#spools) {
      if (this.#unverified <= this.#mostUnverified) return;
      if (needed === 0) await this.#remove(transferId);
    }
  }

  /**
   * What its document can need is promised to a verified transfer; the quota is for everything else. Where room
   * is lacking, what is promised to nobody goes.
   */
  async #ask(
    spool: Spool,
    bytes: number,
    { times, quota }: Grant,
  ): Promise<'granted' | 'no-space' | 'beyond'> {
    const isPromised = spool.size + bytes <= times * spool.needed;
    if (!isPromised && !spool.isByQuota) return 'beyond';
    const most = isPromised ? Number.POSITIVE_INFINITY : quota;
    for (const [transferId, other] of this.#spools) {
      if (this.#total + bytes <= most && bytes <= (await this.#free.lately())) return 'granted';
      if (other === spool || !isEvictable(other)) continue;
      if (other.needed === 0) await this.#remove(transferId);
      else await this.#evict(other);
    }
    if (bytes > (await this.#free.lately())) return 'no-space';
    return this.#total + bytes <= most ? 'granted' : 'beyond';
  }

  async #quota(): Promise<number> {
    // What the cache itself takes counts as free, so that its share does not shrink while it fills.
    return Math.min(this.#quotaBytes, ((await this.#free.lately()) + this.#total) * shareOfFreeSpace);
  }

  #make(transferId: string): Spool {
    const spool = newSpool(spoolPath(this.#dir, transferId), this.#clock.now());
    this.#spools.set(transferId, spool);
    this.#unverified++;
    return spool;
  }

  async #load(transferId: string): Promise<void> {
    const spool = this.#make(transferId);
    const held = await readSpool(spool.path);
    spool.lastAt = held.lastAt;
    for (const { n, candidate } of held.entries) this.#total += grown(spool, n, candidate);
  }
}
