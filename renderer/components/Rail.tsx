import { Bell, Inbox, Plug, Plus, Send, Settings, Unplug, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ConnectionState } from '../../shared/connection.ts';
import { api } from '../api.ts';
import {
  ownOf,
  useConnection,
  useCounts,
  useIdentity,
  useNotifications,
  useSettings,
} from '../stores/mirrors.ts';
import { compose, go, openSettings, type Place, useView } from '../stores/view.ts';
import { connectionText, isForAdministrator, lastContactText } from '../text/connection-text.ts';
import { Mark } from './Mark.tsx';
import { useSecondsUntil } from './use-seconds-until.ts';

/** Places, connection, and who I am. */
export function Rail() {
  const place = useView((view) => view.place);
  const unread = useCounts(({ counts }) => counts?.unread ?? 0);
  const moving = useCounts(({ counts }) => counts?.inProgress ?? 0);
  const { list, seen } = useNotifications();
  const news = list.filter(({ at }) => at > seen).length;
  const own = ownOf(useIdentity(({ status }) => status));
  const demo = useSettings(({ settings }) => settings?.demo ?? null);
  return (
    <aside className="rail" aria-label="Sealpost" data-pane="rail">
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
      <button
        type="button"
        className="b p w"
        aria-keyshortcuts="Control+N"
        title="New transfer (Ctrl+N)"
        onClick={() => compose()}
        aria-current={place === 'compose' ? 'page' : undefined}
      >
        <Plus className="i" aria-hidden="true" />
        New transfer
        {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: kbd takes no focus */}
        <kbd aria-hidden="true">Ctrl N</kbd>
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
        {demo !== null && <p className="demo">{`Demo: ${demo}`}</p>}
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

function Nav({
  to,
  label,
  icon,
  children,
}: {
  readonly to: Place;
  readonly label: string;
  readonly icon: ReactNode;
  readonly children?: ReactNode;
}) {
  const here = useView((view) => view.place === to);
  return (
    <button type="button" title={label} aria-current={here ? 'page' : undefined} onClick={() => go(to)}>
      {icon}
      <span>{label}</span>
      <span className="n num">{children}</span>
    </button>
  );
}

const isAdministrators = (state: ConnectionState): boolean =>
  state.kind === 'offline' && isForAdministrator(state.why);

function ConnectionLine() {
  const state = useConnection((connection) => connection.state);
  const seconds = useSecondsUntil(state.kind === 'offline' ? state.retryAt : null);
  const Icon = state.kind === 'connected' ? Plug : Unplug;
  return (
    <div className="conn" title={lastContactText(state) || undefined} data-connection={state.kind}>
      <Icon className="i" aria-hidden="true" />
      <span>
        {connectionText(state, seconds)}
        {state.kind === 'offline' && (
          <>
            {' '}
            <button
              type="button"
              className="link"
              onClick={() => void api.call('connection.retryNow', undefined)}
            >
              Try now
            </button>
          </>
        )}
        {(state.kind === 'connected' ? state.trouble !== null : isAdministrators(state)) && (
          <>
            {' '}
            <button type="button" className="link" onClick={() => openSettings('connection')}>
              Open settings
            </button>
          </>
        )}
      </span>
    </div>
  );
}
