import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { Damaged } from '../storage/damage.ts';
import { NotJson, NotKept } from '../storage/json-file.ts';
import { TooNew } from '../storage/migrations/migrate.ts';
import { temporaryFolders } from '../storage/test-support.ts';
import { startFailure } from './start-failure.ts';

const profile = temporaryFolders();
const now = Date.UTC(2026, 10, 24, 12);
const withCode = (code: string): Error => Object.assign(new Error('what the system said'), { code });

test('settings that cannot be read are put aside, whole', () => {
  const dir = profile();
  writeFileSync(join(dir, 'settings.json'), '{"identity":');
  const { title, body } = startFailure(new NotJson(join(dir, 'settings.json')), dir, now);
  expect(title).toBe('The settings of Sealpost could not be read.');
  const [kept, ...more] = readdirSync(dir);
  expect(more).toEqual([]);
  expect(kept).toMatch(/^settings\.unreadable-2026-11-24T12-/);
  expect(readFileSync(join(dir, kept ?? ''), 'utf8')).toBe('{"identity":');
  expect(body).toContain(join(dir, kept ?? ''));
});

test('settings are told apart from the address, and what stays is true', () => {
  const dir = profile();
  writeFileSync(join(dir, 'identity.json'), '{}');
  writeFileSync(join(dir, 'settings.json'), '{');
  expect(startFailure(new NotJson(join(dir, 'settings.json')), dir, now).body).toContain(
    'Your address, your key',
  );
  const { title, body } = startFailure(new NotJson(join(dir, 'identity.json')), dir, now);
  expect(title).toBe('Your address could not be read.');
  expect(body).toContain('set it up anew');
  expect(readdirSync(dir).filter((name) => name.includes('unreadable'))).toHaveLength(2);
});

test('what could not be written at start is told by its cause', () => {
  expect(startFailure(new NotKept('identity.json', withCode('ENOSPC')), '/profile', now).title).toBe(
    'Sealpost has no space left on this disk.',
  );
});

test('settings that cannot be put aside stay where they are', () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const dir = profile();
  expect(startFailure(new NotJson(join(dir, 'settings.json')), dir, now).body).toContain(
    `Move ${join(dir, 'settings.json')}`,
  );
});

test.each([
  ['ENOSPC', 'Sealpost has no space left on this disk.'],
  ['SQLITE_FULL', 'Sealpost has no space left on this disk.'],
  ['EACCES', 'Sealpost cannot use its folder.'],
  ['SQLITE_NOTADB', 'The transfer list could not be read.'],
  ['', 'Sealpost could not start.'],
])('%s: says what happened, what to do, and the code', (code, title) => {
  const failure = startFailure(withCode(code), '/profile', now);
  expect(failure.title).toBe(title);
  expect(failure.body).toMatch(/pen .*again.*Code APP-902\.$/);
});

test('a list that a newer version wrote is said, and left alone', () => {
  const { title, body } = startFailure(new TooNew('the journal is of version 9'), '/profile', now);
  expect(title).toBe('The transfer list was written by a newer Sealpost.');
  expect(body).toContain('Install the newer version');
});

test('a damaged row of the list leaves the settings where they are', () => {
  const dir = profile();
  writeFileSync(join(dir, 'settings.json'), '{}');
  expect(startFailure(new Damaged('JSON'), dir, now).title).toBe('The transfer list could not be read.');
  expect(readdirSync(dir)).toEqual(['settings.json']);
});
