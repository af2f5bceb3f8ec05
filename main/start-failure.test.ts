import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { SettingsUnreadable, startFailure } from './start-failure.ts';
import { temporaryFolders } from './storage/test-support.ts';

const profile = temporaryFolders();
const withCode = (code: string): Error => Object.assign(new Error('what the system said'), { code });

test('settings that cannot be read are put aside, whole', () => {
  const dir = profile();
  writeFileSync(join(dir, 'settings.json'), '{"identity":');
  const { title, body } = startFailure(new SettingsUnreadable(), dir);
  expect(title).toBe('The settings of Sealpost could not be read.');
  const [kept, ...more] = readdirSync(dir);
  expect(more).toEqual([]);
  expect(kept).toMatch(/^settings\.unreadable-/);
  expect(readFileSync(join(dir, kept ?? ''), 'utf8')).toBe('{"identity":');
  expect(body).toContain(join(dir, kept ?? ''));
});

test('settings that cannot be put aside stay where they are', () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const dir = profile();
  expect(startFailure(new SettingsUnreadable(), dir).body).toContain(`Move ${join(dir, 'settings.json')}`);
});

test.each([
  ['ENOSPC', 'Sealpost has no space left on this disk.'],
  ['SQLITE_FULL', 'Sealpost has no space left on this disk.'],
  ['EACCES', 'Sealpost cannot use its folder.'],
  ['SQLITE_NOTADB', 'The transfer list could not be read.'],
  ['', 'Sealpost could not start.'],
])('%s: says what happened, what to do, and the code', (code, title) => {
  const failure = startFailure(withCode(code), '/profile');
  expect(failure.title).toBe(title);
  expect(failure.body).toMatch(/pen .*again.*Code APP-902\.$/);
});

test('a damaged row of the list leaves the settings where they are', () => {
  const dir = profile();
  writeFileSync(join(dir, 'settings.json'), '{}');
  expect(startFailure(new SyntaxError('JSON'), dir).title).toBe('The transfer list could not be read.');
  expect(readdirSync(dir)).toEqual(['settings.json']);
});
