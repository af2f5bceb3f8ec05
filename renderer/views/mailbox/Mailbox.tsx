import { Copy, FolderOpen, RotateCw, Search, Send } from 'lucide-react';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { Transfer } from '../../../shared/transfer.ts';
import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { Pigeonholes, Slip } from '../../components/Motifs.tsx';
import { ownOf, useIdentity, useSettings } from '../../stores/mirrors.ts';
import { inboxOf, loadTransfers, sentOf, useTransfers } from '../../stores/transfers.ts';
import { chooseDocuments, compose, openTransfer, useView } from '../../stores/view.ts';
import { Details } from './Details.tsx';
import { filters, matches } from './rows.ts';
import { TransferGrid } from './TransferGrid.tsx';

type Props = { readonly box: 'inbox' | 'sent' };
const titles = { inbox: 'Inbox', sent: 'Sent' } as const;

/** Inbox and Sent: a list and the transfer that is open. */
export function Mailbox({ box }: Props) {
  const { byId, loaded, failed } = useTransfers();
  const all = useMemo(() => (box === 'inbox' ? inboxOf(byId) : sentOf(byId)), [box, byId]);
  const [search, setSearch] = useState('');
  const [filter, setFilter] = useState(0);
  const wanted = useDeferredValue(search);
  const shown = useMemo(() => all.filter((one) => (filters[box][filter]?.test(one) ?? true) && matches(one, wanted)), [all, box, filter, wanted]);
  const openId = useView(({ open }) => open[box]);
  const open = openId === null ? undefined : byId[openId];
  const compact = useSettings(({ settings }) => settings?.density === 'compact');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focus = (): void => field.current?.focus();
    window.addEventListener('sealpost-search', focus);
    return () => window.removeEventListener('sealpost-search', focus);
  }, []);

  const onOpen = (id: string): void => {
    openTransfer(box, id);
    if (byId[id]?.unread) void api.call('transfers.markRead', { ids: [id], read: true });
  };
  const onEnter = (id: string): void => {
    if (box === 'inbox' && byId[id]?.status === 'received') void api.call('transfers.open', id);
    else document.querySelector<HTMLElement>('.detail')?.focus();
  };

  if (loaded && all.length === 0 && !failed) return <EmptyMailbox box={box} />;
  return (
    <main className={open ? 'open' : ''} tabIndex={-1}>
      <section className="list" aria-label={titles[box]}>
        <div className="bar">
          <h2 className="grow">{titles[box]}</h2>
          {box === 'sent' && <RetryAll transfers={all} />}
        </div>
        <search className="find">
          <Search className="i s" aria-hidden="true" />
          <input
            ref={field}
            type="search"
            aria-label={`Search ${titles[box]}`}
            placeholder="Search name, person, address or transfer id"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            onKeyDown={(event) => event.key === 'Escape' && setSearch('')}
          />
          <kbd>Ctrl F</kbd>
        </search>
        <div className="filters" role="radiogroup" aria-label="Show">
          {filters[box].map(({ name }, index) => (
            // biome-ignore lint/a11y/useSemanticElements: a row of words, as the rest of the list head
            <button key={name} type="button" role="radio" aria-checked={index === filter} onClick={() => setFilter(index)}>
              {name}
            </button>
          ))}
        </div>
        {failed && (
          <Cause tone="amber" failure={{ code: 'APP-902', title: 'The transfer list could not be read.', body: 'You see the last good copy.' }}>
            <button type="button" className="b small" onClick={() => void loadTransfers()}>
              Try again
            </button>
          </Cause>
        )}
        {!loaded && <Skeleton />}
        {loaded && shown.length === 0 && <p className="none-found">Nothing here matches.</p>}
        <TransferGrid label={titles[box]} transfers={shown} openId={openId} rowHeight={compact ? 44 : 56} onOpen={onOpen} onEnter={onEnter} />
      </section>
      {open ? (
        <Details key={open.id} transfer={open} back={{ label: titles[box], go: () => openTransfer(box, null) }} />
      ) : (
        <section className="detail" aria-label="Transfer details">
          <p className="nothing-open">Choose a transfer to see what happened to it.</p>
        </section>
      )}
    </main>
  );
}

function RetryAll({ transfers }: { readonly transfers: readonly Transfer[] }) {
  const failed = transfers.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return null;
  return (
    <button type="button" className="b" onClick={() => failed.forEach(({ id }) => void api.call('transfers.retry', id))}>
      <RotateCw className="i" aria-hidden="true" />
      Retry all failed ({failed.length})
    </button>
  );
}

/** Rows of paper, but only where loading takes long enough to be seen. */
function Skeleton() {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 200);
    return () => clearTimeout(timer);
  }, []);
  return late ? (
    <div className="skeleton" aria-hidden="true">
      <i />
      <i />
      <i />
    </div>
  ) : null;
}

function EmptyMailbox({ box }: Props) {
  const own = ownOf(useIdentity(({ status }) => status));
  return (
    <main className="one open" tabIndex={-1}>
      <section className="one-pane" aria-label={titles[box]}>
        <div className="bar">
          <h2 className="grow">{titles[box]}</h2>
        </div>
        {box === 'inbox' ? (
          <div className="empty">
            <Pigeonholes />
            <h2>Nothing received yet.</h2>
            <p>Documents sent to you appear here.</p>
            {own && (
              <>
                <dl className="docket addr">
                  <div>
                    <dt>Your address</dt>
                    <dd className="m">{own.destination}</dd>
                  </div>
                </dl>
                <div className="bs">
                  <button type="button" className="b p" onClick={() => void api.call('clipboard.copy', own.destination)}>
                    <Copy className="i" aria-hidden="true" />
                    Copy my address
                  </button>
                  <button type="button" className="b" onClick={() => compose([own.destination])}>
                    <Send className="i" aria-hidden="true" />
                    Send a test document to yourself
                  </button>
                </div>
              </>
            )}
          </div>
        ) : (
          <div className="empty">
            <Slip />
            <h2>Nothing sent yet.</h2>
            <p>Drop a document anywhere in this window.</p>
            <div className="bs">
              <button type="button" className="b p" onClick={() => void chooseDocuments()}>
                <FolderOpen className="i" aria-hidden="true" />
                Choose a document…
              </button>
            </div>
          </div>
        )}
      </section>
    </main>
  );
}
