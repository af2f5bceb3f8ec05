import { ArrowLeft, BookUser, Send, UserRound } from 'lucide-react';
import { useState } from 'react';
import type { Destination } from '../../../shared/destination.ts';
import { DocumentName } from '../../components/DocumentName.tsx';
import { StatusWord } from '../../components/StatusWord.tsx';
import { useDestinations } from '../../stores/mirrors.ts';
import { useTransfers } from '../../stores/transfers.ts';
import { compose, openTransfer } from '../../stores/view.ts';
import { firstName, formatDate, formatRowTime } from '../../text/format.ts';
import { rowTitle } from '../mailbox/rows.ts';

/** The people of the directory, and the history with each. */
export function People() {
  const people = useDestinations(({ list }) => list);
  const [chosen, setChosen] = useState<string | null>(null);
  const person = people.find(({ destination }) => destination === chosen);
  return (
    <main className={person ? 'open' : ''} tabIndex={-1}>
      <section className="list" aria-label="People">
        <div className="bar">
          <h2 className="grow">People</h2>
        </div>
        {people.length === 0 && <p className="none-found">No people yet. They appear here when the directory was read.</p>}
        <ul className="rows">
          {people.map((one) => (
            <li key={one.destination}>
              <button
                type="button"
                className="row person"
                aria-current={one.destination === chosen}
                data-recipient={one.owned ? undefined : one.destination}
                onClick={() => setChosen(one.destination)}
              >
                <span className="cell">
                  <span className="ico">
                    <UserRound className="i l" aria-hidden="true" />
                  </span>
                  <span className="l1">
                    <span className="name">
                      <bdi>{one.label}</bdi>
                    </span>
                    <span className="time">{one.owned ? 'You' : ''}</span>
                  </span>
                  <span className="l2">
                    <span className="who clip">{one.destination}</span>
                  </span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </section>
      {person ? (
        <Person person={person} back={() => setChosen(null)} />
      ) : (
        <section className="detail" aria-label="Person">
          <p className="nothing-open">Choose a person to see their address and your history with them.</p>
        </section>
      )}
    </main>
  );
}

function Person({ person, back }: { readonly person: Destination; readonly back: () => void }) {
  const byId = useTransfers((state) => state.byId);
  const history = Object.values(byId)
    .filter(({ peer, peerVerified }) => peerVerified && peer?.destination === person.destination)
    .sort((a, b) => b.createdAt - a.createdAt)
    .slice(0, 50);
  return (
    <section className="detail" aria-label="Person" tabIndex={-1}>
      <header>
        <div className="title">
          <button type="button" className="b q back" onClick={back}>
            <ArrowLeft className="i" aria-hidden="true" />
            People
          </button>
          <h2 className="grow">
            <bdi>{person.label}</bdi>
          </h2>
        </div>
        <div className="bs">
          <button type="button" className="b p" onClick={() => compose([person.destination])}>
            <Send className="i" aria-hidden="true" />
            Send document
          </button>
        </div>
        <dl className="docket c2">
          <div>
            <dt>Address</dt>
            <dd className="m">{person.destination}</dd>
          </div>
          <div>
            <dt>Organisation</dt>
            <dd className="m">{person.organisation}</dd>
          </div>
          <div>
            <dt>Certificate valid until</dt>
            <dd className="num">{person.validUntil === null ? 'Not valid now' : formatDate(person.validUntil)}</dd>
          </div>
          <div>
            <dt>Fingerprint</dt>
            <dd className="trust op">
              <BookUser className="i" aria-hidden="true" />
              <span>{person.owned ? 'Your own address' : 'In the directory, not checked by you'}</span>
            </dd>
          </div>
        </dl>
      </header>
      <div className="panel">
        <h3 className="h">History with {firstName(person.label)}</h3>
        {history.length === 0 && <p className="mut">No documents yet.</p>}
        <ul className="hist">
          {history.map((one) => (
            <li key={one.id}>
              {one.direction === 'sent' ? <Send className="i" aria-label="Sent" /> : <BookUser className="i" aria-label="Received" />}
              <button type="button" className="link nm" onClick={() => openTransfer(one.direction === 'sent' ? 'sent' : 'inbox', one.id)}>
                <DocumentName name={rowTitle(one)} />
              </button>
              <StatusWord transfer={one} />
              <span className="when num">{formatRowTime(one.createdAt, Date.now())}</span>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
