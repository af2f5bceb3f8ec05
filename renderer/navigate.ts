import { assertNever } from '../shared/assert-never.ts';
import type { Navigation } from '../shared/commands.ts';
import { api } from './api.ts';
import { perform } from './commands.ts';
import { isModal } from './components/modal.ts';
import { useIdentity } from './stores/mirrors.ts';
import { useTransfers } from './stores/transfers.ts';
import { chooseDocuments, compose, go, openTransfer, search } from './stores/view.ts';

/** A notification was clicked, or a menu command chosen; also before this page was there. */
export function followNavigation(): () => void {
  let newer = false;
  const ends = [
    api.on('navigate', (to) => {
      newer = true;
      follow(to);
    }),
    api.on('command', perform),
  ];
  void api.call('page.started', undefined).then(async (kept) => {
    if (!kept) return;
    await untilListed();
    if (!newer) follow(kept);
  });
  return () => {
    for (const end of ends) end();
  };
}

/** Only the list tells which side of it a transfer is on. */
function untilListed(): Promise<void> {
  if (useTransfers.getState().loaded) return Promise.resolve();
  return new Promise((resolve) => {
    const end = useTransfers.subscribe(({ loaded }) => {
      if (!loaded) return;
      end();
      resolve();
    });
  });
}

export function follow(command: Navigation): void {
  // Nothing moves under a question, and set-up has no places.
  if (isModal() || useIdentity.getState().status?.kind === 'not-set-up') return;
  switch (command.to) {
    case 'transfer':
      openTransfer(
        useTransfers.getState().byId[command.id]?.direction === 'sent' ? 'sent' : 'inbox',
        command.id,
      );
      return;
    case 'inbox':
    case 'sent':
    case 'people':
    case 'settings':
    case 'notifications':
      go(command.to);
      return;
    case 'compose':
      compose();
      return;
    case 'search':
      search();
      return;
    case 'choose-documents':
      void chooseDocuments();
      return;
    default:
      assertNever(command);
  }
}
