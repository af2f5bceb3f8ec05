import type { ReactNode } from 'react';
import { Glyph } from '../../components/Glyph.tsx';
import { formatDate } from '../../text/format.ts';

type Props = {
  readonly title: string;
  readonly about: string;
  /** Milliseconds since 1970; null where nothing ends. */
  readonly until?: number | null;
  /** In place of a date. */
  readonly fact?: string;
  /** Something is due. */
  readonly open?: boolean;
  /** It does not count any more. */
  readonly off?: boolean;
  readonly children?: ReactNode;
};

/** One line of the ledger: what it is, until when, and one button. */
export function Entry({ title, about, until = null, fact, open = false, off = false, children }: Props) {
  const glyph = off ? 'none' : open ? 'waiting' : 'done';
  return (
    <div className="led">
      <span className={off ? 'dim' : open ? 'op-c' : 'ok-c'}>
        <Glyph name={glyph} />
      </span>
      <div className="t">
        <b>
          <bdi>{title}</bdi>
        </b>
        <span>{about}</span>
      </div>
      <div className="d num">
        {until !== null && (
          <>
            {'valid until '}
            <b>{formatDate(until)}</b>
          </>
        )}
        {fact}
      </div>
      {children ?? <span />}
    </div>
  );
}
