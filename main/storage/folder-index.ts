import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isPartName } from '../files/parts.ts';

type Known = { readonly path: string; readonly name: string; sha256: string | null };

/** SHA-256 (hex) of a file, or null where it cannot be read. */
export async function sha256Of(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for await (const bytes of createReadStream(path)) hash.update(bytes);
  } catch {
    return null;
  }
  return hash.digest('hex');
}

/**
 * Files of one folder by their size, as they were when it was first asked for: a folder of 10,000 is looked at
 * once, and only files of a size that is sought are read, each once.
 */
export class FolderIndex {
  readonly dir: string;
  readonly #bySize: ReadonlyMap<number, readonly Known[]>;

  private constructor(dir: string, bySize: ReadonlyMap<number, readonly Known[]>) {
    this.dir = dir;
    this.#bySize = bySize;
  }

  /** @throws the system's error where the folder cannot be listed */
  static async of(dir: string): Promise<FolderIndex> {
    const bySize = new Map<number, Known[]>();
    for (const name of await readdir(dir)) {
      // No document's name begins with a dot (protocol.md section 8).
      if (name.startsWith('.') || isPartName(name)) continue;
      const path = join(dir, name);
      const found = await lstat(path).catch(() => null);
      if (!found?.isFile()) continue;
      const alike = bySize.get(found.size);
      if (alike) alike.push({ path, name, sha256: null });
      else bySize.set(found.size, [{ path, name, sha256: null }]);
    }
    return new FolderIndex(dir, bySize);
  }

  /**
   * A file of this size and SHA-256 (hex) that is free, or null. The name that the document would get is looked at
   * first, then those that begin like it, the shorter ones before the longer: " (2)" before " (10)".
   */
  async find(
    name: string,
    size: number,
    sha256: string,
    isFree: (path: string) => boolean,
  ): Promise<string | null> {
    const stem = name.replace(/\.[^.]*$/, '');
    const rank = (one: Known): number => (one.name === name ? 0 : one.name.startsWith(stem) ? 1 : 2);
    const alike = [...(this.#bySize.get(size) ?? [])].sort(
      (a, b) => rank(a) - rank(b) || a.name.length - b.name.length || (a.name < b.name ? -1 : 1),
    );
    for (const one of alike) {
      if (!isFree(one.path)) continue;
      const wasRead = one.sha256 !== null;
      one.sha256 ??= await sha256Of(one.path);
      if (one.sha256 !== sha256) continue;
      // What was read for another document may be another file by now.
      if (wasRead) one.sha256 = await sha256Of(one.path);
      if (one.sha256 === sha256) return one.path;
    }
    return null;
  }
}
