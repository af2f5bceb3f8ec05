import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { Command, Navigation } from '../../shared/commands.ts';

type Place = Exclude<Navigation['to'], 'transfer'>;

/** The menu bar: every command of the app is in it (ux.md 2). */
export function buildMenu(go: (to: Place) => void, act: (command: Command) => void): Menu {
  const mac = process.platform === 'darwin';
  const place = (label: string, accelerator: string | null, to: Place): MenuItemConstructorOptions => ({
    label,
    ...(accelerator === null ? {} : { accelerator }),
    click: () => go(to),
  });
  const command = (label: string, accelerator: string, name: Command): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => act(name),
  });
  const file: MenuItemConstructorOptions[] = [
    place('&New transfer', 'CmdOrCtrl+N', 'compose'),
    place('&Choose document to send…', 'CmdOrCtrl+O', 'choose-documents'),
    { type: 'separator' },
    command('Save &as…', 'CmdOrCtrl+S', 'save-as'),
    { type: 'separator' },
    mac ? { role: 'close' } : { label: 'Close &window', accelerator: 'CmdOrCtrl+W', role: 'close' },
    ...(mac ? [] : [{ label: '&Quit', accelerator: 'CmdOrCtrl+Q', role: 'quit' } as const]),
  ];
  const transfer: MenuItemConstructorOptions[] = [
    command('&Retry', 'CmdOrCtrl+R', 'retry'),
    command('Retry all &failed', 'CmdOrCtrl+Shift+R', 'retry-all-failed'),
    command('&Cancel transfer…', 'CmdOrCtrl+.', 'cancel'),
    { type: 'separator' },
    command('Mark &unread', 'CmdOrCtrl+Shift+U', 'mark-unread'),
    // Delete also edits text: only the list binds the key.
    {
      label: 'Remove from &list…',
      ...(mac ? {} : { accelerator: 'Delete', registerAccelerator: false }),
      click: () => act('remove'),
    },
  ];
  const view: MenuItemConstructorOptions[] = [
    place('&Inbox', 'CmdOrCtrl+1', 'inbox'),
    place('&Sent', 'CmdOrCtrl+2', 'sent'),
    place('&People', 'CmdOrCtrl+3', 'people'),
    place('S&ettings', 'CmdOrCtrl+4', 'settings'),
    place('&Notifications', null, 'notifications'),
    { type: 'separator' },
    place('Se&arch', 'CmdOrCtrl+F', 'search'),
    { type: 'separator' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'resetZoom' },
  ];
  return Menu.buildFromTemplate([
    ...(mac ? [{ label: app.name, role: 'appMenu' } as const] : []),
    { label: '&File', submenu: file },
    { label: '&Edit', role: 'editMenu' },
    { label: '&Transfer', submenu: transfer },
    { label: '&View', submenu: view },
    { label: '&Window', role: 'windowMenu' },
    { label: '&Help', role: 'help', submenu: [command('&Keyboard list', 'CmdOrCtrl+/', 'show-keys')] },
  ]);
}
