import { join, resolve } from 'node:path';
import { app, type BrowserWindow, dialog, Menu, nativeTheme, powerMonitor } from 'electron';
import { leavingQuestion, windowTitle } from '../shared/text/dialog-text.ts';
import { Application } from './application.ts';
import { systemClock } from './clock/system-clock.ts';
import { pause } from './clock/waits.ts';
import { kept } from './handlers/kept.ts';
import { serveIpc } from './ipc.ts';
import { ask } from './shell/ask.ts';
import { followPage } from './shell/follow-page.ts';
import { Leaving } from './shell/leaving.ts';
import { startsAgainInUtf8 } from './shell/locale.ts';
import { buildMenu } from './shell/menu.ts';
import { PageDeaths } from './shell/page-deaths.ts';
import { makeProfile } from './shell/profile-folder.ts';
import { startFailure } from './shell/start-failure.ts';
import { whenWaking } from './shell/waking.ts';
import { hardenContents, openWindow, placeOf, registerPageScheme, servePage } from './shell/window.ts';
import { keepPathsOut } from './shell/without-paths.ts';
import { SettingsStore } from './storage/settings-store.ts';

const longestClose = 5_000;

// Only what must happen before `ready` stands at the top level: `ready` waits for this module to end.
app.setName('Sealpost');
const given = app.commandLine.getSwitchValue('profile');
if (given) app.setPath('userData', resolve(given));
const profileDir = app.getPath('userData');
keepPathsOut(console, profileDir);
const noProfile = makeProfile(profileDir);
/** Until the window is there, a surprise ends the start and is said in a box of its own. */
let surprised: (error: unknown) => void = endWithoutWindow;
process.on('uncaughtException', (error) => surprised(error));
process.on('unhandledRejection', (error) => surprised(error));
// A file that grows over this user's limit ends a program that does not listen. The write fails all the same.
process.on('SIGXFSZ', () => {});
app.setAppUserModelId('app.sealpost.desktop');
registerPageScheme();

// Without its folder the app cannot even tell whether it runs already.
if (startsAgainInUtf8()) console.error('no UTF-8 locale: starting again in one');
else if (noProfile !== null || app.requestSingleInstanceLock())
  app.whenReady().then(start).catch(endWithoutWindow);
else app.quit();

async function start(): Promise<void> {
  if (noProfile !== null) throw noProfile;
  const settings = new SettingsStore(profileDir, join(app.getPath('documents'), 'Sealpost'));
  nativeTheme.themeSource = settings.get('theme');
  hardenContents();
  servePage(join(import.meta.dirname, '..', 'renderer'));

  let window: BrowserWindow | null = null;
  const deaths = new PageDeaths();
  const leaving = new Leaving(
    () => application.onTheirWay(),
    (count) => ask(window, { type: 'question', ...leavingQuestion(count) }),
  );
  const quit = (): void => app.quit();
  const quitUnasked = (): void => {
    leaving.decide();
    quit();
  };
  const open = (): void => {
    const opened = openWindow(
      join(import.meta.dirname, '..', 'preload', 'index.cjs'),
      windowTitle(settings.get('demo')),
      settings.get('window'),
    );
    window = opened;
    followPage(opened, deaths, {
      gone: () => application.page.gone(),
      giveUp: quitUnasked,
      now: systemClock.now,
    });
    opened.on('close', (event) => {
      keepPlace(settings, opened);
      if (process.platform !== 'darwin' && !leaving.mayLeave(quit)) event.preventDefault();
    });
    opened.on('session-end', () => leaving.decide());
    opened.on('closed', () => {
      window = null;
      application.page.gone();
    });
  };
  const show = (): void => {
    if (!window) return open();
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  };
  const restart = (): void => {
    app.relaunch();
    quitUnasked();
  };

  const application = new Application(profileDir, settings, { window: () => window, show, restart });
  const emit = serveIpc(() => window, application.handlers());
  Menu.setApplicationMenu(
    buildMenu(
      (to) => {
        show();
        application.page.go({ to });
      },
      (command) => emit('command', command),
    ),
  );
  settings.onThemeChange((theme) => {
    nativeTheme.themeSource = theme;
  });
  app.on('second-instance', show);
  app.on('activate', show);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('before-quit', (event) => {
    if (!leaving.mayLeave(quit)) event.preventDefault();
  });
  // Who ends the app by a signal, or ends the session, is not kept waiting by a question.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    // A listener from before `ready` hears nothing, as Electron took its signal; with none left, Node takes it back.
    process.removeAllListeners(signal);
    process.on(signal, quitUnasked);
  }
  powerMonitor.on('shutdown', quitUnasked);
  whenWaking(powerMonitor, () => application.awake());
  let closing = false;
  app.on('will-quit', (event) => {
    if (closing) return;
    closing = true;
    event.preventDefault();
    // The journal bears any end. A server that does not answer must not keep a process without a window.
    const late = pause(systemClock, longestClose);
    void Promise.race([application.close(), late])
      .catch((error: unknown) => console.error('the app did not close in order', error))
      .finally(() => app.exit(0));
  });
  // Registered before the page loads, so that no call comes too early.
  open();
  surprised = (error) => application.faults.report(error);
  await application.start(emit);
}

/** The window goes all the same; where it was is forgotten, and that is written down. */
function keepPlace(settings: SettingsStore, window: BrowserWindow): void {
  kept(
    () => settings.set('window', placeOf(window)),
    () => null,
  );
}

/** A process without a window would hold the lock and say nothing. */
function endWithoutWindow(error: unknown): void {
  const { title, body } = startFailure(error, profileDir, systemClock.now());
  console.error(`${title} ${body}`, error);
  dialog.showErrorBox(title, body);
  app.exit(1);
}
