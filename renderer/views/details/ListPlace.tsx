import { type ReactNode, useEffect, useState } from 'react';
import { Cause } from '../../components/Cause.tsx';
import { inPane, Part } from '../../components/Part.tsx';
import { loadTransfers, useTransfers } from '../../stores/transfers.ts';
import { type ListName, useView } from '../../stores/view.ts';
import { listUnreadable } from '../../text/failure-text.ts';
import { Details } from './Details.tsx';

type Props = {
  readonly list: ListName;
  readonly title: string;
  readonly empty: ReactNode;
  readonly rows: ReactNode;
};

/** A list and the transfer that is open in it; in a small window one replaces the other. */
export function ListPlace({ list, title, empty, rows }: Props) {
  const loaded = useTransfers((state) => state.loaded);
  const failed = useTransfers((state) => state.failed);
  const none = useTransfers(({ ids }) => ids[list === 'inbox' ? 'received' : 'sent'].length === 0);
  const open = useView((view) => view.open[list]);
  const known = useTransfers(({ byId }) => open !== null && byId[open] !== undefined);
  if (!loaded) {
    return (
      <main className="one">
        <section className="one-pane" aria-label={title} aria-busy="true">
          <div className="bar">
            <h2>{title}</h2>
          </div>
          <Skeleton />
        </section>
      </main>
    );
  }
  if (none) {
    return (
      <main className="one">
        <section className="one-pane" aria-label={title} data-pane="list" tabIndex={-1}>
          <div className="bar">
            <h2>{title}</h2>
          </div>
          {failed ? <Unreadable /> : empty}
        </section>
      </main>
    );
  }
  return (
    <main className={known ? 'open' : undefined}>
      <Part name={`${list} list`} frame={inPane('list', title)}>
        {rows}
      </Part>
      {open !== null && known ? (
        <Part key={open} name="details" frame={inPane('detail', 'Transfer details')}>
          <Details id={open} list={list} back={title} />
        </Part>
      ) : (
        <section className="detail" aria-label="Transfer details">
          <p className="nothing-open">Choose a transfer to see what happened to it.</p>
        </section>
      )}
    </main>
  );
}

const Unreadable = () => (
  <div className="scroll">
    <Cause failure={listUnreadable} tone="amber">
      <button type="button" className="b small" onClick={() => void loadTransfers()}>
        Try again
      </button>
    </Cause>
  </div>
);

/** Shown only when it lasts: a flash of grey would look like a fault. */
function Skeleton() {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 200);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  return (
    <div className="skeleton" role="status" aria-label="The list is being read">
      {['a', 'b', 'c', 'd', 'e'].map((key) => (
        <i key={key} />
      ))}
    </div>
  );
}
