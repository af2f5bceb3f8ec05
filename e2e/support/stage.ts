import { detailsOf } from '../../renderer/dev/sample.ts';
import type { RunningApp } from '../../scripts/driver/running-app.ts';
import type { Emit, Handlers } from '../../shared/contract.ts';
import type { Ipc } from '../../shared/ipc.ts';
import type { Transfer } from '../../shared/transfer.ts';

type Calls = Handlers<Ipc>;

/** From now on main answers a call of the page with this: for states that no real cause makes at will. */
export const answer = <K extends keyof Calls>(
  { electron }: RunningApp,
  name: K,
  value: Awaited<ReturnType<Calls[K]>>,
): Promise<void> =>
  electron.evaluate(
    ({ ipcMain }, [call, reply]) => {
      ipcMain.removeHandler(call);
      ipcMain.handle(call, () => reply);
    },
    [name, value] as const,
  );

/** Says something to the page, as main would. */
export const tell = ({ electron }: RunningApp, ...[name, payload]: Parameters<Emit<Ipc>>): Promise<void> =>
  electron.evaluate(
    ({ BrowserWindow }, [event, value]) =>
      BrowserWindow.getAllWindows()[0]?.webContents.send(String(event), value),
    [name, payload] as const,
  );

/** Puts a transfer into the lists, as their only row: new, or in another state. */
export async function put(app: RunningApp, transfer: Transfer): Promise<void> {
  await answer(app, 'transfers.page', { rows: [transfer], next: null });
  await answer(app, 'transfers.get', transfer);
  await tell(app, 'transfers.changed', { rows: [transfer], lists: [transfer.direction] });
}

/** Puts a transfer into the list and opens it. */
export async function show(app: RunningApp, transfer: Transfer): Promise<void> {
  await answer(app, 'transfers.details', detailsOf(transfer));
  await put(app, transfer);
  await tell(app, 'navigate', { to: 'transfer', id: transfer.id });
}
