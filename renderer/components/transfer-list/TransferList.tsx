import { type ReactNode, useDeferredValue, useMemo, useState } from 'react';
import type { Transfer } from '../../../shared/transfer.ts';
import { loadTransfers, useTransfers } from '../../stores/transfers.ts';
import type { ListName } from '../../stores/view.ts';
import { listUnreadable } from '../../text/failure-text.ts';
import { Cause } from '../Cause.tsx';
import { SearchField } from '../SearchField.tsx';
import { useMinute } from '../use-minute.ts';
import { type FilterName, filtersOf, listItems } from './list-items.ts';
import { Rows } from './Rows.tsx';

type Props = {
  readonly list: ListName;
  readonly title: string;
  /** Stands right of the title. */
  readonly action?: ReactNode;
};

/** A searchable, filtered list of transfers, grouped by day. */
export function TransferList({ list, title, action }: Props) {
  const settled = useTransfers((state) => state.settled);
  const ids = useTransfers((state) => state.ids[list === 'inbox' ? 'received' : 'sent']);
  const failed = useTransfers((state) => state.failed);
  const [filter, setFilter] = useState<FilterName>('all');
  const [query, setQuery] = useState('');
  const sought = useDeferredValue(query);
  const now = useMinute();
  const items = useMemo(() => {
    const transfers = ids.map((id) => settled[id]).filter((one): one is Transfer => one !== undefined);
    return listItems(transfers, filter, sought, now);
  }, [settled, ids, filter, sought, now]);
  return (
    <section className="list" aria-label={title} data-pane="list">
      <div className="bar">
        <h2 className="grow">{title}</h2>
        {action}
      </div>
      <SearchField
        label={`Search ${title}`}
        placeholder="Search name, person, address or transfer id"
        value={query}
        onChange={setQuery}
      />
      <div className="filters" role="radiogroup" aria-label="Show">
        {filtersOf[list].map(({ name, label }) => (
          <FilterButton key={name} label={label} chosen={name === filter} onChoose={() => setFilter(name)} />
        ))}
      </div>
      {failed && (
        <div className="list-cause">
          <Cause failure={listUnreadable} tone="amber">
            <button type="button" className="b small" onClick={() => void loadTransfers()}>
              Try again
            </button>
          </Cause>
        </div>
      )}
      {items.length > 0 ? (
        <Rows list={list} label={title} items={items} now={now} />
      ) : (
        <p className="none-found" role="status">
          Nothing matches.
        </p>
      )}
    </section>
  );
}

type FilterProps = { readonly label: string; readonly chosen: boolean; readonly onChoose: () => void };

function FilterButton({ label, chosen, onChoose }: FilterProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: one look for all filters, with the keys of a radio group below
    <button
      type="button"
      role="radio"
      aria-checked={chosen}
      tabIndex={chosen ? 0 : -1}
      onClick={onChoose}
      onKeyDown={(event) => {
        const forward = event.key === 'ArrowRight' || event.key === 'ArrowDown';
        if (!forward && event.key !== 'ArrowLeft' && event.key !== 'ArrowUp') return;
        event.preventDefault();
        const { parentElement: group } = event.currentTarget;
        const next = forward
          ? event.currentTarget.nextElementSibling
          : event.currentTarget.previousElementSibling;
        const target = next ?? (forward ? group?.firstElementChild : group?.lastElementChild);
        if (target instanceof HTMLElement) {
          target.focus();
          target.click();
        }
      }}
    >
      {label}
    </button>
  );
}
