import { type ReactNode, useMemo } from 'react';
import type { ListFilter } from '../../../shared/history.ts';
import { lists } from '../../stores/lists.ts';
import type { ListName } from '../../stores/view.ts';
import { listUnreadable } from '../../text/failure-text.ts';
import { Cause } from '../Cause.tsx';
import { Filters } from '../Filters.tsx';
import { SearchField } from '../SearchField.tsx';
import { useMinute } from '../use-minute.ts';
import { listItems } from './list-items.ts';
import { Rows } from './Rows.tsx';
import { Skeleton } from './Skeleton.tsx';

type Props = {
  readonly list: ListName;
  readonly title: string;
  /** Stands right of the title. */
  readonly action?: ReactNode;
};

type Filter = { readonly name: ListFilter; readonly label: string };

const filtersOf: Readonly<Record<ListName, readonly Filter[]>> = {
  inbox: [
    { name: 'all', label: 'All' },
    { name: 'unread', label: 'Unread' },
    { name: 'failed', label: 'Failed' },
    { name: 'incoming', label: 'Incoming' },
  ],
  sent: [
    { name: 'all', label: 'All' },
    { name: 'in-progress', label: 'In progress' },
    { name: 'not-confirmed', label: 'Not confirmed' },
    { name: 'failed', label: 'Failed' },
  ],
};

/** A searchable, filtered list of transfers, grouped by day. */
export function TransferList({ list, title, action }: Props) {
  const paged = lists[list];
  const { filter, search } = paged.state((state) => state.query);
  const rows = paged.state((state) => state.rows);
  const isWhole = paged.state((state) => state.next === null);
  const phase = paged.state((state) => state.phase);
  const now = useMinute();
  const items = useMemo(() => listItems(rows, now), [rows, now]);
  return (
    <section className="list" aria-label={title} data-pane="list">
      <div className="bar">
        <h2 className="grow">{title}</h2>
        {action}
      </div>
      <SearchField
        label={`Search ${title}`}
        placeholder="Search name, person, address or transfer id"
        value={search}
        onChange={(words) => paged.narrow({ search: words })}
      />
      <Filters
        filters={filtersOf[list]}
        chosen={filter}
        onChoose={(name) => paged.narrow({ filter: name })}
      />
      {phase === 'failed' && (
        <div className="list-cause">
          <Cause failure={listUnreadable} tone="amber">
            <button type="button" className="b small" onClick={() => paged.tryAgain()}>
              Try again
            </button>
          </Cause>
        </div>
      )}
      {items.length > 0 && <Rows list={list} label={title} items={items} isWhole={isWhole} now={now} />}
      {items.length === 0 && phase === 'asking' && <Skeleton />}
      {items.length === 0 && phase === 'ready' && (
        <p className="none-found" role="status">
          Nothing matches.
        </p>
      )}
    </section>
  );
}
