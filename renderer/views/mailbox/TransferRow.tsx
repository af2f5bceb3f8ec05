import { RotateCw, X } from 'lucide-react';
import { memo } from 'react';
import { api } from '../../api.ts';
import { DocumentIcon, DocumentName } from '../../components/DocumentName.tsx';
import { Progress, StatusWord } from '../../components/StatusWord.tsx';
import { useTransfers } from '../../stores/transfers.ts';
import { rowPerson, rowSize, rowTime, rowTitle, spokenRow } from './rows.ts';

type Props = {
  readonly id: string;
  readonly rowIndex: number;
  readonly selected: boolean;
  readonly focusable: boolean;
  readonly onOpen: (id: string) => void;
};

const moving: ReadonlySet<string> = new Set(['preparing', 'sending', 'incoming', 'checking']);

/** Each row follows its own transfer, so that one that moves does not draw the others anew. */
export const TransferRow = memo(function TransferRow({ id, rowIndex, selected, focusable, onOpen }: Props) {
  const transfer = useTransfers(({ byId }) => byId[id]);
  if (!transfer) return null;
  const now = Date.now();
  const shows = moving.has(transfer.status);
  const recipient = transfer.peerVerified ? transfer.peer?.destination : undefined;
  const acts = transfer.cancellable || transfer.retryable;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys of its rows
    <div
      role="row"
      className={`row${transfer.unread ? ' unread' : ''}${acts ? ' has-acts' : ''}`}
      aria-rowindex={rowIndex}
      aria-selected={selected}
      aria-label={spokenRow(transfer, now)}
      tabIndex={focusable ? 0 : -1}
      data-id={id}
      data-transfer-id={transfer.transferId}
      data-status={transfer.status}
      data-recipient={recipient}
      onClick={() => onOpen(id)}
    >
      <div role="gridcell" className="cell">
        <span className="ico">
          <DocumentIcon name={transfer.documentName} />
        </span>
        <span className="l1">
          <span className="name">
            <DocumentName name={rowTitle(transfer)} />
          </span>
          <span className="time num">{rowTime(transfer, now)}</span>
        </span>
        <span className="l2">
          <span className="who clip num">
            <bdi>{rowPerson(transfer)}</bdi> · {rowSize(transfer)}
          </span>
          <StatusWord transfer={transfer} />
        </span>
        {shows && <Progress value={transfer.progress} label={rowTitle(transfer)} />}
        {acts && (
          <span className="acts">
            {transfer.cancellable && <Act label={`Cancel ${rowTitle(transfer)}`} icon={<X className="i s" aria-hidden="true" />} act={() => api.call('transfers.cancel', id)} />}
            {transfer.retryable && <Act label={`Retry ${rowTitle(transfer)}`} icon={<RotateCw className="i s" aria-hidden="true" />} act={() => api.call('transfers.retry', id)} />}
          </span>
        )}
      </div>
    </div>
  );
});

type ActProps = { readonly label: string; readonly icon: React.ReactNode; readonly act: () => Promise<unknown> };

const Act = ({ label, icon, act }: ActProps) => (
  <button
    type="button"
    className="b q"
    tabIndex={-1}
    aria-label={label}
    title={label}
    onClick={(event) => {
      event.stopPropagation();
      void act();
    }}
  >
    {icon}
  </button>
);
