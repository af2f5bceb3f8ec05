import { access, constants, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type BrowserWindow, dialog, type OpenDialogOptions, shell } from 'electron';
import type { FileFailure } from '../../shared/failures.ts';
import { fileCauseOf } from '../../shared/file-cause.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { programQuestion } from '../../shared/text/dialog-text.ts';
import { copyWhole } from '../files/whole-file.ts';
import { ask } from './ask.ts';
import { openPath } from './open-path.ts';

/** What the system would run instead of showing it: opened only after the person confirmed. */
const risky = new RegExp(
  `\\.(?:${[
    'ad[ep]|app(?:image|installer|ref-ms)?|asp|ba[st]|bash|chm|cmd|com|command|cpl|crt|csh|deb|desktop|dmg|exe|gadget|hlp|ht[ac]',
    'img|inf|ins|iso|isp|its|jar|jse?|ksh|library-ms|lnk|ma[dfgmqrstuvw]|md[abetwz]|ms[ch]|ms[iptx]|msix|one|ops|pcd|pi?f|pkg|pl|plg|prf|prg|ps[12]\\w*',
    'py|reg|rpm|sc[frt]|search-ms|sh[bs]?|terminal|tmp|url|vb[es]?|vhdx?|vs[mstw]|website|workflow|ws[cfh]?|xll|xnk|docm|xlsm|pptm|xlsb',
  ].join('|')})[. ]*$`,
  'i',
);

export const isRisky = (name: string): boolean => risky.test(name);

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

export async function openWithItsApp(
  path: string | null,
  parent: BrowserWindow | null,
): Promise<Result<null, FileFailure>> {
  const fault = await faultOf(path);
  if (fault || path === null) return failed(fault ?? { kind: 'missing' });
  const name = basename(path);
  if (isRisky(name)) {
    if (!(await ask(parent, { type: 'warning', ...programQuestion(name) }))) {
      shell.showItemInFolder(path);
      return failed({ kind: 'declined' });
    }
  }
  return (await openPath(path)) ? ok(null) : failed({ kind: 'not-opened' });
}

export async function revealDocument(path: string | null): Promise<Result<null, FileFailure>> {
  const fault = await faultOf(path);
  if (fault || path === null) return failed(fault ?? { kind: 'missing' });
  shell.showItemInFolder(path);
  return ok(null);
}

export async function saveDocumentAs(
  path: string | null,
  parent: BrowserWindow | null,
): Promise<Result<{ readonly saved: boolean }, FileFailure>> {
  const fault = await faultOf(path);
  if (fault || path === null) return failed(fault ?? { kind: 'missing' });
  const options = { defaultPath: basename(path) };
  const { filePath } = await (parent
    ? dialog.showSaveDialog(parent, options)
    : dialog.showSaveDialog(options));
  if (!filePath) return ok({ saved: false });
  try {
    await copyWhole(path, filePath);
    return ok({ saved: true });
  } catch (error) {
    // The document may have gone while the dialog was open.
    const now = await faultOf(path);
    if (now) return failed(now);
    console.error('a document was not saved', error);
    return failed({ kind: 'not-saved', cause: fileCauseOf(error) });
  }
}
