import { pathToFileURL } from 'node:url';
import { shell } from 'electron';

/** Before 38, `shell.openPath` froze the app on Linux until the program was closed (electron/electron#47668). */
const waitsForProgram = process.platform === 'linux' && Number.parseInt(process.versions.electron, 10) < 38;

/** Opens a document with the desktop's own program; false when that did not start. */
export async function openPath(path: string): Promise<boolean> {
  if (!waitsForProgram) return (await shell.openPath(path)) === '';
  return shell.openExternal(pathToFileURL(path).href).then(
    () => true,
    () => false,
  );
}
