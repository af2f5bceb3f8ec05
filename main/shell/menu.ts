import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { Command, Navigation } from '../../shared/commands.ts';
import { menuText } from '../../shared/text/menu-text.ts';

type Place = Exclude<Navigation['to'], 'transfer'>;

/** The menu bar: every command of the app is in it, so that nobody has to know a key. */
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
    place(menuText.newTransfer, 'CmdOrCtrl+N', 'compose'),
    place(menuText.chooseDocument, 'CmdOrCtrl+O', 'choose-documents'),
    { type: 'separator' },
    command(menuText.saveAs, 'CmdOrCtrl+S', 'save-as'),
    { type: 'separator' },
    mac ? { role: 'close' } : { label: menuText.closeWindow, accelerator: 'CmdOrCtrl+W', role: 'close' },
    ...(mac ? [] : [{ label: menuText.quit, accelerator: 'CmdOrCtrl+Q', role: 'quit' } as const]),
  ];
  const transfer: MenuItemConstructorOptions[] = [
    command(menuText.retry, 'CmdOrCtrl+R', 'retry'),
    command(menuText.retryAllFailed, 'CmdOrCtrl+Shift+R', 'retry-all-failed'),
    command(menuText.cancel, 'CmdOrCtrl+.', 'cancel'),
    { type: 'separator' },
    command(menuText.markUnread, 'CmdOrCtrl+Shift+U', 'mark-unread'),
    // The key Delete also edits text, so the menu only shows it: the list of transfers listens for it.
    {
      label: menuText.remove,
      ...(mac ? {} : { accelerator: 'Delete', registerAccelerator: false }),
      click: () => act('remove'),
    },
  ];
  const view: MenuItemConstructorOptions[] = [
    place(menuText.inbox, 'CmdOrCtrl+1', 'inbox'),
    place(menuText.sent, 'CmdOrCtrl+2', 'sent'),
    place(menuText.people, 'CmdOrCtrl+3', 'people'),
    place(menuText.settings, 'CmdOrCtrl+4', 'settings'),
    place(menuText.notifications, null, 'notifications'),
    { type: 'separator' },
    place(menuText.search, 'CmdOrCtrl+F', 'search'),
    { type: 'separator' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'resetZoom' },
  ];
  return Menu.buildFromTemplate([
    ...(mac ? [{ label: app.name, role: 'appMenu' } as const] : []),
    { label: menuText.file, submenu: file },
    { label: menuText.edit, role: 'editMenu' },
    { label: menuText.transfer, submenu: transfer },
    { label: menuText.view, submenu: view },
    { label: menuText.window, role: 'windowMenu' },
    {
      label: menuText.help,
      role: 'help',
      submenu: [command(menuText.keyboardList, 'CmdOrCtrl+/', 'show-keys')],
    },
  ]);
}
