import { useEffect } from 'react';
import { DropTarget } from './components/DropTarget.tsx';
import { LiveRegion } from './components/LiveRegion.tsx';
import { Rail } from './components/Rail.tsx';
import { Strip } from './components/Strip.tsx';
import { useIdentity, useSettings } from './stores/mirrors.ts';
import { type Place, useView } from './stores/view.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { Compose } from './views/compose/Compose.tsx';
import { Mailbox } from './views/mailbox/Mailbox.tsx';
import { Notifications } from './views/notifications/Notifications.tsx';
import { People } from './views/people/People.tsx';
import { Settings } from './views/settings/Settings.tsx';
import { Setup } from './views/setup/Setup.tsx';

export function App() {
  const place = useView((view) => view.place);
  const status = useIdentity((identity) => identity.status);
  const settings = useSettings((state) => state.settings);
  useShortcuts();
  useEffect(() => {
    const { dataset } = document.documentElement;
    if (settings?.theme === 'light' || settings?.theme === 'dark') dataset.theme = settings.theme;
    else delete dataset.theme;
    dataset.density = settings?.density ?? 'comfortable';
  }, [settings]);
  if (!status) return null;
  if (status.kind !== 'ready' && status.kind !== 'certificate-not-valid') return <Setup status={status} />;
  return (
    <div className="app">
      <Strip />
      <Rail />
      <View place={place} />
      <DropTarget />
      <LiveRegion />
    </div>
  );
}

function View({ place }: { readonly place: Place }) {
  switch (place) {
    case 'inbox':
    case 'sent':
      return <Mailbox key={place} box={place} />;
    case 'compose':
      return <Compose />;
    case 'people':
      return <People />;
    case 'settings':
      return <Settings />;
    case 'notifications':
      return <Notifications />;
  }
}
