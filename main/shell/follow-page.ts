import { type BrowserWindow, dialog, type MessageBoxOptions } from 'electron';
import type { PageDeaths } from './page-deaths.ts';

type PageEvents = {
  /** The page does not listen until it says that it started. */
  readonly gone: () => void;
  readonly giveUp: () => void;
};

/** A load that was cut short by another one is no failure. */
const aborted = -3;

const hangs: MessageBoxOptions = {
  type: 'warning',
  message: 'The window of Sealpost does not answer.',
  detail:
    'Wait a moment, or reload the window. Your documents are safe, and what is being sent goes on. Code APP-901.',
  buttons: ['Wait', 'Reload the window'],
  defaultId: 0,
  cancelId: 0,
  noLink: true,
};

/**
 * Watches everything that can leave a window without a page: its process died, it could not be
 * loaded, its preload failed, or it hangs. It is loaded anew once; then that is said, and the app ends.
 */
export function followPage(window: BrowserWindow, deaths: PageDeaths, page: PageEvents): void {
  const { webContents } = window;
  const ended = (why: string, again: () => void): void => {
    console.error(`the page ended: ${why}`);
    page.gone();
    if (deaths.died(Date.now()) === 'reload') return again();
    dialog.showErrorBox(
      'Something went wrong in the app.',
      'Its window stopped twice. Your documents are safe, and what is being sent goes on when you open Sealpost again. Code APP-901.',
    );
    page.giveUp();
  };
  webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) page.gone();
  });
  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason !== 'clean-exit') ended(`${reason} (${exitCode})`, () => webContents.reload());
  });
  webContents.on('did-fail-load', (_event, code, description, url, isMainFrame) => {
    if (isMainFrame && code !== aborted)
      ended(`not loaded: ${description} (${code})`, () => void window.loadURL(url).catch(() => {}));
  });
  webContents.on('preload-error', (_event, _path, error) => {
    ended(`its preload failed: ${error.message}`, () => webContents.reload());
  });
  let asking: AbortController | null = null;
  window.on('unresponsive', () => {
    if (asking) return;
    asking = new AbortController();
    console.error('the page does not answer');
    void dialog.showMessageBox(window, { ...hangs, signal: asking.signal }).then(({ response }) => {
      asking = null;
      // A page that hangs does not hear: its process is ended, and what follows that loads it anew.
      if (response === 1 && !window.isDestroyed()) webContents.forcefullyCrashRenderer();
    });
  });
  window.on('responsive', () => asking?.abort());
}
