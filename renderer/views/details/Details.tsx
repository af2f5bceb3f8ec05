import { ArrowLeft } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { api } from '../../api.ts';
import { DocumentIcon, DocumentName } from '../../components/DocumentName.tsx';
import { focusSoon } from '../../components/panes.ts';
import { Tabs } from '../../components/Tabs.tsx';
import { isObstructed, Timeline } from '../../components/Timeline.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { useDestinations } from '../../stores/mirrors.ts';
import { useTransfers } from '../../stores/transfers.ts';
import { type ListName, openTransfer } from '../../stores/view.ts';
import { peerClockText } from '../../text/clock-text.ts';
import { rowName } from '../../text/row-text.ts';
import { theirKeyText } from '../../text/their-key-text.ts';
import { TechnicalDetails } from './TechnicalDetails.tsx';
import { TransferActions } from './TransferActions.tsx';
import { TransferCause } from './TransferCause.tsx';
import { TransferDocket } from './TransferDocket.tsx';
import { TransferMenu } from './TransferMenu.tsx';
import { useDetails } from './use-details.ts';
import { useReadWhenSeen } from './use-read-when-seen.ts';

type Props = { readonly id: string; readonly list: ListName; readonly back: string };

const tabs = [
  { name: 'timeline', label: 'Timeline' },
  { name: 'technical', label: 'Technical details' },
] as const;

/** What happened to one transfer: the verdict first, the proof below. */
export function Details({ id, list, back }: Props) {
  const transfer = useTransfers(({ byId }) => byId[id]);
  const details = useDetails(id);
  const [tab, setTab] = useState<(typeof tabs)[number]['name']>('timeline');
  const pane = useFocusWhenAlone();
  const people = useDestinations(({ list }) => list);
  useReadWhenSeen(transfer);
  useEffect(() => {
    void api.call('transfers.onScreen', id);
    return () => void api.call('transfers.onScreen', null);
  }, [id]);
  if (!transfer) return null;
  const clock = details && peerClockText(details);
  const key = details && theirKeyText(details, people);
  const holdsCause = details?.steps.some((step) => step.state === 'failed' || isObstructed(step, transfer));
  const cause = <TransferCause transfer={transfer} />;
  return (
    <section className="detail" aria-label="Transfer details" data-pane="detail" tabIndex={-1} ref={pane}>
      <header>
        <div className="title">
          <BackButton label={back} onBack={() => openTransfer(list, null)} />
          <span className="dim">
            <DocumentIcon name={transfer.documentName} />
          </span>
          <h2 className="grow" aria-label={rowName(transfer)}>
            <DocumentName name={rowName(transfer)} />
          </h2>
          <TransferMenu transfer={transfer} />
        </div>
        <Verdict transfer={transfer} heardAt={details?.heardAt ?? null} />
        <TransferActions transfer={transfer} />
        <TransferDocket transfer={transfer} />
        <Tabs label="Transfer" tabs={tabs} chosen={tab} onChoose={setTab} />
      </header>
      <div className="panel" role="tabpanel" id={`panel-${tab}`} aria-labelledby={`tab-${tab}`}>
        {tab === 'timeline' && details && (
          <>
            {!holdsCause && cause}
            {key && <p className="hint clock-note">{key}</p>}
            {clock && <p className="hint clock-note">{clock}</p>}
            <Timeline steps={details.steps} transfer={transfer} cause={cause} />
          </>
        )}
        {tab === 'technical' && details && <TechnicalDetails details={details} />}
      </div>
    </section>
  );
}

export function BackButton({ label, onBack }: { readonly label: string; readonly onBack: () => void }) {
  // The button leaves with its pane; the keyboard goes back to the row it came from.
  const back = (): void => {
    onBack();
    focusSoon('[data-pane="list"] :is(.row[tabindex="0"], [aria-current="page"])');
  };
  return (
    <button type="button" className="b q back" onClick={back}>
      <ArrowLeft className="i" aria-hidden="true" />
      {label}
    </button>
  );
}

/** In a small window the pane hides the list, and the focused row with it: the pane takes over. */
export function useFocusWhenAlone() {
  const pane = useRef<HTMLElement>(null);
  useEffect(() => {
    const { activeElement } = document;
    const list = document.querySelector('[data-pane="list"]');
    const hidden = list !== null && list.getClientRects().length === 0;
    if (hidden && (activeElement === document.body || list.contains(activeElement)))
      pane.current?.focus({ preventScroll: true });
  }, []);
  return pane;
}
