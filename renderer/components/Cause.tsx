import { OctagonX, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { api } from '../api.ts';
import type { FailureText } from '../text/failure-text.ts';

type Props = {
  readonly failure: FailureText;
  /** Red for refused and failed, amber for what needs the person or waits. */
  readonly tone?: 'red' | 'amber';
  /** Added to "Copy details"; never document content or keys. */
  readonly details?: string;
  readonly children?: ReactNode;
};

/** The label: what happened, what it means, what to do, code. In place, never in a toast. */
export function Cause({ failure, tone = 'red', details = '', children }: Props) {
  const Icon = tone === 'red' ? OctagonX : TriangleAlert;
  const copy = `${failure.code}: ${failure.title} ${failure.body}\n${details}`.trim();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div className={tone === 'red' ? 'cause' : 'cause a'} role="group" aria-label={failure.code}>
      <span className="mk">
        <Icon className="i" aria-hidden="true" />
      </span>
      <div>
        <p>
          <b>{failure.title}</b> {failure.body}
        </p>
        <div className="bs">
          {children}
          <span className="code num">
            {failure.code}
            <button type="button" className="b q small" onClick={() => void api.call('clipboard.copy', copy)}>
              Copy details
            </button>
          </span>
        </div>
      </div>
    </div>
  );
}
