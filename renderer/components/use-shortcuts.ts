import { useEffect } from 'react';
import { cancelTransfer, markRead, retryTransfer } from '../stores/actions.ts';
import { useQuestion } from '../stores/question.ts';
import { useTransfers } from '../stores/transfers.ts';
import { chooseDocuments, compose, go, type Place, search, useView } from '../stores/view.ts';
import { focusNextPane } from './panes.ts';

const places: readonly Place[] = ['inbox', 'sent', 'people', 'settings'];

/** The keys of the window; what a list or field already answered is left alone. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || useQuestion.getState().asked) return;
      const act = actionOf(event);
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

function actionOf(event: KeyboardEvent): (() => void) | null {
  if (event.key === 'F6') return () => focusNextPane(event.shiftKey ? -1 : 1);
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  const key = event.key.toLowerCase();
  if (event.shiftKey) return key === 'u' ? () => withOpen((id) => void markRead([id], false)) : null;
  if (key === 'n') return () => compose();
  if (key === 'o') return () => void chooseDocuments();
  if (key === 'f') return search;
  if (key === ',') return () => go('settings');
  if (key === 'r')
    return () => withOpen((id) => useTransfers.getState().byId[id]?.retryable && void retryTransfer(id));
  if (key === '.') {
    return () =>
      withOpen((id) => {
        const transfer = useTransfers.getState().byId[id];
        if (transfer) void cancelTransfer(transfer);
      });
  }
  const place = places[Number(key) - 1];
  return place ? () => go(place) : null;
}

/** The keys of a transfer work on the open one where no row has the keyboard. */
function withOpen(act: (id: string) => void): void {
  const { place, open } = useView.getState();
  const id = place === 'inbox' || place === 'sent' ? open[place] : null;
  if (id !== null) act(id);
}
