import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { noSmallDrive, smallDrives, temporaryFolders } from '../storage/test-support.ts';

const chosen = vi.hoisted(() => ({ path: '' }));
vi.mock('electron', () => ({
  dialog: { showSaveDialog: async () => ({ filePath: chosen.path }) },
  shell: {},
}));
const { saveDocumentAs, revealDocument } = await import('./files.ts');

const folder = temporaryFolders();
const drive = smallDrives();
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});

function document(size = 10): string {
  const path = join(folder(), 'document.pdf');
  writeFileSync(path, Buffer.alloc(size, 'd'));
  return path;
}

test.skipIf(noSmallDrive)('a file that is there survives a copy for which there is no space', async () => {
  const dir = drive(256);
  chosen.path = join(dir, 'mine.pdf');
  writeFileSync(chosen.path, 'mine');
  expect(await saveDocumentAs(document(400_000), null)).toEqual({
    ok: false,
    failure: { kind: 'not-saved', cause: 'no-space' },
  });
  expect(readFileSync(chosen.path, 'utf8')).toBe('mine');
  expect(readdirSync(dir)).toEqual(['mine.pdf']);
  rmSync(chosen.path);
  expect(await saveDocumentAs(document(40_000), null)).toEqual({ ok: true, value: { saved: true } });
  expect(readFileSync(chosen.path)).toHaveLength(40_000);
});

test('a copy that cannot be saved says why; a document that is gone is not told as that', async () => {
  const path = document();
  chosen.path = join(folder(), 'gone', 'copy.pdf');
  expect(await saveDocumentAs(path, null)).toMatchObject({
    failure: { kind: 'not-saved', cause: 'not-there' },
  });
  chosen.path = join(folder(), 'folder');
  mkdirSync(chosen.path);
  expect(await saveDocumentAs(path, null)).toMatchObject({ failure: { kind: 'not-saved', cause: 'other' } });
  rmSync(path);
  expect(await saveDocumentAs(path, null)).toEqual({ ok: false, failure: { kind: 'missing' } });
  expect(await revealDocument(path)).toEqual({ ok: false, failure: { kind: 'missing' } });
  chosen.path = '';
  expect(await saveDocumentAs(document(), null)).toEqual({ ok: true, value: { saved: false } });
});
