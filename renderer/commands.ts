import type { Command } from '../shared/commands.ts';
import type { Transfer } from '../shared/transfer.ts';
import { isModal, showKeys } from './components/modal.ts';
import { focusSoon } from './components/panes.ts';
import {
  cancelTransfer,
  markRead,
  removeTransfers,
  retryAll,
  retryTransfer,
  saveDocumentAs,
} from './stores/actions.ts';
import { listOf, rowBeside } from './stores/lists.ts';
import { unmark, useMarked } from './stores/marked.ts';
import { useTransfers } from './stores/transfers.ts';
import { openTransfer, useView } from './stores/view.ts';

/** What the menu asks for and what the keys mean: both lead here. */
export function perform(command: Command): void {
  if (!isModal()) acts[command]();
}

const acts: Readonly<Record<Command, () => void>> = {
  'show-keys': showKeys,
  'retry-all-failed': () => void retryAll(),
  retry: () => withTransfer(({ id, retryable }) => retryable && void retryTransfer(id)),
  cancel: () => withTransfer((transfer) => void cancelTransfer(transfer)),
  remove: () => withTransfer((transfer) => void remove(transfer)),
  'save-as': () => withTransfer(saveAs),
  'mark-unread': () => withTransfer((transfer) => void markRead(meantWith(transfer), false)),
};

const focusedRow = (): string | undefined =>
  document.activeElement?.closest<HTMLElement>('[role="row"]')?.dataset.id;

/** Commands work on the row that has the keyboard, else on the open transfer. */
function withTransfer(act: (transfer: Transfer) => void): void {
  const { place, open } = useView.getState();
  if (place !== 'inbox' && place !== 'sent') return;
  const transfer = useTransfers.getState().byId[focusedRow() ?? open[place] ?? ''];
  if (transfer) act(transfer);
}

/** With the keyboard in the list, its marked rows are meant together. */
function meantWith({ id }: Transfer): readonly string[] {
  const { ids } = useMarked.getState();
  return focusedRow() !== undefined && ids.size > 0 ? [...ids] : [id];
}

function saveAs({ id, direction, path }: Transfer): void {
  if (direction === 'received' && path !== null) void saveDocumentAs(id);
}

/** Afterwards the keyboard is on the row that stands for those that left. */
async function remove(transfer: Transfer): Promise<void> {
  const { byId } = useTransfers.getState();
  const ids = meantWith(transfer).filter((id) => byId[id]?.removable);
  const inList = focusedRow() !== undefined;
  const next = rowBeside(listOf(transfer), transfer.id, ids);
  if (!(await removeTransfers(ids))) return;
  if (!inList) return openTransfer(listOf(transfer), null);
  unmark();
  if (next !== null) focusSoon(`[data-id="${CSS.escape(next)}"]`);
}
