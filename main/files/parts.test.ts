import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolders } from '../storage/test-support.ts';
import { clearParts, partIn, withPart } from './parts.ts';

const folder = temporaryFolders();

test('what an end left half copied is removed, and nothing else', async () => {
  const dir = folder();
  writeFileSync(partIn(dir), 'half');
  writeFileSync(join(dir, 'Report.part'), 'mine');
  expect(await clearParts(dir)).toBe(true);
  expect(readdirSync(dir)).toEqual(['Report.part']);
});

test('what is being copied now stays, and its folder does not count as cleared', async () => {
  const dir = folder();
  await withPart(dir, async (part) => {
    writeFileSync(part, 'half');
    expect([await clearParts(dir), existsSync(part)]).toEqual([false, true]);
    // Also where the copy has not begun.
    expect(await clearParts(dir)).toBe(false);
  });
  expect(await clearParts(dir)).toBe(true);
  expect(readdirSync(dir)).toEqual([]);
});

test('a folder that is away is not cleared', async () => {
  expect(await clearParts(join(folder(), 'gone'))).toBe(false);
});
