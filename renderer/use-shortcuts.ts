import { useEffect } from 'react';
import { api } from './api.ts';
import { sentOf, useTransfers } from './stores/transfers.ts';
import { chooseDocuments, compose, go, openTransfer, useView } from './stores/view.ts';

/** Commands of the menu, and the keys that only the page knows. */
export function useShortcuts(): void {
  useEffect(() => {
    const stop = api.on('navigate', (to) => {
      if (to.to === 'transfer') {
        const transfer = useTransfers.getState().byId[to.id];
        openTransfer(transfer?.direction === 'sent' ? 'sent' : 'inbox', to.id);
        if (transfer?.unread) void api.call('transfers.markRead', { ids: [to.id], read: true });
      } else if (to.to === 'choose-documents') void chooseDocuments();
      else if (to.to === 'compose') compose();
      else if (to.to === 'search') window.dispatchEvent(new Event('sealpost-search'));
      else go(to.to);
    });
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === 'F6') return void (nextPane(event.shiftKey ? -1 : 1), event.preventDefault());
      if (!(event.ctrlKey || event.metaKey)) return;
      const handled = withControl(event.key.toLowerCase(), event.shiftKey);
      if (handled) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => {
      stop();
      window.removeEventListener('keydown', onKeyDown);
    };
  }, []);
}

function withControl(key: string, shift: boolean): boolean {
  const { place, open } = useView.getState();
  const current = place === 'inbox' || place === 'sent' ? open[place] : null;
  const { byId } = useTransfers.getState();
  if (key === 'r' && shift) {
    for (const { id, status } of sentOf(byId)) if (status === 'failed') void api.call('transfers.retry', id);
  } else if (key === 'r' && current) void api.call('transfers.retry', current);
  else if (key === '.' && current) void api.call('transfers.cancel', current);
  else if (key === 'u' && shift && current) void api.call('transfers.markRead', { ids: [current], read: false });
  else if (key === 's' && current && place === 'inbox') void api.call('transfers.saveAs', current);
  else if (key === ',') go('settings');
  else return false;
  return true;
}

/** Rail, list, detail: the next one takes the focus. */
function nextPane(by: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('.rail, .list, .detail, .one-pane')];
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const pane = panes[(at + by + panes.length) % panes.length];
  pane?.querySelector<HTMLElement>('[tabindex="0"], button, input, select')?.focus();
}
