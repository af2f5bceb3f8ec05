// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid is no table, and its cells are reached with the row
// biome-ignore-all lint/a11y/useFocusableInteractive: a virtual grid is no table, and its cells are reached with the row

import { UserRound } from 'lucide-react';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type { Destination } from '../../../shared/destination.ts';
import { isolated } from '../../../shared/isolated.ts';
import { Pigeonholes } from '../../components/Motifs.tsx';
import { inPane, Part } from '../../components/Part.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Trust, trustText } from '../../components/Trust.tsx';
import { useDestinations } from '../../stores/mirrors.ts';
import { compose, openPerson, useView } from '../../stores/view.ts';
import { looksLikeAddress, peopleMatching } from '../compose/people-matching.ts';
import { Person } from './Person.tsx';

/** The directory: everybody who can be written to. */
export function People() {
  const list = useDestinations((state) => state.list);
  const others = useMemo(() => list.filter(({ owned }) => !owned), [list]);
  const open = useView((view) => view.person);
  const [query, setQuery] = useState('');
  const shown = peopleMatching(others, query, [], others.length);
  const person = others.find(({ destination }) => destination === open);
  const typed = query.trim().toLowerCase();
  if (others.length === 0) return <NobodyYet />;
  return (
    <main className={person ? 'open' : undefined}>
      <section className="list" aria-label="People" data-pane="list">
        <div className="bar">
          <h2>People</h2>
        </div>
        <SearchField
          label="Search people"
          placeholder="Search people or type an address"
          value={query}
          onChange={setQuery}
        />
        {shown.length > 0 ? (
          <PeopleGrid people={shown} open={open} />
        ) : (
          <div className="none-found">
            <p role="status">Nobody in the directory matches.</p>
            {looksLikeAddress(typed) && (
              <button type="button" className="b" onClick={() => compose([typed])}>
                {`Send a document to ${typed}`}
              </button>
            )}
          </div>
        )}
      </section>
      {person ? (
        <Part key={person.destination} name="person" frame={inPane('detail', 'Person')}>
          <Person person={person} />
        </Part>
      ) : (
        <section className="detail" aria-label="Person">
          <p className="nothing-open">Choose a person to see the address and what you sent each other.</p>
        </section>
      )}
    </main>
  );
}

const NobodyYet = () => (
  <main className="one">
    <section className="one-pane" aria-label="People" data-pane="list" tabIndex={-1}>
      <div className="bar">
        <h2>People</h2>
      </div>
      <div className="empty">
        <Pigeonholes />
        <h3>No people yet.</h3>
        <p>People of your organisation appear here once they have set up Sealpost.</p>
      </div>
    </section>
  </main>
);

type GridProps = { readonly people: readonly Destination[]; readonly open: string | null };

function PeopleGrid({ people, open }: GridProps) {
  const grid = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const has = (address: string | null): boolean => people.some(({ destination }) => destination === address);
  const current = has(focused) ? focused : has(open) ? open : people[0]?.destination;
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = people.findIndex(({ destination }) => destination === current);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: people.length - 1 }[event.key];
    if (event.key === 'Enter' && current !== undefined) openPerson(current);
    else if (to === undefined) return;
    else grid.current?.querySelectorAll<HTMLElement>('.row')[to]?.focus();
    event.preventDefault();
  };
  return (
    <div
      ref={grid}
      className="rows plain"
      role="grid"
      aria-label="People"
      aria-rowcount={people.length}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      {people.map(({ destination, label, certified }, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the grid answers the keys for all rows
        <div
          key={destination}
          role="row"
          className="row"
          tabIndex={destination === current ? 0 : -1}
          aria-rowindex={index + 1}
          aria-selected={destination === open}
          aria-label={[isolated(label), trustText(certified ? 'directory' : 'not-valid'), destination].join(
            ', ',
          )}
          data-recipient={destination}
          onClick={() => openPerson(destination)}
          onFocus={() => setFocused(destination)}
        >
          <div role="gridcell" className="cell prow">
            <span className="ico">
              <UserRound className="i l" aria-hidden="true" />
            </span>
            <span className="l1">
              <span className="name person">
                <bdi className="clip">{label}</bdi>
              </span>
            </span>
            <span className="l2">
              <span className="who clip">{destination}</span>
              <span className="stat">
                <Trust word={certified ? 'directory' : 'not-valid'} />
              </span>
            </span>
          </div>
        </div>
      ))}
    </div>
  );
}
