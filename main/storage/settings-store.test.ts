import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openSecurity } from '../../shared/server-access.ts';
import { type NotJson, NotKept } from './json-file.ts';
import { SettingsStore } from './settings-store.ts';
import { noSmallDrive, smallDrives, temporaryFolders } from './test-support.ts';

const folder = temporaryFolders();
const drive = smallDrives();
const organisation = {
  ...{ organisation: 'acme', brokers: ['nobody:9092'], rootCertificate: 'A'.repeat(2_000) },
  security: openSecurity,
};
const identity = { destination: 'dora@acme', label: 'Dora' };
const open = (dir: string): SettingsStore => new SettingsStore(dir, '/received');
const json = (dir: string, name: string) => JSON.parse(readFileSync(join(dir, name), 'utf8'));

/** Leaves that many bytes of a drive free. */
function fill(dir: string, free: number): void {
  const filler = join(dir, 'filler');
  try {
    writeFileSync(filler, Buffer.alloc(4_000_000));
  } catch {
    // It is full now.
  }
  writeFileSync(filler, Buffer.alloc(statSync(filler).size - free));
}

test('what set-up made stands in a file that no choice rewrites', () => {
  const dir = folder();
  const settings = open(dir);
  settings.set('organisation', organisation);
  settings.set('identity', identity);
  const before = statSync(join(dir, 'identity.json'));
  const heard = vi.fn();
  settings.onThemeChange(heard);
  settings.choose({ theme: 'dark', density: 'compact' });
  const window = { x: 1, y: 2, width: 3, height: 4, maximized: true };
  settings.set('window', window);
  expect(heard).toHaveBeenCalledExactlyOnceWith('dark');
  expect(statSync(join(dir, 'identity.json'))).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
  expect(Object.keys(json(dir, 'settings.json'))).toEqual(['theme', 'density', 'window']);
  const again = open(dir);
  expect([again.get('theme'), again.get('identity'), again.get('notifications')]).toEqual([
    'dark',
    identity,
    true,
  ]);
  expect(again.get('window')).toEqual(window);
  expect(again.get('deviceId')).toBe(settings.get('deviceId'));
});

test('a profile of an earlier version is taken over, whatever ends it in between', () => {
  const dir = folder();
  const old = { theme: 'dark', organisation, identity, deviceId: 'a-device', receivedDir: '/mine' };
  writeFileSync(join(dir, 'settings.json'), JSON.stringify(old));
  expect(open(dir).get('identity')).toEqual(identity);
  // Before the first choice the copy still stands there: the newer address counts.
  open(dir).set('identity', null);
  const settings = open(dir);
  expect(settings.get('identity')).toBeNull();
  expect([settings.get('deviceId'), settings.get('theme'), settings.receivedDir]).toEqual([
    'a-device',
    'dark',
    '/mine',
  ]);
  settings.choose({ theme: 'light' });
  expect(json(dir, 'settings.json')).toEqual({ theme: 'light', receivedDir: '/mine' });
  expect(open(dir).get('organisation')).toEqual(organisation);
});

test('a profile that is set up anew by an earlier version, or by a program, is taken over again', () => {
  const dir = folder();
  writeFileSync(join(dir, 'settings.json'), JSON.stringify({ organisation, identity }));
  const { deviceId } = { deviceId: open(dir).get('deviceId') };
  const moved = { ...organisation, brokers: ['nobody:9093'] };
  writeFileSync(join(dir, 'settings.json'), JSON.stringify({ organisation: moved, identity }));
  expect(open(dir).get('organisation')).toEqual(moved);
  expect(open(dir).get('deviceId')).toBe(deviceId);
});

test.each(['{"identity": {"destina', '', '\0'.repeat(300), 'null', '[1]'])(
  'a file that holds %j is told by its name',
  (text) => {
    for (const name of ['settings.json', 'identity.json']) {
      const dir = folder();
      writeFileSync(join(dir, name), text);
      expect(() => open(dir)).toThrow(expect.objectContaining({ name: 'NotJson', file: name }) as NotJson);
    }
  },
);

