import { useEffect, useState } from 'react';
import type { Transfer } from '../../shared/transfer.ts';
import { useTransfers } from '../stores/transfers.ts';
import { peerLabel, statusWord } from '../text/status-text.ts';

const atMostEvery = 3_000;
const spoken: ReadonlySet<string> = new Set(['sent', 'delivered', 'received', 'failed', 'cancelled', 'incomplete']);

/** Arrivals and results, said politely and not too often; refusals at once. */
export function LiveRegion() {
  const [polite, setPolite] = useState('');
  const [urgent, setUrgent] = useState('');
  useEffect(() => {
    let last = 0;
    return useTransfers.subscribe(({ byId, loaded }, before) => {
      if (!loaded || !before.loaded) return;
      for (const one of Object.values(byId)) {
        const earlier = before.byId[one.id];
        if (earlier?.status === one.status) {
          const crossed = quarter(one) > quarter(earlier) ? quarter(one) : 0;
          if (crossed > 0 && Date.now() - last > atMostEvery) {
            last = Date.now();
            setPolite(`${one.documentName ?? 'Document'}: ${crossed * 25} percent`);
          }
        } else if (one.status === 'refused') setUrgent(sentence(one));
        else if (spoken.has(one.status)) setPolite(sentence(one));
      }
    });
  }, []);
  return (
    <>
      <div className="sr" role="status" aria-live="polite">
        {polite}
      </div>
      <div className="sr" role="alert" aria-live="assertive">
        {urgent}
      </div>
    </>
  );
}

const quarter = (transfer: Transfer): number => Math.floor((transfer.progress ?? 0) * 4);

const sentence = (transfer: Transfer): string =>
  `${statusWord(transfer)}: ${transfer.documentName ?? 'a document'}, ${transfer.direction === 'sent' ? 'to' : 'from'} ${peerLabel(transfer)}`;
