import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { noSmallDrive, smallDrives, temporaryFolders } from '../storage/test-support.ts';

const chosen = vi.hoisted(() => ({ path: '' }));
const asked = vi.hoisted(() => ({ messages: [] as string[], answer: 0 }));
const shell = vi.hoisted(() => ({
  openPath: vi.fn(async () => ''),
  openExternal: vi.fn(async () => {}),
  showItemInFolder: vi.fn(),
}));
vi.mock('electron', () => ({
  dialog: {
    showSaveDialog: async () => ({ filePath: chosen.path }),
    showMessageBox: async ({ message }: { readonly message: string }) => {
      asked.messages.push(message);
      return { response: asked.answer };
    },
  },
  shell,
}));
const { openWithItsApp, saveDocumentAs, revealDocument } = await import('./files.ts');

const folder = temporaryFolders();
const drive = smallDrives();
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});

function document(size = 10, name = 'document.pdf'): string {
  const path = join(folder(), name);
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

test('a document that does more than show itself is opened only after a question', async () => {
  const opened = (): number => shell.openPath.mock.calls.length + shell.openExternal.mock.calls.length;
  expect(await openWithItsApp(document(), null)).toEqual({ ok: true, value: null });
  expect([opened(), asked.messages]).toEqual([1, []]);
  const page = document(10, 'page.html');
  expect(await openWithItsApp(page, null)).toEqual({ ok: false, failure: { kind: 'declined' } });
  expect([opened(), asked.messages]).toEqual([1, ['page.html can open as a web page.']]);
  expect(shell.showItemInFolder).toHaveBeenCalledExactlyOnceWith(page);
  asked.answer = 1;
  expect(await openWithItsApp(page, null)).toEqual({ ok: true, value: null });
  expect(opened()).toBe(2);
});
