import { constants, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileCause, fileCauseOf, isOfFileSystem } from '../../shared/file-cause.ts';
import { FreeSpace } from '../files/free-space.ts';
import { HOLD_FOR, SHARD_BYTES } from '../protocol/limits.ts';
import { isTransferId } from '../protocol/transfer-id.ts';
import type { Clock, OpenJob, ShardStore } from '../transfers/ports.ts';
import { type Candidate, entryBytes, isSame, readSpool, type Shard, writeShard } from './spool-file.ts';

const mostCandidates = 4;
const mostBytes = 10 * 1024 ** 3;
/** Transfers with shards of which nothing is verified: each costs memory, and a look at the next start. */
const mostUnverified = 10_000;
const shareOfFreeSpace = 0.2;
const loadedAtOnce = 16;
const spoolSuffix = '.spool';
/** What a file takes at least: many transfers of one small shard each fill a disk too. */
const blockBytes = 4096;

type Spool = {
  readonly path: string;
  size: number;
  bytes: number;
  lastAt: number;
  /** Bytes that a verified transfer may take, whatever the quota says; 0 while nothing verified. */
  promised: number;
  readonly shards: Map<number, Candidate[]>;
};

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
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(dir)) {
      if (name.endsWith('.plain')) rmSync(join(dir, name), { force: true });
    }
    const store = new SpoolShardStore(dir, clock, quotaBytes, most);
    const ids = (await readdir(dir))
      .filter((name) => name.endsWith(spoolSuffix))
      .map((name) => name.slice(0, -spoolSuffix.length))
      .filter(isTransferId);
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
      const quota = await this.#quota();
      const byTransfer = new Map<string, Shard[]>();
      for (const { transferId, n, body } of shards) {
        const ofOne = byTransfer.get(transferId);
        if (ofOne) ofOne.push({ n, body });
        else byTransfer.set(transferId, [{ n, body }]);
      }
      const causes = new Set<FileCause | null>();
      for (const [transferId, ofOne] of byTransfer)
        causes.add(await this.#appendTo(transferId, ofOne, quota));
      // What is left out is sought in the topic, where it is needed, and what hinders it is told there.
      causes.delete(null);
      if (causes.size > 0) console.error('shards were left out of the spool:', [...causes].join(', '));
    });
  }

  replace(transferId: string, n: number, body: Buffer): Promise<FileCause | null> {
    return this.#inTurn(() => {
      this.#spools.get(transferId)?.shards.delete(n);
      return this.#appendTo(transferId, [{ n, body }], Number.POSITIVE_INFINITY);
    });
  }

  bytesOf(transferId: string): number {
    return this.#spools.get(transferId)?.bytes ?? 0;
  }

  /** Transfers with shards whose metadata has not verified, newest first. */
  unverified(): readonly { readonly transferId: string; readonly bytes: number; readonly lastAt: number }[] {
    const found: { transferId: string; bytes: number; lastAt: number }[] = [];
    for (const [transferId, { promised, bytes, lastAt }] of this.#spools)
      if (promised === 0 && bytes > 0) found.push({ transferId, bytes, lastAt });
    // The one that grew last stands last.
    return found.reverse();
  }

  missing(transferId: string, count: number): readonly number[] {
    const shards = this.#spools.get(transferId)?.shards;
    const missing: number[] = [];
    for (let n = 0; n < count; n++) if (!shards?.has(n)) missing.push(n);
    return missing;
  }

  candidates(
    transferId: string,
    count: number,
  ): { readonly spoolPath: string; readonly candidates: OpenJob['candidates'] } {
    const spool = this.#spools.get(transferId) ?? this.#make(transferId);
    const candidates = Array.from({ length: count }, (_, n) =>
      (spool.shards.get(n) ?? []).map(({ position, length }) => [position, length] as const),
    );
    return { spoolPath: spool.path, candidates };
  }

  protect(transferId: string, shardCount: number): void {
    const spool = this.#spools.get(transferId) ?? this.#make(transferId);
    if (spool.promised === 0) this.#unverified--;
    // False shards may take as much again; what they push out is sought in the topic.
    spool.promised = 2 * shardCount * entryBytes(SHARD_BYTES);
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

  async obstacle(bytes: number): Promise<FileCause | null> {
    try {
      return bytes <= (await this.#free.bytes()) ? null : 'no-space';
    } catch (error) {
      return fileCauseOf(error);
    }
  }

  temporaryPath(id: string): string {
    return join(this.#dir, `${id}.plain`);
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
   * @returns why the disk did not take all of it, or null
   */
  async #appendTo(transferId: string, shards: readonly Shard[], quota: number): Promise<FileCause | null> {
    const spool = this.#spools.get(transferId) ?? this.#make(transferId);
    let file: FileHandle | null = null;
    let lacks: FileCause | null = null;
    try {
      for (const shard of shards) {
        const candidates = spool.shards.get(shard.n) ?? [];
        const cost = costOf(spool.size + entryBytes(shard.body.length)) - costOf(spool.size);
        if (candidates.length >= mostCandidates || candidates.some((one) => isSame(one, shard.body)))
          continue;
        if (spool.size + cost > spool.promised && !(await this.#makeRoom(cost, quota, spool))) continue;
        lacks = cost > (await this.#free.lately()) ? 'no-space' : null;
        if (lacks) break;
        file ??= await open(spool.path, constants.O_RDWR | constants.O_CREAT, 0o600);
        this.#grow(spool, shard.n, await writeShard(file, spool.size, shard));
        this.#free.took(cost);
        spool.lastAt = this.#clock.now();
      }
      // What nobody claims yet is a cache that a power failure may empty: whoever writes to an inbox
      // decides how many there are, and syncing each would hold up what stands behind them.
      if (spool.promised > 0) await this.#sync(spool, file);
      return lacks;
    } catch (error) {
      if (!isOfFileSystem(error)) throw error;
      await this.#sync(spool, file).catch(() => {});
      return fileCauseOf(error);
    } finally {
      await file?.close().catch(() => {});
      if (spool.size === 0) await rm(spool.path, { force: true }).catch(() => {});
      if (spool.size === 0 && spool.promised === 0) this.#forget(transferId, spool);
      else this.#moveToEnd(transferId, spool);
      await this.#boundUnverified();
    }
  }

  async #sync(spool: Spool, file: FileHandle | null): Promise<void> {
    try {
      await file?.datasync();
    } catch (error) {
      // What of it is on the disk is not known: it counts as not there, and is sought in the topic again.
      this.#total -= costOf(spool.size);
      spool.size = 0;
      spool.bytes = 0;
      spool.shards.clear();
      throw error;
    }
  }

  /** The spool ends with this entry now. */
  #grow(spool: Spool, n: number, candidate: Candidate): void {
    const grown = spool.size + entryBytes(candidate.length);
    spool.shards.set(n, [...(spool.shards.get(n) ?? []), candidate]);
    this.#total += costOf(grown) - costOf(spool.size);
    spool.size = grown;
    spool.bytes += candidate.length;
  }

  async #remove(transferId: string): Promise<void> {
    const spool = this.#spools.get(transferId);
    if (!spool) return;
    this.#forget(transferId, spool);
    this.#total -= costOf(spool.size);
    await rm(spool.path, { force: true });
  }

  #forget(transferId: string, spool: Spool): void {
    if (this.#spools.delete(transferId) && spool.promised === 0) this.#unverified--;
  }

  #moveToEnd(transferId: string, spool: Spool): void {
    this.#spools.delete(transferId);
    this.#spools.set(transferId, spool);
  }

  /** Whoever writes to an inbox decides how many transfers there are: the ones that grew longest ago go. */
  async #boundUnverified(): Promise<void> {
    for (const [transferId, { promised }] of this.#spools) {
      if (this.#unverified <= this.#mostUnverified) return;
      if (promised === 0) await this.#remove(transferId);
    }
  }

  async #makeRoom(bytes: number, quota: number, except: Spool): Promise<boolean> {
    if (this.#total + bytes <= quota) return true;
    for (const [transferId, spool] of this.#spools) {
      if (this.#total + bytes <= quota) break;
      if (spool !== except && spool.promised === 0) await this.#remove(transferId);
    }
    return this.#total + bytes <= quota;
  }

  async #quota(): Promise<number> {
    // What the cache itself takes counts as free, so that its share does not shrink while it fills.
    return Math.min(this.#quotaBytes, ((await this.#free.lately()) + this.#total) * shareOfFreeSpace);
  }

  #make(transferId: string): Spool {
    const path = join(this.#dir, `${transferId}${spoolSuffix}`);
    const spool = {
      path,
      size: 0,
      bytes: 0,
      lastAt: this.#clock.now(),
      promised: 0,
      shards: new Map(),
    };
    this.#spools.set(transferId, spool);
    this.#unverified++;
    return spool;
  }

  async #load(transferId: string): Promise<void> {
    const spool = this.#make(transferId);
    const held = await readSpool(spool.path);
    spool.lastAt = held.lastAt;
    for (const { n, candidate } of held.entries) this.#grow(spool, n, candidate);
  }
}

const costOf = (bytes: number): number => Math.ceil(bytes / blockBytes) * blockBytes;
