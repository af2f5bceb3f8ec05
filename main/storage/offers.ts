import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, lstat, realpath } from 'node:fs/promises';
import { basename, isAbsolute, relative, sep } from 'node:path';
import type { OfferedDocument, OfferFailureKind, OfferReply } from '../../shared/documents.ts';
import type { TransferReason } from '../../shared/transfer.ts';
import { displayName } from '../protocol/document-name.ts';
import { CHUNK_BYTES, MAX_SHARDS } from '../protocol/limits.ts';
import type { OfferedFile } from '../transfers/compose.ts';

/** What surely fits into the shards of one transfer, even where nothing compresses. */
const mostBytes = CHUNK_BYTES * (MAX_SHARDS - 16);

const reasons = {
  missing: 'document-missing',
  unreadable: 'document-unreadable',
  folder: 'document-unreadable',
  'not-a-file': 'document-unreadable',
  'too-large': 'document-too-large',
  'too-many': 'document-unreadable',
} as const satisfies Readonly<Record<OfferFailureKind, TransferReason>>;

/** Paths that the person dropped, pasted or chose, behind tokens: the page never names a path. */
export class Offers {
  readonly #paths = new Map<string, string>();
  readonly #privateDir: string;

  /** @param privateDir the app's own data, which is never sent */
  constructor(privateDir: string) {
    this.#privateDir = privateDir;
  }

  async offer(items: readonly { readonly path: string; readonly name: string }[]): Promise<OfferReply> {
    const documents: OfferedDocument[] = [];
    const refused: { name: string; kind: OfferFailureKind }[] = [];
    for (const { path, name } of items) {
      const shown = displayName(name || basename(path));
      const outcome = await this.#look(path);
      if (typeof outcome === 'string') refused.push({ name: shown, kind: outcome });
      else {
        const token = randomUUID();
        this.#paths.set(token, path);
        documents.push({ token, name: shown, size: outcome.size });
      }
    }
    return { documents, refused };
  }

  /** Looks at an offered document again, before it is sent. */
  async look(token: string): Promise<OfferedFile> {
    const path = this.#paths.get(token);
    if (path === undefined) return { state: 'failed', reason: 'document-missing' };
    const outcome = await this.#look(path);
    if (typeof outcome !== 'string') return { state: 'ok', path, name: basename(path), size: outcome.size };
    return { state: 'failed', reason: reasons[outcome] };
  }

  async #look(path: string): Promise<OfferFailureKind | { readonly size: number }> {
    // A File made by script, or an image pasted from another program, has no path.
    if (path === '' || !isAbsolute(path)) return 'not-a-file';
    try {
      const privateDir = await realpath(this.#privateDir).catch(() => this.#privateDir);
      if (isWithin(privateDir, await realpath(path))) return 'not-a-file';
      const stats = await lstat(path);
      if (stats.isDirectory()) return 'folder';
      if (!stats.isFile()) return 'not-a-file';
      if (stats.size > mostBytes) return 'too-large';
      await access(path, constants.R_OK);
      return { size: stats.size };
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'unreadable';
    }
  }
}

/** Both without links and dots, so that no other way to write a path leads in. */
function isWithin(dir: string, path: string): boolean {
  const way = relative(dir, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