test('a field that holds something else than it should counts as not set, and takes nothing with it', () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  const dir = folder();
  const choices = {
    theme: 'purple',
    density: 7,
    notifications: false,
    receivedDir: 'here',
    window: { x: 1 },
  };
  const setUp = { deviceId: 'a-device', organisation: { ...organisation, brokers: 'nobody:9092' }, identity };
  writeFileSync(join(dir, 'settings.json'), JSON.stringify(choices));
  writeFileSync(join(dir, 'identity.json'), JSON.stringify(setUp));
  const settings = open(dir);
  expect(settings.shown()).toMatchObject({
    ...{
      theme: 'system',
      density: 'comfortable',
      notifications: false,
      receivedDir: '/received',
      brokers: [],
    },
  });
  expect([settings.get('window'), settings.get('organisation'), settings.get('deviceId')]).toEqual([
    null,
    null,
    'a-device',
  ]);
  expect(settings.get('identity')).toEqual(identity);
  const told = logged.mock.calls.flat().join(' ');
  for (const name of ['theme', 'density', 'receivedDir', 'window', 'organisation'])
    expect(told).toContain(`setting ${name} is not used`);
  expect(told).not.toContain('notifications');
  // What could not be used stands there until it is chosen anew.
  settings.choose({ theme: 'dark' });
  expect(json(dir, 'settings.json')).toEqual({ ...choices, theme: 'dark' });
  settings.set('organisation', organisation);
  expect(json(dir, 'identity.json')).toEqual({ ...setUp, organisation });
  logged.mockRestore();
});

test.each([{ destination: 'dora' }, { destination: 'dora', label: 'Dora' }, 'dora@acme', { label: 'Dora' }])(
  'an address that is none, as %j, is no address',
  (broken) => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    const dir = folder();
    writeFileSync(join(dir, 'identity.json'), JSON.stringify({ deviceId: 'a-device', identity: broken }));
    expect(open(dir).get('identity')).toBeNull();
    logged.mockRestore();
  },
);

test('a choice that cannot be kept is told with its cause, and everything is as it was', () => {
  const dir = folder();
  const settings = open(dir);
  settings.choose({ theme: 'dark' });
  rmSync(join(dir, 'settings.json'));
  mkdirSync(join(dir, 'settings.json'));
  expect(() => settings.choose({ theme: 'light' })).toThrow(NotKept);
  expect(settings.get('theme')).toBe('dark');
});

test.skipIf(noSmallDrive)('on a nearly full drive: the old file or the new one, never a part', () => {
  const dir = drive(128);
  const settings = open(dir);
  settings.set('organisation', { ...organisation, rootCertificate: 'A'.repeat(12_000) });
  settings.set('identity', identity);
  settings.set('receivedDir', `/${'received/'.repeat(600)}`);
  fill(dir, 4_096);
  const before = readdirSync(dir).map((name) => readFileSync(join(dir, name)));
  const heard = vi.fn();
  settings.onThemeChange(heard);
  const notKept = expect.objectContaining({ name: 'NotKept', why: 'no-space' }) as NotKept;
  expect(() => settings.choose({ theme: 'dark' })).toThrow(notKept);
  expect(() => settings.set('identity', null)).toThrow(notKept);
  expect(heard).not.toHaveBeenCalled();
  expect([settings.get('theme'), settings.get('identity')]).toEqual(['system', identity]);
  expect(readdirSync(dir).map((name) => readFileSync(join(dir, name)))).toEqual(before);
  const again = open(dir);
  expect([again.get('theme'), again.get('identity')]).toEqual(['system', identity]);
  rmSync(join(dir, 'filler'));
  settings.choose({ theme: 'dark' });
  expect(open(dir).get('theme')).toBe('dark');
});
