import type { Transfer } from '../../shared/transfer.ts';
import { statusLook, statusWord } from '../text/status-text.ts';
import { Glyph } from './Glyph.tsx';

const tones = { proven: 'ok', open: 'op', refused: 'no', plain: '' } as const;

export function StatusWord({ transfer }: { readonly transfer: Transfer }) {
  const [glyph, tone] = statusLook(transfer.status);
  return (
    <span className={`stat num ${tones[tone]}`}>
      <Glyph name={glyph} />
      <span>{statusWord(transfer)}</span>
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
