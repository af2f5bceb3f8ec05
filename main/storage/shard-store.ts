import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { type FileHandle, open, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { DAY } from '../protocol/limits.ts';
import { isTransferId } from '../protocol/transfer-id.ts';
import type { OpenJob, ShardStore } from '../transfers/ports.ts';

const headerBytes = 8; // u32 n, u32 length
const mostCandidates = 4;
const mostBytes = 10 * 1024 ** 3;
const shareOfFreeSpace = 0.2;
const unverifiedLife = 3 * DAY;
const tagBytes = 16;

type Candidate = { readonly position: number; readonly length: number; readonly tag: string };
type Spool = {
  readonly path: string;
  size: number;
  bytes: number;
  lastAt: number;
  protected: boolean;
  handle: FileHandle | null;
  readonly shards: Map<number, Candidate[]>;
};

/**
 * Temporary storage of shards, one append-only spool file for each transfer: `u32 n ‖ u32 length ‖
 * sealed bytes`, again and again. It is a cache of the inbox topic (protocol.md section 8).
 */
export class SpoolShardStore implements ShardStore {
  readonly #dir: string;
  readonly #spools = new Map<string, Spool>();
  #total = 0;

  private constructor(dir: string) {
    this.#dir = dir;
  }

  /** Opens the folder, reads what it holds, and removes plaintext that a crash left. */
  static async open(dir: string): Promise<SpoolShardStore> {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(dir)) {
      if (name.endsWith('.plain')) rmSync(join(dir, name), { force: true });
    }
    const store = new SpoolShardStore(dir);
    for (const name of await readdir(dir)) {
      const transferId = name.replace(/\.spool$/, '');
      if (isTransferId(transferId)) await store.#load(transferId);
    }
    return store;
  }

  async append(
    shards: readonly { readonly transferId: string; readonly n: number; readonly body: Buffer }[],
  ): Promise<void> {
    const quota = await this.#quota();
    const touched = new Set<Spool>();
    for (const { transferId, n, body } of shards) {
      const spool = this.#spools.get(transferId) ?? this.#make(transferId);
      const candidates = spool.shards.get(n) ?? [];
      const tag = body.subarray(-tagBytes).toString('latin1');
      const known = candidates.some((one) => one.tag === tag && one.length === body.length);
      if (known || candidates.length >= mostCandidates) continue;
      if (this.#total + body.length > quota && !(await this.#evictFor(body.length, quota, spool))) continue;
      spool.handle ??= await open(spool.path, 'a', 0o600);
      const header = Buffer.allocUnsafe(headerBytes);
      header.writeUInt32BE(n, 0);
      header.writeUInt32BE(body.length, 4);
      await spool.handle.writev([header, body]);
      spool.shards.set(n, [...candidates, { position: spool.size + headerBytes, length: body.length, tag }]);
      spool.size += headerBytes + body.length;
      spool.bytes += body.length;
      spool.lastAt = Date.now();
      this.#total += body.length;
      touched.add(spool);
    }
    await Promise.all([...touched].map((spool) => spool.handle?.datasync()));
  }

  bytesOf(transferId: string): number {
    return this.#spools.get(transferId)?.bytes ?? 0;
  }

  /** Transfers with shards whose metadata has not verified, newest first. */
  unverified(): readonly { readonly transferId: string; readonly bytes: number; readonly lastAt: number }[] {
    return [...this.#spools]
      .filter(([, spool]) => !spool.protected && spool.bytes > 0)
      .map(([transferId, { bytes, lastAt }]) => ({ transferId, bytes, lastAt }))
      .sort((a, b) => b.lastAt - a.lastAt);
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

  protect(transferId: string): void {
    (this.#spools.get(transferId) ?? this.#make(transferId)).protected = true;
  }

  async remove(transferId: string): Promise<void> {
    const spool = this.#spools.get(transferId);
    await rm(this.temporaryPath(transferId), { force: true });
    if (!spool) return;
    this.#spools.delete(transferId);
    this.#total -= spool.bytes;
    await spool.handle?.close();
    await rm(spool.path, { force: true });
  }

  /** Removes what no verified metadata claimed for 72 h. */
  async removeExpired(now: number): Promise<void> {
    for (const { transferId, lastAt } of this.unverified()) {
      if (now - lastAt > unverifiedLife) await this.remove(transferId);
    }
  }

  async hasRoomFor(bytes: number): Promise<boolean> {
    return bytes <= (await this.#freeBytes());
  }

  temporaryPath(transferId: string): string {
    return join(this.#dir, `${transferId}.plain`);
  }

  async close(): Promise<void> {
    for (const spool of this.#spools.values()) await spool.handle?.close();
  }

  async #evictFor(bytes: number, quota: number, except: Spool): Promise<boolean> {
    for (const { transferId } of [...this.unverified()].reverse()) {
      if (this.#total + bytes <= quota) break;
      if (this.#spools.get(transferId) !== except) await this.remove(transferId);
    }
    return this.#total + bytes <= quota;
  }

  async #quota(): Promise<number> {
    return Math.min(mostBytes, (await this.#freeBytes()) * shareOfFreeSpace + this.#total);
  }

  async #freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#dir);
    return bavail * bsize;
  }

  #make(transferId: string): Spool {
    const path = join(this.#dir, `${transferId}.spool`);
    const spool = {
      path,
      size: 0,
      bytes: 0,
      lastAt: Date.now(),
      protected: false,
      handle: null,
      shards: new Map(),
    };
    this.#spools.set(transferId, spool);
    return spool;
  }

  /** Reads the headers of a spool; an entry that a crash cut is cut off. */
  async #load(transferId: string): Promise<void> {
    const spool = this.#make(transferId);
    const file = await open(spool.path, 'r+');
    try {
      const { size, mtimeMs } = await stat(spool.path);
      spool.lastAt = mtimeMs;
      const header = Buffer.alloc(headerBytes);
      const tag = Buffer.alloc(tagBytes);
      while (spool.size + headerBytes <= size) {
        await file.read(header, 0, headerBytes, spool.size);
        const length = header.readUInt32BE(4);
        const position = spool.size + headerBytes;
        if (length < tagBytes || position + length > size) break;
        await file.read(tag, 0, tagBytes, position + length - tagBytes);
        const n = header.readUInt32BE(0);
        const candidate = { position, length, tag: tag.toString('latin1') };
        spool.shards.set(n, [...(spool.shards.get(n) ?? []), candidate]);
        spool.size = position + length;
        spool.bytes += length;
      }
      await file.truncate(spool.size);
      this.#total += spool.bytes;
    } finally {
      await file.close();
    }
  }
}
