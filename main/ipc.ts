import { type BrowserWindow, ipcMain } from 'electron';
import type { Contract, Emit, Handlers } from '../shared/contract.ts';
import { type Ipc, ipc } from '../shared/ipc.ts';

export const pageOrigin = 'app://sealpost';

/**
 * Serves the contract: the only importer of ipcMain. A call is answered only to the page itself,
 * in its main frame, and only after its arguments parsed.
 */
export function serveIpc(window: () => BrowserWindow | null, handlers: Handlers<Ipc>): Emit<Ipc> {
  const calls = ipc.calls as Contract['calls'];
  for (const [name, { args }] of Object.entries(calls)) {
    const handle = handlers[name as keyof Ipc['calls']] as (value: unknown) => unknown;
    ipcMain.handle(name, async (event, given: unknown) => {
      const page = window()?.webContents;
      const frame = event.senderFrame;
      if (!page || !frame || frame !== page.mainFrame || !isPage(frame.url)) {
        throw new Error(`${name}: not the page`);
      }
      return handle(args.parse(given));
    });
  }
  return (name, payload) => {
    const page = window()?.webContents;
    if (page && !page.isDestroyed()) page.send(String(name), payload);
  };
}

/** By protocol and host: Node's URL gives custom schemes no origin. */
export function isPage(url: string): boolean {
  try {
    const { protocol, host } = new URL(url);
    return `${protocol}//${host}` === pageOrigin;
  } catch {
    return false;
  }
}
