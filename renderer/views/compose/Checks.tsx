import { useId } from 'react';
import type { CheckState, Preflight } from '../../../shared/failures.ts';
import { Cause } from '../../components/Cause.tsx';
import { Glyph } from '../../components/Glyph.tsx';
import { useCannotSend } from '../../components/use-cannot-send.ts';
import { ownOf, useIdentity } from '../../stores/mirrors.ts';
import { type Draft, openSettings } from '../../stores/view.ts';
import { checkText } from '../../text/failure-text.ts';
import { type Check, checkLines } from './check-lines.ts';

type Props = { readonly draft: Draft; readonly preflight: Preflight | null };

const glyphs = { ok: 'done', failed: 'failed', waiting: 'waiting', open: 'none', asking: 'running' } as const;
const classes: Readonly<Record<CheckState | 'open' | 'asking', string>> = {
  ok: 'done',
  failed: 'fail',
  waiting: 'wait',
  open: 'none',
  asking: 'none',
};

/** The three lines that say whether Send will work. */
export function Checks({ draft, preflight }: Props) {
  const own = ownOf(useIdentity(({ status }) => status));
  const off = useCannotSend();
  const heading = useId();
  const lines: readonly Check[] = checkLines(draft, preflight, own?.destination ?? null);
  return (
    <section aria-labelledby={heading}>
      <h3 id={heading}>Checks</h3>
      <div>
        <ul className="checks">
          {lines.map(({ name, state, text, fact }) => (
            <li key={name} className={classes[state]} data-check={name} data-state={state}>
              <Glyph name={glyphs[state]} />
              <span>{text}</span>
              <span className="w num">{fact}</span>
            </li>
          ))}
        </ul>
        {preflight?.own.state === 'failed' && preflight.own.reason !== null && (
          <Cause failure={off ?? checkText(preflight.own.reason, own?.label ?? 'Your')} tone="amber">
            <button type="button" className="b small" onClick={() => openSettings('identity')}>
              Open settings
            </button>
          </Cause>
        )}
      </div>
    </section>
  );
}
