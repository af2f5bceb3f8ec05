import { Copy, Inbox, Send } from 'lucide-react';
import { useEffect } from 'react';
import type { Destination } from '../../../shared/destination.ts';
import { isolated } from '../../../shared/isolated.ts';
import { Cause } from '../../components/Cause.tsx';
import { DocumentName } from '../../components/DocumentName.tsx';
import { StatusWord } from '../../components/StatusWord.tsx';
import { Trust, trustOf } from '../../components/Trust.tsx';
import { useMinute } from '../../components/use-minute.ts';
import { copy } from '../../stores/actions.ts';
import { historyWith, listOf, lists } from '../../stores/lists.ts';
import { useTransfers } from '../../stores/transfers.ts';
import { compose, openPerson, openTransfer } from '../../stores/view.ts';
import { listUnreadable } from '../../text/failure-text.ts';
import { formatDay } from '../../text/format.ts';
import { certificateOfPerson, checkedBy } from '../../text/person-text.ts';
import { rowName } from '../../text/row-text.ts';
import { BackButton, useFocusWhenAlone } from '../details/Details.tsx';

/** One person: name and trust words in boxes of their own. */
export function Person({ person }: { readonly person: Destination }) {
  const { destination, label, organisation, fingerprint } = person;
  const pane = useFocusWhenAlone();
  return (
    <section
      ref={pane}
      className="detail"
      aria-label="Person"
      data-pane="detail"
      tabIndex={-1}
      data-recipient={destination}
    >
      <header>
        <div className="title">
          <BackButton label="People" onBack={() => openPerson(null)} />
          <h2 className="grow">
            <bdi className="clip">{label}</bdi>
          </h2>
        </div>
        <div className="bs acts-bar">
          <button type="button" className="b p" onClick={() => compose([destination])}>
            <Send className="i" aria-hidden="true" />
            Send document
          </button>
          <button type="button" className="b" onClick={() => void copy(destination)}>
            <Copy className="i" aria-hidden="true" />
            Copy address
          </button>
        </div>
        <dl className="docket c2">
          <div>
            <dt>Address</dt>
            <dd className="m">{destination}</dd>
          </div>
          <div>
            <dt>Organisation</dt>
            <dd className="m">{organisation}</dd>
          </div>
          <div>
            <dt>Certificate valid until</dt>
            <dd className="num">{certificateOfPerson(person)}</dd>
          </div>
          <div>
            <dt>Fingerprint</dt>
            <dd>
              <Trust word={trustOf(person)} />
              <span className="hint">{checkedBy(person)}</span>
            </dd>
          </div>
        </dl>
      </header>
      <div className="panel">
        <History person={person} />
        {fingerprint !== null && (
          <details className="technical">
            <summary>Technical details</summary>
            <dl className="proof">
              <dt>Certificate, SHA-256</dt>
              <dd>{fingerprint}</dd>
            </dl>
          </details>
        )}
      </div>
    </section>
  );
}

function History({ person: { destination, label } }: { readonly person: Destination }) {
  const { rows, phase } = lists.person.state((state) =>
    state.query.person === destination ? state : { rows: [], phase: 'first' },
  );
  const now = useMinute();
  useEffect(() => lists.person.show(historyWith(destination)), [destination]);
  return (
    <>
      <h3 className="h">{`History with ${isolated(label)}`}</h3>
      {phase === 'failed' && (
        <Cause failure={listUnreadable} tone="amber">
          <button type="button" className="b small" onClick={() => lists.person.tryAgain()}>
            Try again
          </button>
        </Cause>
      )}
      {phase === 'ready' && rows.length === 0 && <p className="mut">Nothing yet.</p>}
      <ul className="hist">
        {rows.map(({ id }) => (
          <HistoryEntry key={id} id={id} now={now} />
        ))}
      </ul>
    </>
  );
}

function HistoryEntry({ id, now }: { readonly id: string; readonly now: number }) {
  const transfer = useTransfers(({ byId }) => byId[id]);
  if (!transfer) return null;
  const Icon = transfer.direction === 'sent' ? Send : Inbox;
  return (
    <li>
      <button type="button" onClick={() => openTransfer(listOf(transfer), id)}>
        <Icon className="i" aria-hidden="true" />
        <span className="nm">
          <DocumentName name={rowName(transfer)} />
        </span>
        <StatusWord transfer={transfer} now={now} />
        <span className="when num">{formatDay(transfer.createdAt, now)}</span>
      </button>
    </li>
  );
}
