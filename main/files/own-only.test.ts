import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolders } from '../storage/test-support.ts';
import { closeOwnFile, makeOwnFile, makeOwnFolder } from './own-only.ts';

const folder = temporaryFolders();
const modeOf = (path: string): number => statSync(path).mode & 0o7777;

describe.skipIf(process.platform === 'win32')('what belongs to the app', () => {
  it('is made for its owner alone', () => {
    const dir = join(folder(), 'made', 'profile');
    makeOwnFolder(dir);
    makeOwnFile(join(dir, 'one'));
    expect([modeOf(dir), modeOf(join(dir, 'one'))]).toEqual([0o700, 0o600]);
  });

  it('is closed where it is there already, and keeps what it holds', () => {
    const dir = folder();
    chmodSync(dir, 0o755);
    writeFileSync(join(dir, 'one'), 'kept');
    chmodSync(join(dir, 'one'), 0o644);
    makeOwnFolder(dir);
    makeOwnFile(join(dir, 'one'));
    expect([modeOf(dir), modeOf(join(dir, 'one'))]).toEqual([0o700, 0o600]);
    expect(readFileSync(join(dir, 'one'), 'utf8')).toBe('kept');
  });

  it('is left alone where it is closed already, and a folder where it is everybody’s', () => {
    const dir = join(folder(), 'closed');
    mkdirSync(dir, { mode: 0o500 });
    makeOwnFolder(dir);
    expect(modeOf(dir)).toBe(0o500);
    const shared = join(folder(), 'shared');
    mkdirSync(shared);
    chmodSync(shared, 0o1777);
    makeOwnFolder(shared);
    expect(modeOf(shared)).toBe(0o1777);
  });

  it('that is not there is not made by closing it, and what cannot be made throws only for a folder', () => {
    const dir = folder();
    closeOwnFile(join(dir, 'one'));
    expect(existsSync(join(dir, 'one'))).toBe(false);
    makeOwnFile(join(dir, 'gone', 'one'));
    writeFileSync(join(dir, 'file'), '');
    expect(() => makeOwnFolder(join(dir, 'file', 'profile'))).toThrow();
  });
});
