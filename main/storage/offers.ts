import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, lstat, realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, relative, sep } from 'node:path';
import type { OfferedDocument, OfferFailureKind, OfferReply } from '../../shared/documents.ts';
import { fileCauseOf } from '../../shared/file-cause.ts';
import type { TransferReason } from '../../shared/transfer.ts';
import { displayName } from '../protocol/document-name.ts';
import { CHUNK_BYTES, MAX_SHARDS } from '../protocol/limits.ts';
import type { OfferedFile } from '../transfers/ports.ts';

/** What surely fits into the shards of one transfer, even where nothing compresses. */
const mostBytes = CHUNK_BYTES * (MAX_SHARDS - 16);

const reasons = {
  missing: 'document-missing',
  unreadable: 'document-unreadable',
  folder: 'document-unreadable',
  'link-to-folder': 'document-unreadable',
  'link-to-nothing': 'document-missing',
  'name-not-text': 'document-unreadable',
  device: 'document-unreadable',
  'own-data': 'document-unreadable',
  'not-a-file': 'document-unreadable',
  'web-address': 'document-unreadable',
  text: 'document-unreadable',
  'too-large': 'document-too-large',
  'too-many': 'document-unreadable',
} as const satisfies Readonly<Record<OfferFailureKind, TransferReason>>;

/** What stands for a byte that is no text in a name. */
const notText = '\ufffd';

type Found = { readonly path: string; readonly size: number; readonly time: number };

/** Paths that the person dropped, pasted or chose, behind tokens: the page never names a path. */
export class Offers {
  readonly #offered = new Map<string, { readonly path: string; readonly name: string }>();
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
      const outcome = await this.#look(path, name);
      if (typeof outcome === 'string') refused.push({ name: shown, kind: outcome });
      else {
        const token = randomUUID();
        this.#offered.set(token, { path: outcome.path, name: basename(path) });
        documents.push({ token, name: shown, size: outcome.size });
      }
    }
    return { documents, refused };
  }

  /** Looks at an offered document again, before it is sent. */
  async look(token: string): Promise<OfferedFile> {
    const offered = this.#offered.get(token);
    if (offered === undefined) return { state: 'failed', reason: 'document-missing' };
    const outcome = await this.#look(offered.path, offered.name);
    if (typeof outcome === 'string') return { state: 'failed', reason: reasons[outcome] };
    return { state: 'ok', name: offered.name, ...outcome };
  }

  /** A link is followed once, here: what is sent later is the document that the person saw behind it. */
  async #look(path: string, name: string): Promise<OfferFailureKind | Found> {
    if (path === '' || !isAbsolute(path)) return withoutPath(name);
    try {
      const isLink = (await lstat(path)).isSymbolicLink();
      return isLink ? await this.#lookBehind(path) : await this.#lookAt(path);
    } catch (error) {
      return failureOf(error, path);
    }
  }

  async #lookBehind(link: string): Promise<OfferFailureKind | Found> {
    try {
      const found = await this.#lookAt(await realpath(link));
      return found === 'folder' ? 'link-to-folder' : found;
    } catch (error) {
      const nowhere = (error as NodeJS.ErrnoException).code === 'ELOOP' || fileCauseOf(error) === 'not-there';
      return nowhere ? 'link-to-nothing' : 'unreadable';
    }
  }

  async #lookAt(path: string): Promise<OfferFailureKind | Found> {
    const privateDir = await realpath(this.#privateDir).catch(() => this.#privateDir);
    if (isWithin(privateDir, await realpath(path))) return 'own-data';
    const stats = await stat(path);
    if (stats.isDirectory()) return 'folder';
    if (!stats.isFile()) return 'device';
    if (stats.size > mostBytes) return 'too-large';
    await access(path, constants.R_OK);
    return { path, size: stats.size, time: Math.floor(stats.mtimeMs) };
  }
}

/** A file of the disk whose name is no text comes without a path; so do pictures from other programs. */
const withoutPath = (name: string): OfferFailureKind =>
  name === '' || name.includes(notText) ? 'name-not-text' : 'not-a-file';

function failureOf(error: unknown, path: string): OfferFailureKind {
  if (fileCauseOf(error) !== 'not-there') return 'unreadable';
  return path.includes(notText) ? 'name-not-text' : 'missing';
}

/** Both without links and dots, so that no other way to write a path leads in. */
function isWithin(dir: string, path: string): boolean {
  const way = relative(dir, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
