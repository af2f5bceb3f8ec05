import { type BrowserWindow, dialog } from 'electron';
import { hangingQuestion, stoppedTwice } from '../../shared/text/dialog-text.ts';
import { ask } from './ask.ts';
import type { PageDeaths } from './page-deaths.ts';

type PageEvents = {
  /** The page does not listen until it says that it started. */
  readonly gone: () => void;
  readonly giveUp: () => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/** A load that was cut short by another one is no failure. */
const aborted = -3;

/**
 * Watches everything that can leave a window without a page: its process died, it could not be
 * loaded, its preload failed, or it hangs. It is loaded anew once; then that is said, and the app ends.
 */
export function followPage(window: BrowserWindow, deaths: PageDeaths, page: PageEvents): void {
  const { webContents } = window;
  const ended = (why: string, again: () => void): void => {
    console.error(`the page ended: ${why}`);
    page.gone();
    if (deaths.died(page.now()) === 'reload') return again();
    dialog.showErrorBox(stoppedTwice.title, stoppedTwice.body);
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
    void ask(window, { type: 'warning', ...hangingQuestion, signal: asking.signal }).then((reload) => {
      asking = null;
      // A page that hangs does not hear: its process is ended, and what follows that loads it anew.
      if (reload && !window.isDestroyed()) webContents.forcefullyCrashRenderer();
    });
  });
  window.on('responsive', () => asking?.abort());
}
