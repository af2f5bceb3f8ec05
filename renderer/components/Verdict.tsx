import type { Transfer } from '../../shared/transfer.ts';
import { formatClock } from '../text/format.ts';
import { legLine, rowLook, rowWord } from '../text/leg-text.ts';
import { statusSentence } from '../text/status-text.ts';
import { useMinute } from './use-minute.ts';

type Props = {
  readonly transfer: Transfer;
  /** When the other person's app was heard of last; null where not known. */
  readonly heardAt?: number | null;
};

/** Top of a transfer: the mark changes with what is known, and each stage is another shape. */
export function Verdict({ transfer, heardAt = null }: Props) {
  const now = useMinute();
  const line = legLine(transfer, now, heardAt);
  return (
    <div className="verdict">
      <VerdictMark transfer={transfer} now={now} />
      <div>
        <p className="v">{rowWord(transfer, now)}</p>
        <p>{statusSentence(transfer, now)}</p>
        {line !== null && <p className="leg num">{line}</p>}
      </div>
    </div>
  );
}

function VerdictMark({ transfer, now }: { readonly transfer: Transfer; readonly now: number }) {
  const { status } = transfer;
  if (status === 'delivered' || status === 'received' || status === 'confirmation-pending') {
    return <Postmark at={transfer.finishedAt ?? transfer.updatedAt} />;
  }
  if (status === 'refused' || status === 'failed' || status === 'incomplete') return <StruckOctagon />;
  const isOpen = ['sent', 'waiting-for-connection', 'waiting-for-clock', 'cannot-save'].includes(status);
  if (isOpen || (rowLook(transfer, now)[0] === 'waiting' && transfer.progress === null)) return <EmptyRing />;
  if (status === 'cancelled') return <BarredRing />;
  return <ProgressRing value={transfer.progress} />;
}

/** Printed only where a signature check made it true. */
export function Postmark({ at }: { readonly at: number }) {
  const date = new Date(at);
  const day = `${date.getDate()} ${new Intl.DateTimeFormat('en-GB', { month: 'short' }).format(date).slice(0, 3).toUpperCase()}`;
  return (
    <svg className="ok-c stamped" viewBox="0 0 64 64" aria-hidden="true">
      <g fill="none" stroke="currentColor">
        <circle cx="32" cy="32" r="30" strokeWidth="2.4" />
        <circle cx="32" cy="32" r="26" strokeWidth="1.1" />
        <path d="M7.5 22.5h49M7.5 41.5h49" strokeWidth="1.6" />
      </g>
      <g fill="currentColor" textAnchor="middle" fontFamily="'Plex Sans', sans-serif" fontWeight="600">
        <text x="32" y="18.4" fontSize="9.4">
          {day}
        </text>
        <text x="32" y="37.4" fontSize="15">
          {formatClock(at)}
        </text>
        <text x="32" y="52.4" fontSize="9.4">
          {date.getFullYear()}
        </text>
      </g>
    </svg>
  );
}

const StruckOctagon = () => (
  <svg className="no-c" viewBox="0 0 64 64" aria-hidden="true">
    <path
      d="M20.5 4h23L60 20.5v23L43.5 60h-23L4 43.5v-23z"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.4"
      strokeLinejoin="round"
    />
    <path d="m23 23 18 18m0-18L23 41" stroke="currentColor" strokeWidth="3.4" strokeLinecap="round" />
  </svg>
);

const EmptyRing = () => (
  <svg className="op-c" viewBox="0 0 64 64" aria-hidden="true">
    <circle
      cx="32"
      cy="32"
      r="29"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.2"
      strokeDasharray="4.6 4.5"
    />
    <path
      d="M32 20v12l8 5"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.6"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </svg>
);

const BarredRing = () => (
  <svg className="dim" viewBox="0 0 64 64" aria-hidden="true">
    <circle cx="32" cy="32" r="29" fill="none" stroke="currentColor" strokeWidth="2.4" />
    <path d="M20 32h24" stroke="currentColor" strokeWidth="3.4" strokeLinecap="round" />
  </svg>
);

const around = 2 * Math.PI * 29;
/** It turns only while nothing is known: a share that grows says enough. */
function ProgressRing({ value }: { readonly value: number | null }) {
  const share = value ?? 0.25;
  return (
    <svg className={value === null ? 'run-c spin' : 'run-c'} viewBox="0 0 64 64" aria-hidden="true">
      <circle cx="32" cy="32" r="29" fill="none" stroke="var(--rule-2)" strokeWidth="4" />
      <circle
        cx="32"
        cy="32"
        r="29"
        fill="none"
        stroke="currentColor"
        strokeWidth="4"
        strokeDasharray={`${around * share} ${around}`}
        transform="rotate(-90 32 32)"
      />
      {value !== null && (
        <text
          x="32"
          y="37"
          textAnchor="middle"
          fill="currentColor"
          fontSize="14.5"
          fontFamily="'Plex Sans', sans-serif"
          fontWeight="650"
        >
          {`${Math.floor(value * 100)} %`}
        </text>
      )}
    </svg>
  );
}
