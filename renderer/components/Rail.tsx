import { Bell, Inbox, Plug, Plus, Send, Settings, Unplug, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import { api } from '../api.ts';
import { ownOf, useConnection, useIdentity, useNotifications, useSettings } from '../stores/mirrors.ts';
import { inboxOf, isInProgress, sentOf, useTransfers } from '../stores/transfers.ts';
import { compose, go, type Place, useView } from '../stores/view.ts';
import { useSecondsUntil } from './use-seconds-until.ts';
import { Mark } from './Mark.tsx';

/** Places, connection, and who I am. */
export function Rail() {
  const place = useView((view) => view.place);
  const byId = useTransfers((state) => state.byId);
  const unread = inboxOf(byId).filter((one) => one.unread).length;
  const moving = sentOf(byId).filter(isInProgress).length;
  const { list, seen } = useNotifications();
  const news = list.filter(({ at }) => at > seen).length;
  const own = ownOf(useIdentity(({ status }) => status));
  const demo = useSettings(({ settings }) => settings?.demo ?? null);
  return (
    <aside className="rail" aria-label="Sealpost">
      <div className="brand">
        <Mark />
        <h1 className="grow">Sealpost</h1>
        <button
          type="button"
          className={`b q sq bell${place === 'notifications' ? ' on' : ''}`}
          aria-label={news > 0 ? `Notifications, ${news} new` : 'Notifications'}
          title="Notifications"
          onClick={() => go('notifications')}
        >
          <Bell className="i" aria-hidden="true" />
          {news > 0 && <i />}
        </button>
      </div>
      <button type="button" className="b p w" title="New transfer (Ctrl+N)" onClick={() => compose()} aria-current={place === 'compose' ? 'page' : undefined}>
        <Plus className="i" aria-hidden="true" />
        New transfer
        <kbd>Ctrl N</kbd>
      </button>
      <nav aria-label="Main">
        <Nav to="inbox" label="Inbox" icon={<Inbox className="i" aria-hidden="true" />}>
          {unread > 0 && (
            <>
              <b>{unread}</b>
              <span className="sr"> unread</span>
            </>
          )}
        </Nav>
        <Nav to="sent" label="Sent" icon={<Send className="i" aria-hidden="true" />}>
          {moving > 0 && (
            <>
              {moving}
              <span className="sr"> in progress</span>
            </>
          )}
        </Nav>
        <Nav to="people" label="People" icon={<Users className="i" aria-hidden="true" />} />
        <Nav to="settings" label="Settings" icon={<Settings className="i" aria-hidden="true" />} />
      </nav>
      <footer>
        {demo && <p className="demo">Demo. Its keys and documents are removed when it ends.</p>}
        <ConnectionLine />
        {own && (
          <div className="me">
            <b>
              <bdi>{own.label}</bdi>
            </b>
            <span>{own.destination}</span>
          </div>
        )}
      </footer>
    </aside>
  );
}

function Nav({ to, label, icon, children }: { readonly to: Place; readonly label: string; readonly icon: ReactNode; readonly children?: ReactNode }) {
  const here = useView((view) => view.place === to);
  return (
    <button type="button" title={label} aria-current={here ? 'page' : undefined} onClick={() => go(to)}>
      {icon}
      <span>{label}</span>
      <span className="n num">{children}</span>
    </button>
  );
}

function ConnectionLine() {
  const state = useConnection((connection) => connection.state);
  const seconds = useSecondsUntil(state.kind === 'offline' ? state.retryAt : null);
  const words: Readonly<Record<typeof state.kind, string>> = {
    'not-configured': 'Not set up',
    connecting: 'Connecting…',
    connected: 'Connected',
    offline: `Offline. Trying again in ${seconds} s`,
    refused: 'Sign-in to the server was refused',
  };
  const Icon = state.kind === 'connected' ? Plug : Unplug;
  const contact = 'lastContact' in state && state.lastContact !== null ? `Last contact ${new Date(state.lastContact).toLocaleTimeString('en-GB')}` : undefined;
  return (
    <div className="conn" title={contact} data-connection={state.kind}>
      <Icon className="i" aria-hidden="true" />
      <span>
        {words[state.kind]}
        {state.kind === 'offline' && (
          <>
            {' '}
            <button type="button" className="link" onClick={() => void api.call('connection.retryNow', undefined)}>
              Try now
            </button>
          </>
        )}
        {state.kind === 'refused' && (
          <>
            {' '}
            <button type="button" className="link" onClick={() => go('settings')}>
              Open settings
            </button>
          </>
        )}
      </span>
    </div>
  );
}
