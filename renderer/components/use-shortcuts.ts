import { useEffect } from 'react';
import type { Transfer } from '../../shared/transfer.ts';
import {
  cancelTransfer,
  markRead,
  removeTransfers,
  retryAll,
  retryTransfer,
  saveDocumentAs,
} from '../stores/actions.ts';
import { useTransfers } from '../stores/transfers.ts';
import { chooseDocuments, compose, go, openTransfer, type Place, search, useView } from '../stores/view.ts';
import { isModal, showKeys } from './modal.ts';
import { focusNextPane } from './panes.ts';

const places: readonly Place[] = ['inbox', 'sent', 'people', 'settings'];

/** The keys of the window; what a list or field already answered is left alone. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isModal()) return;
      const act = actionOf(event);
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

/** What a key does; null where it is not one of the window's. */
export function actionOf(event: KeyboardEvent): (() => void) | null {
  if (event.key === 'F6') return () => focusNextPane(event.shiftKey ? -1 : 1);
  if (event.key === 'Delete' && !isEditing(event.target)) return () => withTransfer(remove);
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  const key = event.key.toLowerCase();
  // On many keyboards the slash needs Shift.
  if (key === '/') return showKeys;
  if (event.shiftKey) {
    if (key === 'u') return () => withTransfer(({ id }) => void markRead([id], false));
    return key === 'r' ? () => void retryAll() : null;
  }
  if (key === 'n') return () => compose();
  if (key === 'o') return () => void chooseDocuments();
  if (key === 'f') return search;
  if (key === ',') return () => go('settings');
  if (key === 'r') return () => withTransfer(({ id, retryable }) => retryable && void retryTransfer(id));
  if (key === '.') return () => withTransfer((transfer) => void cancelTransfer(transfer));
  if (key === 's') return () => withTransfer(saveAs);
  const place = places[Number(key) - 1];
  return place ? () => go(place) : null;
}

const isEditing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select') !== null;

/** The keys of a transfer work on the row that has the keyboard, else on the open transfer. */
function withTransfer(act: (transfer: Transfer) => void): void {
  const { place, open } = useView.getState();
  if (place !== 'inbox' && place !== 'sent') return;
  const row = document.activeElement?.closest<HTMLElement>('[role="row"]')?.dataset.id;
  const transfer = useTransfers.getState().byId[row ?? open[place] ?? ''];
  if (transfer) act(transfer);
}

function saveAs({ id, direction, path }: Transfer): void {
  if (direction === 'received' && path !== null) void saveDocumentAs(id);
}

function remove({ id, direction, removable }: Transfer): void {
  if (!removable) return;
  void removeTransfers([id]).then((removed) => {
    if (removed) openTransfer(direction === 'sent' ? 'sent' : 'inbox', null);
  });
}
