import { mkdtempSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type BrowserWindow, dialog, type OpenDialogOptions } from 'electron';
import { type FileCause, fileCauseOf } from '../../shared/file-cause.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { writeWhole } from '../files/whole-file.ts';
import { choosePaths } from './files.ts';

/** Files that the app itself reads are small; a larger one is another file. */
const mostBytes = 1024 * 1024;

/** Shows the open dialog and reads the file. @returns null when cancelled; nothing of a file that is too large */
export async function readChosen(
  parent: BrowserWindow | null,
  options: OpenDialogOptions,
): Promise<Result<Buffer | null, FileCause>> {
  const [path] = await choosePaths(parent, { properties: ['openFile'], ...options });
  if (path === undefined) return ok(null);
  try {
    if ((await stat(path)).size > mostBytes) return ok(Buffer.alloc(0));
    return ok(await readFile(path));
  } catch (error) {
    return failed(fileCauseOf(error));
  }
}

/** Shows the save dialog and writes the file whole. @returns its path, or null when cancelled */
export async function writeChosen(
  parent: BrowserWindow | null,
  defaultPath: string,
  bytes: string | Buffer,
): Promise<Result<string | null, FileCause>> {
  const options = { defaultPath };
  const { filePath } = await (parent
    ? dialog.showSaveDialog(parent, options)
    : dialog.showSaveDialog(options));
  if (!filePath) return ok(null);
  try {
    writeWhole(filePath, bytes);
    return ok(filePath);
  } catch (error) {
    console.error('a file was not saved', error);
    return failed(fileCauseOf(error));
  }
}

/** A small document of the app's own, outside its private folder. @returns its path */
export function makeTestDocument(temporaryDir: string, name: string, text: string): string {
  const dir = mkdtempSync(join(temporaryDir, 'sealpost-test-'));
  const path = join(dir, name);
  writeWhole(path, text);
  return path;
}
