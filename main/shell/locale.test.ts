import { expect, it, vi } from 'vitest';
import { losesNames } from './locale.ts';

vi.mock('electron', () => ({ app: {} }));

const missing = 'locale: Cannot set LC_ALL to default locale: No such file or directory\n';

it.each([
  ['a locale of UTF-8 knows every name', { stdout: 'UTF-8\n', stderr: '' }, false],
  ['none is set', { stdout: 'ANSI_X3.4-1968\n', stderr: '' }, true],
  ['another encoding', { stdout: 'ISO-8859-1\n', stderr: '' }, true],
  ['one category names what is not installed', { stdout: 'UTF-8\n', stderr: missing }, true],
  ['a system without the tool is left alone', { error: new Error('ENOENT'), stdout: '', stderr: '' }, false],
])('%s', (_what, answer, loses) => {
  expect(losesNames(undefined, () => answer)).toBe(loses);
});

it('the app starts again at most once', () => {
  expect(losesNames('C.UTF-8', () => ({ stdout: 'ANSI_X3.4-1968\n', stderr: '' }))).toBe(false);
});
