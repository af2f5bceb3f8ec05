import { createHash } from 'node:crypto';
import { constants, createReadStream, existsSync } from 'node:fs';
import { copyFile, link, mkdir, open, rename, rm, statfs, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { safeDocumentName, withoutClash } from '../protocol/document-name.ts';
import type { DocumentStore } from '../transfers/ports.ts';

/** Kept free for the rest of the computer. */
const reserveBytes = 64 * 1024 * 1024;

/** The folder of received documents: safe names, never overwriting (protocol.md section 8). */
export class FolderDocumentStore implements DocumentStore {
  readonly #folder: () => string;
  readonly #reserved = new Set<string>();

  /** @param folder the folder that the person chose; asked anew each time */
  constructor(folder: () => string) {
    this.#folder = folder;
  }

  async hasRoomFor(bytes: number): Promise<boolean> {
    const dir = this.#folder();
    await mkdir(dir, { recursive: true });
    const { bavail, bsize } = await statfs(dir);
    return bytes + reserveBytes <= bavail * bsize;
  }

  async reserve(documentName: string): Promise<{ readonly path: string }> {
    const dir = this.#folder();
    await mkdir(dir, { recursive: true });
    const taken = (name: string): boolean =>
      existsSync(join(dir, name)) || this.#reserved.has(join(dir, name));
    const path = join(dir, withoutClash(safeDocumentName(documentName), taken));
    this.#reserved.add(path);
    return { path };
  }

  async keep(temporaryPath: string, path: string): Promise<string> {
    try {
      await moveExclusively(temporaryPath, path);
      await syncFolder(dirname(path));
      return path;
    } finally {
      this.#reserved.delete(path);
    }
  }

  async holds(path: string, sha256: string): Promise<boolean> {
    const hash = createHash('sha256');
    try {
      for await (const bytes of createReadStream(path)) hash.update(bytes);
    } catch {
      return false;
    }
    return hash.digest('hex') === sha256;
  }
}

/** A file of that name came meanwhile: reserve another one. */
export const isClash = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EEXIST';

async function moveExclusively(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
    await unlink(from);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EEXIST' || code === 'ENOENT' || code === 'ENOSPC') throw error;
    // Another file system, or one without hard links: copy beside it, then give it its name.
    const beside = `${to}.sealpost-part`;
    try {
      await copyFile(from, beside);
      const file = await open(beside, 'r+');
      await file.chmod(0o600).catch(() => {});
      await file.sync();
      await file.close();
      await copyExclusively(beside, to);
      await rm(from);
    } finally {
      await rm(beside, { force: true });
    }
  }
}

async function copyExclusively(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (isClash(error)) throw error;
    const claim = await open(to, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600);
    await claim.close();
    await rename(from, to);
  }
}

async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(dir, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
