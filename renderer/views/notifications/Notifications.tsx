import { Settings } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ShownNotification } from '../../../shared/notification.ts';
import { Glyph } from '../../components/Glyph.tsx';
import { useMinute } from '../../components/use-minute.ts';
import { listOf } from '../../stores/lists.ts';
import { useNotifications } from '../../stores/mirrors.ts';
import { useTransfers, watch } from '../../stores/transfers.ts';
import { openSettings, openTransfer } from '../../stores/view.ts';
import { type Day, dayOf, formatRowTime } from '../../text/format.ts';
import { statusLook } from '../../text/status-text.ts';

/** What was shown while the person may have looked elsewhere: same text, same order. */
export function Notifications() {
  const { list, seen } = useNotifications();
  const now = useMinute();
  const newest = list[0]?.at ?? 0;
  const seenBefore = useRef(seen);
  useEffect(() => useNotifications.setState({ seen: Math.max(Date.now(), newest) }), [newest]);
  const days: { day: Day; entries: ShownNotification[] }[] = [];
  for (const one of list) {
    const day = dayOf(one.at, now);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(one);
    else days.push({ day, entries: [one] });
  }
  return (
    <main className="one">
      <section className="one-pane" aria-label="Notifications" data-pane="list" tabIndex={-1}>
        <div className="bar">
          <h2 className="grow">Notifications</h2>
          <button type="button" className="b" onClick={() => openSettings('notifications')}>
            <Settings className="i" aria-hidden="true" />
            Notification settings
          </button>
        </div>
        <div className="scroll">
          {list.length === 0 && (
            <p className="mut">Nothing yet. What happens to your documents is kept here as well.</p>
          )}
          {days.map(({ day, entries }) => (
            <section key={day} className="wide" aria-label={day}>
              <h3 className="grp">{day}</h3>
              <ul className="notes">
                {entries.map((one) => (
                  <Entry key={one.id} one={one} fresh={one.at > seenBefore.current} now={now} />
                ))}
              </ul>
            </section>
          ))}
        </div>
      </section>
    </main>
  );
}

type EntryProps = { readonly one: ShownNotification; readonly fresh: boolean; readonly now: number };

function Entry({ one: { title, body, transfer: id, at }, fresh, now }: EntryProps) {
  const transfer = useTransfers(({ byId }) => (id === null ? undefined : byId[id]));
  useEffect(() => (id === null ? undefined : watch(id)), [id]);
  const [glyph, tone] = transfer ? statusLook(transfer.status) : (['incoming', 'plain'] as const);
  const content = (
    <>
      <span className={`glyph ${tone}`}>
        <Glyph name={glyph} />
      </span>
      <span>
        <b>{title}</b>
        {fresh && <span className="sr">, new</span>}
        <span className="body">{body}</span>
      </span>
      <time className="num" dateTime={new Date(at).toISOString()}>
        {formatRowTime(at, now)}
      </time>
    </>
  );
  return (
    <li className={fresh ? 'new' : undefined}>
      {transfer ? (
        <button type="button" onClick={() => openTransfer(listOf(transfer), transfer.id)}>
          {content}
        </button>
      ) : (
        <div>{content}</div>
      )}
    </li>
  );
}
