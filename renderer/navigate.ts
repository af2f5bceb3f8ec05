import { assertNever } from '../shared/assert-never.ts';
import type { ipc } from '../shared/ipc.ts';
import { api } from './api.ts';
import { useTransfers } from './stores/transfers.ts';
import { chooseDocuments, compose, go, openTransfer, search } from './stores/view.ts';

type Command = NonNullable<(typeof ipc.events.navigate)['payload']>;

/** A notification was clicked, or a menu command chosen. */
export const followNavigation = (): (() => void) => api.on('navigate', follow);

export function follow(command: Command): void {
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
