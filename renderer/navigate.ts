import { assertNever } from '../shared/assert-never.ts';
import type { Navigation } from '../shared/commands.ts';
import { api } from './api.ts';
import { perform } from './commands.ts';
import { isModal } from './components/modal.ts';
import { listOf } from './stores/lists.ts';
import { useIdentity, useRegistrar } from './stores/mirrors.ts';
import { find } from './stores/transfers.ts';
import { chooseDocuments, compose, go, openSettings, openTransfer, search } from './stores/view.ts';

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
  void api.call('page.started', undefined).then((kept) => {
    if (kept && !newer) follow(kept);
  });
  return () => {
    for (const end of ends) end();
  };
}

let followed = 0;

export function follow(command: Navigation): void {
  // Nothing moves under a question, and set-up has no places.
  if (isModal() || useIdentity.getState().status?.kind === 'not-set-up') return;
  followed += 1;
  switch (command.to) {
    case 'transfer':
      void openWherever(command.id);
      return;
    case 'inbox':
    case 'sent':
    case 'people':
    case 'settings':
    case 'notifications':
      go(command.to);
      return;
    case 'identity':
      openSettings('identity');
      return;
    case 'requests':
    case 'organisation':
      // Whoever looks after nothing has no such place.
      if (useRegistrar.getState().status) go(command.to);
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

/** Only the row tells which list it is on. Where the person is asked to go meanwhile is newer. */
async function openWherever(id: string): Promise<void> {
  const asked = followed;
  const row = await find(id);
  if (asked === followed && !isModal()) openTransfer(row ? listOf(row) : 'inbox', id);
}
