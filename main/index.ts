import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { app, type BrowserWindow, Menu, nativeTheme } from 'electron';
import { Application } from './application.ts';
import { serveIpc } from './ipc.ts';
import { buildMenu } from './menu.ts';
import { SettingsStore } from './storage/settings-store.ts';
import { hardenContents, openWindow, registerPageScheme, servePage } from './window.ts';

// Only what must happen before `ready` stands at the top level: `ready` waits for this module to end.
app.setName('Sealpost');
const given = app.commandLine.getSwitchValue('profile');
if (given) app.setPath('userData', resolve(given));
mkdirSync(app.getPath('userData'), { recursive: true, mode: 0o700 });
app.setAppUserModelId('app.sealpost.desktop');
registerPageScheme();

if (app.requestSingleInstanceLock()) app.whenReady().then(start);
else app.quit();

async function start(): Promise<void> {
  const profileDir = app.getPath('userData');
  const settings = new SettingsStore(join(app.getPath('documents'), 'Sealpost'));
  nativeTheme.themeSource = settings.get('theme');
  hardenContents();
  servePage(join(import.meta.dirname, '..', 'renderer'));

  let window: BrowserWindow | null = null;
  const open = (): void => {
    const demo = settings.get('demo');
    window = openWindow(
      join(import.meta.dirname, '..', 'preload', 'index.cjs'),
      demo ? `${demo} (demo)` : 'Sealpost',
      settings.get('window'),
    );
    window.on('close', () => {
      if (window && !window.isMaximized()) settings.set('window', window.getNormalBounds());
    });
    window.on('closed', () => {
      window = null;
    });
  };
  const show = (): void => {
    if (!window) return open();
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  };

  const application = new Application(profileDir, settings, () => window, show);
  const emit = serveIpc(() => window, application.handlers());
  Menu.setApplicationMenu(
    buildMenu((to) => {
      show();
      emit('navigate', { to });
    }),
  );
  settings.onThemeChange((theme) => {
    nativeTheme.themeSource = theme;
  });
  app.on('second-instance', show);
  app.on('activate', show);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  let closing = false;
  app.on('will-quit', (event) => {
    if (closing) return;
    closing = true;
    event.preventDefault();
    void application.close().finally(() => app.exit(0));
  });
  // Registered before the page loads, so that no call comes too early.
  open();
  await application.start(emit);
}
