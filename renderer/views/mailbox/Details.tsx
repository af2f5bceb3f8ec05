import { ArrowLeft, BookUser, CircleDashed, Copy, FolderOpen, RotateCw, Save, Send, TriangleAlert, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useState } from 'react';
import type { Transfer, TransferDetails } from '../../../shared/transfer.ts';
import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { DocumentIcon, DocumentName } from '../../components/DocumentName.tsx';
import { Timeline } from '../../components/Timeline.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { compose } from '../../stores/view.ts';
import { reasonText } from '../../text/failure-text.ts';
import { documentKind, formatSize } from '../../text/format.ts';
import { rowTitle } from './rows.ts';
import { TechnicalDetails } from './TechnicalDetails.tsx';

type Props = { readonly transfer: Transfer; readonly back: { readonly label: string; readonly go: () => void } };
const tabs = ['Timeline', 'Technical details'] as const;

/** What happened to one transfer, and what can be done with it. */
export function Details({ transfer, back }: Props) {
  const details = useDetails(transfer);
  const [tab, setTab] = useState<0 | 1>(0);
  const onTabKey = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
    setTab(tab === 0 ? 1 : 0);
    document.getElementById(`tab-${tab === 0 ? 1 : 0}`)?.focus();
  };
  const failure = transfer.reason ? reasonText(transfer.reason, transfer) : null;
  const cause = failure && (
    <Cause failure={failure} tone={transfer.status === 'incomplete' ? 'amber' : 'red'} details={`Transfer ${transfer.transferId}`}>
      {transfer.retryable && (
        <button type="button" className="b small" onClick={() => void api.call('transfers.retry', transfer.id)}>
          {transfer.reason === 'document-changed' ? 'Send the new version' : 'Try again'}
        </button>
      )}
    </Cause>
  );
  const failedStep = details?.steps.some(({ state }) => state === 'failed') ?? false;
  return (
    <section className="detail" aria-label="Transfer details" tabIndex={-1}>
      <header>
        <div className="title">
          <button type="button" className="b q back" onClick={back.go}>
            <ArrowLeft className="i" aria-hidden="true" />
            {back.label}
          </button>
          <span className="dim">
            <DocumentIcon name={transfer.documentName} />
          </span>
          <h2 className="grow">
            <DocumentName name={rowTitle(transfer)} />
          </h2>
        </div>
        <Verdict transfer={transfer} />
        <Actions transfer={transfer} />
        <PartyDocket transfer={transfer} />
        {cause && !failedStep && cause}
        <div className="tabs" role="tablist" aria-label="Transfer" onKeyDown={onTabKey}>
          {tabs.map((name, index) => (
            <button
              key={name}
              type="button"
              role="tab"
              id={`tab-${index}`}
              aria-controls="panel"
              aria-selected={tab === index}
              tabIndex={tab === index ? 0 : -1}
              onClick={() => setTab(index as 0 | 1)}
            >
              {name}
            </button>
          ))}
        </div>
      </header>
      <div className="panel" role="tabpanel" id="panel" aria-labelledby={`tab-${tab}`}>
        {details && tab === 0 && <Timeline steps={details.steps} transfer={transfer} cause={cause} />}
        {details && tab === 1 && <TechnicalDetails details={details} />}
      </div>
    </section>
  );
}

/** Asked anew whenever that transfer changed, not while it only moves. */
function useDetails(transfer: Transfer): TransferDetails | null {
  const [details, setDetails] = useState<TransferDetails | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: updatedAt says that the steps changed
  useEffect(() => {
    let current = true;
    void api.call('transfers.details', transfer.id).then((found) => current && setDetails(found));
    return () => {
      current = false;
    };
  }, [transfer.id, transfer.updatedAt]);
  return details;
}

function Actions({ transfer }: { readonly transfer: Transfer }) {
  const { id } = transfer;
  const recipient = transfer.peer?.destination;
  const has = transfer.direction === 'sent' || transfer.status === 'received' || transfer.status === 'confirmation-pending';
  const received = has && transfer.direction === 'received';
  return (
    <div className="bs">
      {received && (
        <button type="button" className="b p" onClick={() => void api.call('transfers.open', id)}>
          Open
        </button>
      )}
      {transfer.cancellable && (
        <button type="button" className="b" onClick={() => void api.call('transfers.cancel', id)}>
          <X className="i" aria-hidden="true" />
          Cancel
        </button>
      )}
      {transfer.retryable && (
        <button type="button" className="b p" onClick={() => void api.call('transfers.retry', id)}>
          <RotateCw className="i" aria-hidden="true" />
          Retry
        </button>
      )}
      {has && (
        <button type="button" className="b" onClick={() => void api.call('transfers.reveal', id)}>
          <FolderOpen className="i" aria-hidden="true" />
          Show in folder
        </button>
      )}
      {received && (
        <button type="button" className="b" onClick={() => void api.call('transfers.saveAs', id)}>
          <Save className="i" aria-hidden="true" />
          Save as…
        </button>
      )}
      {received && recipient && (
        <button type="button" className="b" onClick={() => compose([recipient])}>
          <Send className="i" aria-hidden="true" />
          Send back
        </button>
      )}
      {transfer.status === 'sent' && <span className="dim">Already sent, cannot be cancelled.</span>}
    </div>
  );
}

function PartyDocket({ transfer }: { readonly transfer: Transfer }) {
  const { peer, peerVerified, documentName, documentSize } = transfer;
  const sent = transfer.direction === 'sent';
  return (
    <dl className="docket c3">
      <div>
        <dt>{sent ? 'To' : peerVerified ? 'From' : peer ? 'Claims to be from' : 'From'}</dt>
        <dd className="m">
          <bdi>{peer?.label ?? 'Not known yet'}</bdi>
        </dd>
        {peer && (
          <dd className="mut clip" title={peer.destination}>
            {peer.destination}
          </dd>
        )}
      </div>
      <div>
        <dt>{peerVerified || !peer ? 'Fingerprint' : 'Sender'}</dt>
        <dd className={`trust ${peer && !peerVerified ? 'no' : 'op'}`}>
          <Trust known={peer !== null} verified={peerVerified} />
        </dd>
      </div>
      <div>
        <dt>Document</dt>
        <dd className="m">{documentName === null ? 'Not opened' : documentKind(documentName)}</dd>
        <dd className="mut num">{documentSize === null ? formatSize(transfer.bytesMoved) : formatSize(documentSize)}</dd>
      </div>
    </dl>
  );
}

function Trust({ known, verified }: { readonly known: boolean; readonly verified: boolean }) {
  if (!known) {
    return (
      <>
        <CircleDashed className="i" aria-hidden="true" />
        <span>Known with the last piece</span>
      </>
    );
  }
  if (!verified) {
    return (
      <>
        <TriangleAlert className="i" aria-hidden="true" />
        <span>Not proven for this document</span>
      </>
    );
  }
  return (
    <>
      <BookUser className="i" aria-hidden="true" />
      <span>In the directory, not checked by you</span>
    </>
  );
}

/** Copies one fact; the name says which. */
export const CopyButton = ({ what, value }: { readonly what: string; readonly value: string }) => (
  <button type="button" className="b q sq small" aria-label={`Copy ${what}`} title="Copy" onClick={() => void api.call('clipboard.copy', value)}>
    <Copy className="i s" aria-hidden="true" />
  </button>
);
