import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';

const others = 0o077;
/** Set on a folder that everybody may write to, such as `/tmp`. */
const sticky = 0o1000;

/** Makes a folder of the app where it is not there, and closes it to everybody else. @throws the system's error where it cannot be made */
export function makeOwnFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  close(path, 0o700);
}

/**
 * Makes a file of the app where it is not there, and closes it to everybody else. Where it cannot be made,
 * whoever opens it next finds out why.
 */
export function makeOwnFile(path: string): void {
  try {
    // Never one that is there: closing a database's file takes away the locks that this process has on it.
    closeSync(openSync(path, 'wx', 0o600));
  } catch {
    closeOwnFile(path);
  }
}

/** Closes a file of the app to everybody else, where it is there. */
export const closeOwnFile = (path: string): void => close(path, 0o600);

/**
 * What an earlier version made is as open as the system makes new files. Windows has no such mode: there the
 * folders of a person are closed by themselves. A drive that knows no modes keeps the app from nothing.
 */
function close(path: string, mode: number): void {
  if (process.platform === 'win32') return;
  try {
    const now = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
    if ((now & others) !== 0 && (now & sticky) === 0) chmodSync(path, mode);
  } catch (error) {
    console.error('what belongs to the app could not be closed to other people on this computer', error);
  }
}
