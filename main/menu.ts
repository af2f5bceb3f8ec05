import { app, Menu, type MenuItemConstructorOptions } from 'electron';

type Place = 'compose' | 'choose-documents' | 'inbox' | 'sent' | 'people' | 'settings' | 'search';

/** The menu bar: every command of the app is in it (ux.md 2). */
export function buildMenu(go: (to: Place) => void): Menu {
  const mac = process.platform === 'darwin';
  const item = (label: string, accelerator: string, to: Place): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => go(to),
  });
  const file: MenuItemConstructorOptions[] = [
    item('&New transfer', 'CmdOrCtrl+N', 'compose'),
    item('&Choose document to send…', 'CmdOrCtrl+O', 'choose-documents'),
    { type: 'separator' },
    mac ? { role: 'close' } : { label: 'Close &window', accelerator: 'CmdOrCtrl+W', role: 'close' },
    ...(mac ? [] : [{ label: '&Quit', accelerator: 'CmdOrCtrl+Q', role: 'quit' } as const]),
  ];
  const view: MenuItemConstructorOptions[] = [
    item('&Inbox', 'CmdOrCtrl+1', 'inbox'),
    item('&Sent', 'CmdOrCtrl+2', 'sent'),
    item('&People', 'CmdOrCtrl+3', 'people'),
    item('S&ettings', 'CmdOrCtrl+4', 'settings'),
    { type: 'separator' },
    item('Se&arch', 'CmdOrCtrl+F', 'search'),
    { type: 'separator' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'resetZoom' },
  ];
  return Menu.buildFromTemplate([
    ...(mac ? [{ label: app.name, role: 'appMenu' } as const] : []),
    { label: '&File', submenu: file },
    { label: '&Edit', role: 'editMenu' },
    { label: '&View', submenu: view },
    { label: '&Window', role: 'windowMenu' },
  ]);
}
