import {
  Bell,
  Inbox,
  Landmark,
  Plug,
  Plus,
  ScrollText,
  Send,
  Settings,
  Stamp,
  Unplug,
  Users,
} from 'lucide-react';
import { type ReactNode, useId } from 'react';
import type { ConnectionState } from '../../shared/connection.ts';
import { api } from '../api.ts';
import {
  ownOf,
  useConnection,
  useCounts,
  useIdentity,
  useNotifications,
  useRegistrar,
  useSettings,
} from '../stores/mirrors.ts';
import { compose, go, openSettings, type Place, useView } from '../stores/view.ts';
import { connectionText, isForIt, lastContactText } from '../text/connection-text.ts';
import { Mark } from './Mark.tsx';
import { useCannotSend } from './use-cannot-send.ts';
import { useSecondsUntil } from './use-seconds-until.ts';

/** Places, connection, and who I am. */
export function Rail() {
  const place = useView((view) => view.place);
  const unread = useCounts(({ counts }) => counts?.unread ?? 0);
  const moving = useCounts(({ counts }) => counts?.inProgress ?? 0);
  const { list, seen } = useNotifications();
  const news = list.filter(({ at }) => at > seen).length;
  const own = ownOf(useIdentity(({ status }) => status));
  const off = useCannotSend();
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
        aria-disabled={off !== null}
        title={off ? off.title : 'New transfer (Ctrl+N)'}
        onClick={() => off === null && compose()}
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
      <RegistrarPlaces />
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

/** Only where this installation looks after an organisation. */
function RegistrarPlaces() {
  const organisation = useRegistrar(({ status }) => status?.organisation ?? null);
  const waiting = useRegistrar(({ status }) => status?.waiting ?? 0);
  const caption = useId();
  if (organisation === null) return null;
  return (
    <>
      <p className="navcap" id={caption}>{`You look after ${organisation}`}</p>
      <nav className="reg" aria-labelledby={caption}>
        <Nav to="requests" label="Requests" icon={<Stamp className="i" aria-hidden="true" />}>
          {waiting > 0 && (
            <>
              <b>{waiting}</b>
              <span className="sr"> waiting for you</span>
            </>
          )}
        </Nav>
        <Nav to="certificates" label="Certificates" icon={<ScrollText className="i" aria-hidden="true" />} />
        <Nav to="organisation" label="Organisation" icon={<Landmark className="i" aria-hidden="true" />} />
      </nav>
    </>
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
  const here = useView(({ place }) => place === to || (to === 'requests' && place === 'invite'));
  return (
    <button type="button" title={label} aria-current={here ? 'page' : undefined} onClick={() => go(to)}>
      {icon}
      <span>{label}</span>
      <span className="n num">{children}</span>
    </button>
  );
}

const isForOthers = (state: ConnectionState): boolean => state.kind === 'offline' && isForIt(state.why);

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
        {(state.kind === 'connected' ? state.trouble !== null : isForOthers(state)) && (
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
