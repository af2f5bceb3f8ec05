/**
 * Why a file could not be read or written: the one classification of the system's errors. Each cause
 * has its own remedy, so none of them may be told as another.
 */
export type FileCause =
  /** The file, its folder or its drive is not there. */
  | 'not-there'
  /** This user may not use it, or the drive takes no changes. */
  | 'not-writable'
  /** The drive, or this user's share of it, is full. */
  | 'no-space'
  /** The drive's file system, or a limit, has no room for one file of this size. */
  | 'too-large-for-drive'
  /** The drive reports faults. */
  | 'drive-error'
  | 'other';

const causes: Readonly<Record<string, FileCause>> = {
  ENOENT: 'not-there',
  ENOTDIR: 'not-there',
  ENODEV: 'not-there',
  ENXIO: 'not-there',
  ENOTCONN: 'not-there',
  EHOSTDOWN: 'not-there',
  EACCES: 'not-writable',
  EPERM: 'not-writable',
  EROFS: 'not-writable',
  ENOSPC: 'no-space',
  EDQUOT: 'no-space',
  EFBIG: 'too-large-for-drive',
  EIO: 'drive-error',
  EUCLEAN: 'drive-error',
  ESTALE: 'drive-error',
  EREMOTEIO: 'drive-error',
  // The database of the journal names the same causes in its own words, with details behind them.
  SQLITE_FULL: 'no-space',
  SQLITE_READONLY: 'not-writable',
  SQLITE_PERM: 'not-writable',
  SQLITE_IOERR: 'drive-error',
};

/** @param error what a call of the file system threw; anything that carries no known code is `other` */
export function fileCauseOf(error: unknown): FileCause {
  const code = (error as { readonly code?: unknown } | null | undefined)?.code;
  if (typeof code !== 'string') return 'other';
  const known = /^SQLITE_[A-Z]+/.exec(code)?.[0] ?? code;
  return (Object.hasOwn(causes, known) && causes[known]) || 'other';
}

/** What the computer refused to do with a file, and no fault of the app. */
export const isOfFileSystem = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error && typeof error.syscall === 'string';

/** What the drive of the database did not take: it is full, failing or read-only, and may be well again later. */
export const isOfJournalDrive = (error: unknown): boolean =>
  /^SQLITE_/.test(String((error as { readonly code?: unknown } | null | undefined)?.code)) &&
  fileCauseOf(error) !== 'other';
