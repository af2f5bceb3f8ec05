// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid is no table, and its cells are reached with the row
// biome-ignore-all lint/a11y/useFocusableInteractive: a virtual grid is no table, and its cells are reached with the row
import { RotateCw, X } from 'lucide-react';
import { type KeyboardEvent, type MouseEvent, memo } from 'react';
import { cancelTransfer, retryTransfer } from '../../stores/actions.ts';
import { useTransfers } from '../../stores/transfers.ts';
import { rowLook } from '../../text/leg-text.ts';
import { rowLabel, rowName, rowPerson, rowSize, rowTime } from '../../text/row-text.ts';
import { retryLabel } from '../../text/status-text.ts';
import { DocumentIcon, DocumentName } from '../DocumentName.tsx';
import { Progress, StatusWord } from '../StatusWord.tsx';

type Props = {
  readonly id: string;
  readonly rowIndex: number;
  readonly selected: boolean;
  /** The one row that Tab reaches. */
  readonly current: boolean;
  readonly now: number;
  readonly onPick: (id: string, event: MouseEvent) => void;
};

const unknown = new Set(['preparing', 'incoming', 'checking']);

/** One transfer; it follows only its own entry of the store. */
export const TransferRow = memo(function TransferRow({
  id,
  rowIndex,
  selected,
  current,
  now,
  onPick,
}: Props) {
  const transfer = useTransfers(({ byId }) => byId[id]);
  if (!transfer) return null;
  const { cancellable, retryable } = transfer;
  const size = rowSize(transfer);
  const moves =
    transfer.status === 'sending' ||
    (transfer.status === 'waiting-for-connection' && transfer.progress !== null);
  const classes = [
    'row',
    transfer.unread && 'unread',
    (cancellable || retryable) && 'has-acts',
    selected && 'show',
  ];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid answers the keys for all rows
    <div
      role="row"
      className={classes.filter(Boolean).join(' ')}
      tabIndex={current ? 0 : -1}
      aria-rowindex={rowIndex}
      aria-selected={selected}
      aria-label={rowLabel(transfer, now)}
      data-transfer-id={transfer.transferId}
      data-id={id}
      data-status={transfer.status}
      data-recipient={transfer.peerVerified ? transfer.peer?.destination : undefined}
      onClick={(event) => onPick(id, event)}
    >
      <div role="gridcell" className="cell">
        <span className="ico">
          <DocumentIcon name={transfer.documentName} />
        </span>
        <span className="l1">
          <span className="name">
            <DocumentName name={rowName(transfer)} />
          </span>
          <span className="time num">{rowTime(transfer, now)}</span>
        </span>
        <span className="l2">
          <span className="who clip">
            <bdi>{rowPerson(transfer)}</bdi>
            {size && ` · ${size}`}
          </span>
          <StatusWord transfer={transfer} now={now} />
        </span>
        {moves && <Progress value={transfer.progress} label="Progress" />}
        {unknown.has(transfer.status) && rowLook(transfer, now)[0] !== 'waiting' && (
          <Progress value={null} label="Progress" />
        )}
      </div>
      {(cancellable || retryable) && (
        <div role="gridcell" className="acts">
          {retryable && (
            <RowAction label={retryLabel(transfer)} onAct={() => void retryTransfer(id)}>
              <RotateCw className="i" aria-hidden="true" />
            </RowAction>
          )}
          {cancellable && (
            <RowAction label="Cancel" onAct={() => void cancelTransfer(transfer)}>
              <X className="i" aria-hidden="true" />
            </RowAction>
          )}
        </div>
      )}
    </div>
  );
});

type ActionProps = { readonly label: string; readonly onAct: () => void; readonly children: React.ReactNode };

function RowAction({ label, onAct, children }: ActionProps) {
  const stop = (event: MouseEvent | KeyboardEvent): void => event.stopPropagation();
  const act = (event: MouseEvent): void => {
    event.stopPropagation();
    onAct();
  };
  return (
    <button
      type="button"
      className="b q"
      aria-label={label}
      title={label}
      tabIndex={-1}
      onClick={act}
      onKeyDown={stop}
    >
      {children}
    </button>
  );
}
