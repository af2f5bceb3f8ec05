import { expect, test } from 'vitest';
import { fileCauseOf } from './file-cause.ts';

test('each of the system’s errors has one cause, and what is not known is not renamed', () => {
  const cause = (code: unknown): string => fileCauseOf(Object.assign(new Error('x'), { code }));
  expect(cause('ENOENT')).toBe('not-there');
  expect(cause('ENOTDIR')).toBe('not-there');
  expect(cause('EROFS')).toBe('not-writable');
  expect(cause('EACCES')).toBe('not-writable');
  expect(cause('ENOSPC')).toBe('no-space');
  expect(cause('EDQUOT')).toBe('no-space');
  expect(cause('EFBIG')).toBe('too-large-for-drive');
  expect(cause('EIO')).toBe('drive-error');
  expect(cause('SQLITE_FULL')).toBe('no-space');
  expect(cause('SQLITE_IOERR_WRITE')).toBe('drive-error');
  expect(cause('SQLITE_CONSTRAINT_UNIQUE')).toBe('other');
  expect(cause('EMFILE')).toBe('other');
  expect(cause('toString')).toBe('other');
  expect(cause(7)).toBe('other');
  expect(fileCauseOf(null)).toBe('other');
  expect(fileCauseOf('ENOSPC')).toBe('other');
});
