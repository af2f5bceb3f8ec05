import { useEffect } from 'react';
import { assertNever } from '../shared/assert-never.ts';
import { DropTarget } from './components/DropTarget.tsx';
import { KeyList } from './components/KeyList.tsx';
import { LiveRegion } from './components/LiveRegion.tsx';
import { QuestionDialog } from './components/QuestionDialog.tsx';
import { Rail } from './components/Rail.tsx';
import { Strip } from './components/Strip.tsx';
import { useShortcuts } from './components/use-shortcuts.ts';
import { useIdentity, useSettings } from './stores/mirrors.ts';
import { useTransfers } from './stores/transfers.ts';
import { type Place, useView } from './stores/view.ts';
import { Compose } from './views/compose/Compose.tsx';
import { Inbox } from './views/inbox/Inbox.tsx';
import { Notifications } from './views/notifications/Notifications.tsx';
import { People } from './views/people/People.tsx';
import { Sent } from './views/sent/Sent.tsx';
import { Settings } from './views/settings/Settings.tsx';
import { KeyringMissing, Setup } from './views/setup/Setup.tsx';

/** Set-up first; then places. */
export function App() {
  const status = useIdentity((state) => state.status);
  const nothingYet = useTransfers(({ ids }) => ids.sent.length + ids.received.length === 0);
  useAppearance();
  if (!status) return null;
  if (status.kind === 'not-set-up') return <Setup chosen={status.organisation} />;
  // With a history the app stays readable; the strip asks for the keyring.
  if (status.kind === 'keychain-unavailable' && nothingYet)
    return <KeyringMissing backend={status.backend} />;
  return <Frame />;
}

function Frame() {
  const place = useView((view) => view.place);
  useShortcuts();
  return (
    <>
      <div className="app">
        <Strip />
        <Rail />
        {viewOf(place)}
      </div>
      <DropTarget />
      <QuestionDialog />
      <KeyList />
      <LiveRegion />
    </>
  );
}

function viewOf(place: Place) {
  switch (place) {
    case 'inbox':
      return <Inbox />;
    case 'sent':
      return <Sent />;
    case 'people':
      return <People />;
    case 'settings':
      return <Settings />;
    case 'compose':
      return <Compose />;
    case 'notifications':
      return <Notifications />;
    default:
      return assertNever(place);
  }
}

/** The tokens pick their side from these two. */
function useAppearance(): void {
  const theme = useSettings(({ settings }) => settings?.theme ?? 'system');
  const density = useSettings(({ settings }) => settings?.density ?? 'comfortable');
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    document.documentElement.dataset.density = density;
  }, [theme, density]);
}
