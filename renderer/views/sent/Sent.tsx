import { RotateCw } from 'lucide-react';
import { Slip } from '../../components/Motifs.tsx';
import { TransferList } from '../../components/transfer-list/TransferList.tsx';
import { retryAll } from '../../stores/actions.ts';
import { useCounts } from '../../stores/mirrors.ts';
import { chooseDocuments } from '../../stores/view.ts';
import { ListPlace } from '../details/ListPlace.tsx';

export const Sent = () => (
  <ListPlace
    list="sent"
    title="Sent"
    empty={<EmptySent />}
    rows={<TransferList list="sent" title="Sent" action={<RetryAll />} />}
  />
);

function RetryAll() {
  const count = useCounts(({ counts }) => counts?.retryable ?? 0);
  if (count === 0) return null;
  return (
    <button type="button" className="b" onClick={() => void retryAll()}>
      <RotateCw className="i" aria-hidden="true" />
      {`Retry all failed (${count})`}
    </button>
  );
}

const EmptySent = () => (
  <div className="empty">
    <Slip />
    <h3>Nothing sent yet.</h3>
    <p>Drop a document anywhere in this window.</p>
    <div className="bs">
      <button type="button" className="b p" onClick={() => void chooseDocuments()}>
        Choose a document…
      </button>
    </div>
  </div>
);
