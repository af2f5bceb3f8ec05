import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { beforeEach, expect, test, vi } from 'vitest';
import { PageDeaths } from './page-deaths.ts';

const said = vi.hoisted(() => ({ box: vi.fn(), question: vi.fn(async () => ({ response: 1 })) }));
vi.mock('electron', () => ({ dialog: { showErrorBox: said.box, showMessageBox: said.question } }));
const { followPage } = await import('./follow-page.ts');

function page() {
  const webContents = Object.assign(new EventEmitter(), {
    reload: vi.fn(),
    forcefullyCrashRenderer: vi.fn(),
  });
  const window = Object.assign(new EventEmitter(), {
    webContents,
    loadURL: vi.fn(async () => {}),
    isDestroyed: () => false,
  });
  const events = { gone: vi.fn(), giveUp: vi.fn(), now: () => 0 };
  followPage(window as unknown as BrowserWindow, new PageDeaths(), events);
  return { window, webContents, events };
}

beforeEach(() => {
  vi.clearAllMocks();
  vi.spyOn(console, 'error').mockImplementation(() => {});
});

test.each([
  ['its process died', ['render-process-gone', {}, { reason: 'crashed', exitCode: 5 }]],
  ['its preload failed', ['preload-error', {}, '/preload', new Error('no')]],
  ['it was not loaded', ['did-fail-load', {}, -6, 'FILE_NOT_FOUND', 'app://sealpost/index.html', true]],
] as const)('a page is loaded anew once where %s, and given up the second time', (_why, [name, ...args]) => {
  const { window, webContents, events } = page();
  webContents.emit(name, ...args);
  expect(webContents.reload.mock.calls.length + window.loadURL.mock.calls.length).toBe(1);
  expect(events.gone).toHaveBeenCalledOnce();
  expect(said.box).not.toHaveBeenCalled();
  webContents.emit(name, ...args);
  expect(said.box.mock.calls[0]?.join(' ')).toMatch(/stopped twice.*Code APP-901\.$/);
  expect(events.giveUp).toHaveBeenCalledOnce();
});

test('what ends in order, a load that is cut short, and a frame inside are no deaths', () => {
  const { webContents, events } = page();
  webContents.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 });
  webContents.emit('did-fail-load', {}, -3, 'ABORTED', 'app://sealpost/index.html', true);
  webContents.emit('did-fail-load', {}, -6, 'FILE_NOT_FOUND', 'app://sealpost/other.html', false);
  expect(events.gone).not.toHaveBeenCalled();
  expect(webContents.reload).not.toHaveBeenCalled();
});

test('a page that hangs is asked about once, and reloaded where the person wants it', async () => {
  const { window, webContents } = page();
  window.emit('unresponsive');
  window.emit('unresponsive');
  expect(said.question).toHaveBeenCalledOnce();
  await vi.waitFor(() => expect(webContents.forcefullyCrashRenderer).toHaveBeenCalledOnce());
  // It answers again by itself: the question goes away without an answer.
  said.question.mockResolvedValueOnce({ response: 0 });
  window.emit('unresponsive');
  window.emit('responsive');
  expect(said.question.mock.lastCall).toMatchObject([window, { signal: { aborted: true } }]);
});
