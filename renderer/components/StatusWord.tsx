import type { Transfer } from '../../shared/transfer.ts';
import { rowLook, rowWord } from '../text/leg-text.ts';
import { Glyph } from './Glyph.tsx';

const tones = { proven: 'ok', open: 'op', refused: 'no', plain: '' } as const;

export function StatusWord({ transfer, now }: { readonly transfer: Transfer; readonly now: number }) {
  const [glyph, tone] = rowLook(transfer, now);
  return (
    <span className={`stat num ${tones[tone]}`}>
      <Glyph name={glyph} />
      <span>{rowWord(transfer, now)}</span>
    </span>
  );
}

export function Progress({ value, label }: { readonly value: number | null; readonly label: string }) {
  const percent = value === null ? undefined : Math.floor(value * 100);
  return (
    <span
      className={value === null ? 'bar-p ind' : 'bar-p'}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <i style={percent === undefined ? undefined : { transform: `scaleX(${percent / 100})` }} />
    </span>
  );
}
