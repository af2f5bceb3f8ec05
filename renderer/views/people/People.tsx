import { UserRound } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Destination } from '../../../shared/destination.ts';
import { isolated } from '../../../shared/isolated.ts';
import { Pigeonholes } from '../../components/Motifs.tsx';
import { inPane, Part } from '../../components/Part.tsx';
import { type GridRow, RowGrid } from '../../components/RowGrid.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Trust, trustOf, trustText } from '../../components/Trust.tsx';
import { useDestinations, useRegistrar } from '../../stores/mirrors.ts';
import { compose, go, openPerson, useView } from '../../stores/view.ts';
import { looksLikeAddress, peopleMatching } from '../compose/people-matching.ts';
import { Person } from './Person.tsx';

/** Nobody reads a longer list to its end; the search finds the others. */
const mostShown = 200;

/** The directory: everybody who can be written to. */
export function People() {
  const list = useDestinations((state) => state.list);
  const others = useMemo(() => list.filter(({ owned }) => !owned), [list]);
  const open = useView((view) => view.person);
  const [query, setQuery] = useState('');
  const matching = useMemo(() => peopleMatching(others, query, [], others.length), [others, query]);
  const shown = matching.slice(0, mostShown);
  const more = matching.length - shown.length;
  const person = others.find(({ destination }) => destination === open);
  const typed = query.trim().toLowerCase();
  if (others.length === 0) return <NobodyYet />;
  return (
    <main className={person ? 'open' : undefined}>
      <section className="list" aria-label="People" data-pane="list">
        <div className="bar">
          <h2 className="grow">People</h2>
          <RequestsWaiting />
        </div>
        <SearchField
          label="Search people"
          placeholder="Search people or type an address"
          value={query}
          onChange={setQuery}
        />
        {shown.length > 0 ? (
          <>
            <RowGrid label="People" rows={shown.map(rowOf)} open={open} onOpen={openPerson} />
            {more > 0 && (
              <p className="hint list-foot" role="status">{`${more} more. Type a part of the name.`}</p>
            )}
          </>
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

/** A registrar meets new people first among the requests. */
function RequestsWaiting() {
  const waiting = useRegistrar(({ status }) => status?.waiting ?? 0);
  if (waiting === 0) return null;
  return (
    <button type="button" className="b" onClick={() => go('requests')}>
      {waiting === 1 ? '1 request waits for you' : `${waiting} requests wait for you`}
    </button>
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

function rowOf(person: Destination): GridRow {
  const { destination, label } = person;
  const word = trustOf(person);
  return {
    id: destination,
    recipient: destination,
    label: [isolated(label), trustText(word), destination].join(', '),
    content: (
      <>
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
            <Trust word={word} />
          </span>
        </span>
      </>
    ),
  };
}
