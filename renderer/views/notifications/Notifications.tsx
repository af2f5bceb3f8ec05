import { Bell } from 'lucide-react';
import { useEffect } from 'react';
import type { ShownNotification } from '../../../shared/notification.ts';
import { useNotifications } from '../../stores/mirrors.ts';
import { useTransfers } from '../../stores/transfers.ts';
import { openTransfer } from '../../stores/view.ts';
import { formatRowTime } from '../../text/format.ts';

/** The history of native notifications: same words, same order. */
export function Notifications() {
  const list = useNotifications((state) => state.list);
  useEffect(() => () => useNotifications.setState({ seen: Date.now() }), []);
  return (
    <main className="one open" tabIndex={-1}>
      <section className="one-pane" aria-label="Notifications">
        <div className="bar">
          <h2 className="grow">Notifications</h2>
        </div>
        <div className="scroll">
          {list.length === 0 && <p className="mut">Nothing yet. What the system tells you about documents is also kept here.</p>}
          <ul className="notes wide">
            {list.map((one) => (
              <li key={one.id}>
                <Bell className="i" aria-hidden="true" />
                <div>
                  <Title notification={one} />
                  <p>{one.body}</p>
                </div>
                <time className="num">{formatRowTime(one.at, Date.now())}</time>
              </li>
            ))}
          </ul>
        </div>
      </section>
    </main>
  );
}

function Title({ notification }: { readonly notification: ShownNotification }) {
  const transfer = useTransfers(({ byId }) => (notification.transfer ? byId[notification.transfer] : undefined));
  if (!transfer) return <b>{notification.title}</b>;
  return (
    <button type="button" className="link" onClick={() => openTransfer(transfer.direction === 'sent' ? 'sent' : 'inbox', transfer.id)}>
      <b>{notification.title}</b>
    </button>
  );
}
