import { access, constants, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type BrowserWindow, dialog, type OpenDialogOptions, shell } from 'electron';
import type { FileFailure } from '../../shared/failures.ts';
import { fileCauseOf } from '../../shared/file-cause.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { openingQuestion } from '../../shared/text/opening-text.ts';
import { copyWhole } from '../files/whole-file.ts';
import { ask } from './ask.ts';
import { openPath } from './open-path.ts';
import { openingRisk } from './opening-risk.ts';

/** Why a document cannot be used now; null where it can. */
async function faultOf(path: string | null): Promise<FileFailure | null> {
  if (path === null) return { kind: 'missing' };
  try {
    if (!(await stat(path)).isFile()) return { kind: 'missing' };
    await access(path, constants.R_OK);
    return null;
  } catch (error) {
    const cause = fileCauseOf(error);
    return cause === 'not-there' ? { kind: 'missing' } : { kind: 'unreadable', cause };
  }
}

/** Shows the open dialog over the window; empty when cancelled. */
export async function choosePaths(
  parent: BrowserWindow | null,
  options: OpenDialogOptions,
): Promise<readonly string[]> {
  const { filePaths } = await (parent
    ? dialog.showOpenDialog(parent, options)
    : dialog.showOpenDialog(options));
  return filePaths;
}

/** What does more than show itself, or may do so, is opened only after the person confirmed. */
export async function openWithItsApp(
  path: string | null,
  parent: BrowserWindow | null,
): Promise<Result<null, FileFailure>> {
  const fault = await faultOf(path);
  if (fault || path === null) return failed(fault ?? { kind: 'missing' });
  const name = basename(path);
  const risk = openingRisk(name);
  if (risk !== null && !(await ask(parent, { type: 'warning', ...openingQuestion(name, risk) }))) {
    shell.showItemInFolder(path);
    return failed({ kind: 'declined' });
  }
  return (await openPath(path)) ? ok(null) : failed({ kind: 'not-opened' });
}

export async function revealDocument(path: string | null): Promise<Result<null, FileFailure>> {
  const fault = await faultOf(path);
  if (fault || path === null) return failed(fault ?? { kind: 'missing' });
  shell.showItemInFolder(path);
  return ok(null);
}

/** @param before told of the folder in which an end in the middle leaves a part of the copy */
export async function saveDocumentAs(
  path: string | null,
  parent: BrowserWindow | null,
  before: (dir: string) => void = () => {},
): Promise<Result<{ readonly saved: boolean }, FileFailure>> {
  const fault = await faultOf(path);
  if (fault || path === null) return failed(fault ?? { kind: 'missing' });
  const options = { defaultPath: basename(path) };
  const { filePath } = await (parent
    ? dialog.showSaveDialog(parent, options)
    : dialog.showSaveDialog(options));
  if (!filePath) return ok({ saved: false });
  try {
    await copyWhole(path, filePath, before);
    return ok({ saved: true });
  } catch (error) {
    // The document may have gone while the dialog was open.
    const now = await faultOf(path);
    if (now) return failed(now);
    console.error('a document was not saved', error);
    return failed({ kind: 'not-saved', cause: fileCauseOf(error) });
  }
}
