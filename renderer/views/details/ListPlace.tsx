import { type ReactNode, useEffect } from 'react';
import { Cause } from '../../components/Cause.tsx';
import { inPane, Part } from '../../components/Part.tsx';
import { Skeleton } from '../../components/transfer-list/Skeleton.tsx';
import { directionOf, lists, wholeList } from '../../stores/lists.ts';
import { useCounts } from '../../stores/mirrors.ts';
import { useTransfers } from '../../stores/transfers.ts';
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
  const phase = lists[list].state((state) => state.phase);
  const none = useIsEmpty(list);
  const open = useView((view) => view.open[list]);
  const known = useTransfers(({ byId }) => open !== null && byId[open] !== undefined);
  useEffect(() => lists[list].show(wholeList(list)), [list]);
  // The filter and the words of search left the screen with the last row.
  useEffect(() => {
    if (none) lists[list].narrow({ filter: 'all', search: '' });
  }, [none, list]);
  if (none) {
    return (
      <main className="one">
        <section className="one-pane" aria-label={title} data-pane="list" tabIndex={-1}>
          <div className="bar">
            <h2>{title}</h2>
          </div>
          {phase === 'failed' ? <Unreadable list={list} /> : empty}
        </section>
      </main>
    );
  }
  if (phase === 'first') {
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

/** Whether the whole list has no row, whatever it is narrowed to. */
function useIsEmpty(list: ListName): boolean {
  const count = useCounts(({ counts }) => counts?.[directionOf[list]]);
  return lists[list].state(({ query, rows, phase }) => {
    if (rows.length > 0) return false;
    const isWhole = query.filter === 'all' && query.search === '';
    return count === 0 || (isWhole && (phase === 'ready' || phase === 'failed'));
  });
}

const Unreadable = ({ list }: { readonly list: ListName }) => (
  <div className="scroll">
    <Cause failure={listUnreadable} tone="amber">
      <button type="button" className="b small" onClick={() => lists[list].tryAgain()}>
        Try again
      </button>
    </Cause>
  </div>
);
