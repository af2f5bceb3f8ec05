import { constants, lstatSync } from 'node:fs';
import { copyFile, link, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ObstacleCause } from '../../shared/obstacle.ts';
import { freeBytes } from '../files/free-space.ts';
import { isPartName, withPart } from '../files/parts.ts';
import { safeDocumentName, withoutClash } from '../protocol/document-name.ts';
import { type DocumentStore, NotSaved, type SameDocument } from '../transfers/ports.ts';
import { FolderIndex, sha256Of } from './folder-index.ts';
import { obstacleCauseOf, type ReceivedFolder } from './received-folder.ts';
import { markFromWeb } from './web-mark.ts';

/** A document of so many bytes is opened at once, and saving it shows what a probe would; larger ones cost more. */
const soonOpened = 1024 * 1024;

/** FAT, the file system of many removable drives, takes no file of so many bytes. */
const fatLimit = 2 ** 32;

type Folder = Pick<ReceivedFolder, 'find'>;

/** The documents in the folder for received ones: safe names, never overwriting (protocol.md section 8). */
export class FolderDocumentStore implements DocumentStore {
  readonly #folder: Folder;
  readonly #reserved = new Set<string>();
  readonly #mark: (path: string) => Promise<void>;
  /** Made where documents from before are looked for, which is rare. */
  #index: FolderIndex | null = null;

  /** @param mark says to the system that a document came over the net; never rejects */
  constructor(folder: Folder, mark: (path: string) => Promise<void> = (path) => markFromWeb(path)) {
    this.#folder = folder;
    this.#mark = mark;
  }

  async obstacle(bytes: number, opened: string | null): Promise<ObstacleCause | null> {
    try {
      const dir = await this.#folder.find();
      if (opened !== null || bytes > soonOpened) await probe(dir, bytes);
      // On its own drive the document is only renamed, which takes no room.
      if (opened !== null && (await isOnSameDrive(opened, dir))) return null;
      // After the probe, which may take room for a moment.
      return bytes <= (await freeBytes(dir)) ? null : 'no-space';
    } catch (error) {
      return obstacleCauseOf(error);
    }
  }

  async reserve(documentName: string): Promise<{ readonly path: string }> {
    const dir = await this.#folder.find().catch((error: unknown) => {
      throw new NotSaved(obstacleCauseOf(error), { cause: error });
    });
    const taken = (name: string): boolean =>
      isPartName(name) || isThere(join(dir, name)) || this.#reserved.has(join(dir, name));
    const path = join(dir, withoutClash(safeDocumentName(documentName), taken));
    this.#reserved.add(path);
    return { path };
  }

  release(path: string): void {
    this.#reserved.delete(path);
  }

  async keep(temporaryPath: string, path: string): Promise<string> {
    try {
      // Before it has its name: no crash leaves it there without the mark, which goes along with a link, a rename and a copy.
      await this.#mark(temporaryPath);
      await moveExclusively(temporaryPath, path);
      await syncFolder(dirname(path));
      return path;
    } catch (error) {
      const why = codeOf(error) === 'EEXIST' ? 'clash' : obstacleCauseOf(error);
      throw new NotSaved(isThere(temporaryPath) ? why : 'document-gone', { cause: error });
    } finally {
      this.release(path);
    }
  }

  async findSame(document: SameDocument, isFree: (path: string) => boolean): Promise<string | null> {
    const dir = await this.#folder.find();
    if (this.#index?.dir !== dir) this.#index = await FolderIndex.of(dir);
    const { name, size, sha256 } = document;
    return this.#index.find(safeDocumentName(name), size, sha256, isFree);
  }

  async settle(path: string): Promise<void> {
    try {
      // Only Windows asks for the right to write; a person may have protected the file.
      const file = await open(path, process.platform === 'win32' ? 'r+' : 'r');
      try {
        await file.sync();
      } finally {
        await file.close();
      }
      await syncFolder(dirname(path));
    } catch (error) {
      throw new NotSaved(obstacleCauseOf(error), { cause: error });
    }
  }

  async holds(path: string, sha256: string): Promise<boolean> {
    return (await sha256Of(path)) === sha256;
  }
}

async function isOnSameDrive(path: string, dir: string): Promise<boolean> {
  const [one, other] = await Promise.all([stat(path).catch(() => null), stat(dir)]);
  return one?.dev === other.dev;
}

/** Only a file that was written proves that the next one can be. */
const probe = (dir: string, bytes: number): Promise<void> =>
  withPart(dir, async (path) => {
    const file = await open(path, 'wx', 0o600);
    try {
      if (bytes >= fatLimit) await file.truncate(bytes);
    } finally {
      await file.close();
      await rm(path, { force: true });
    }
  });

/** Whether something has this name. A symbolic link counts also where it leads nowhere. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

async function moveExclusively(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (['EEXIST', 'ENOENT', 'ENOSPC', 'EDQUOT'].includes(codeOf(error))) throw error;
    await copyBeside(from, to);
  }
  // The document has its place: what is left of the way there is discarded with its row's work.
  await rm(from, { force: true }).catch(() => {});
}

/** Another file system, or one without hard links: a copy beside it gets the name once it is whole. */
const copyBeside = (from: string, to: string): Promise<void> =>
  withPart(dirname(to), async (beside) => {
    try {
      await copyFile(from, beside, constants.COPYFILE_EXCL);
      const file = await open(beside, 'r+');
      try {
        await file.chmod(0o600).catch(() => {});
        await file.sync();
      } finally {
        await file.close();
      }
      await nameExclusively(beside, to);
    } finally {
      await rm(beside, { force: true }).catch(() => {});
    }
  });

async function nameExclusively(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw error;
    const claim = await open(to, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600);
    await claim.close();
    await rename(from, to).catch(async (failure: unknown) => {
      await rm(to, { force: true }).catch(() => {});
      throw failure;
    });
  }
}

/** Some file systems cannot do it. Failing then would keep a document that is in its place again and again. */
async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  try {
    const folder = await open(dir, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (codeOf(error) === 'EIO') throw error;
  }
}
