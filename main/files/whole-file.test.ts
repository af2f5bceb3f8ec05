import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { noSmallDrive, smallDrives, temporaryFolders } from '../storage/test-support.ts';
import { copyWhole, writeWhole } from './whole-file.ts';

const folder = temporaryFolders();
const drive = smallDrives();
const fill = (dir: string): void => {
  try {
    writeFileSync(join(dir, 'filler'), Buffer.alloc(4 * 1024 * 1024));
  } catch {
    // It is full now.
  }
};

describe('a copy onto a file that is there', () => {
  it('takes its place', async () => {
    const dir = folder();
    writeFileSync(join(dir, 'new'), 'new bytes');
    writeFileSync(join(dir, 'old'), 'old bytes, and more of them');
    await copyWhole(join(dir, 'new'), join(dir, 'old'));
    expect(readFileSync(join(dir, 'old'), 'utf8')).toBe('new bytes');
    expect(readdirSync(dir).sort()).toEqual(['new', 'old']);
  });

  it('goes where a link leads', async () => {
    const dir = folder();
    writeFileSync(join(dir, 'new'), 'new bytes');
    writeFileSync(join(dir, 'old'), 'old bytes');
    symlinkSync(join(dir, 'old'), join(dir, 'link'));
    await copyWhole(join(dir, 'new'), join(dir, 'link'));
    expect(readFileSync(join(dir, 'old'), 'utf8')).toBe('new bytes');
  });

  it('says first in which folder an end in the middle leaves a part of it', async () => {
    const [dir, elsewhere] = [folder(), folder()];
    writeFileSync(join(dir, 'new'), 'new bytes');
    writeFileSync(join(elsewhere, 'old'), 'old bytes');
    symlinkSync(join(elsewhere, 'old'), join(dir, 'link'));
    const told: unknown[] = [];
    await copyWhole(join(dir, 'new'), join(dir, 'link'), (place) => told.push([place, readdirSync(place)]));
    expect(told).toEqual([[realpathSync(elsewhere), ['old']]]);
  });

  it('leaves it as it was where a folder has the name, or the source is gone', async () => {
    const dir = folder();
    writeFileSync(join(dir, 'new'), 'new bytes');
    mkdirSync(join(dir, 'taken'));
    await expect(copyWhole(join(dir, 'new'), join(dir, 'taken'))).rejects.toThrow();
    writeFileSync(join(dir, 'old'), 'old bytes');
    await expect(copyWhole(join(dir, 'gone'), join(dir, 'old'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(readdirSync(dir).sort()).toEqual(['new', 'old', 'taken']);
    expect(readFileSync(join(dir, 'old'), 'utf8')).toBe('old bytes');
  });

  it.skipIf(noSmallDrive)('leaves it as it was where the drive is full', async () => {
    const dir = drive(256);
    const from = join(folder(), 'new');
    writeFileSync(from, Buffer.alloc(400_000, 'n'));
    writeFileSync(join(dir, 'old'), 'old bytes');
    await expect(copyWhole(from, join(dir, 'old'))).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(readFileSync(join(dir, 'old'), 'utf8')).toBe('old bytes');
    expect(readdirSync(dir)).toEqual(['old']);
  });
});

describe('text written whole', () => {
  it('is private, and nothing else is left beside it', () => {
    const dir = folder();
    writeFileSync(join(dir, 'a.json'), 'old');
    chmodSync(join(dir, 'a.json'), 0o644);
    writeWhole(join(dir, 'a.json'), 'new');
    expect(readFileSync(join(dir, 'a.json'), 'utf8')).toBe('new');
    expect(statSync(join(dir, 'a.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir)).toEqual(['a.json']);
  });

  it.skipIf(noSmallDrive)('stays the old one, whole, where the drive is nearly full', () => {
    const dir = drive(64);
    const old = JSON.stringify({ old: 'o'.repeat(9_000) });
    writeFileSync(join(dir, 'a.json'), old);
    fill(dir);
    // One page is free: the first part of the new text would fit.
    writeFileSync(join(dir, 'filler'), Buffer.alloc(statSync(join(dir, 'filler')).size - 4_096));
    expect(() => writeWhole(join(dir, 'a.json'), JSON.stringify({ new: 'n'.repeat(9_000) }))).toThrow(
      expect.objectContaining({ code: 'ENOSPC' }),
    );
    expect(readFileSync(join(dir, 'a.json'), 'utf8')).toBe(old);
    expect(readdirSync(dir).sort()).toEqual(['a.json', 'filler']);
  });
});
