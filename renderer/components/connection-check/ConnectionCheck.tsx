import type { CheckedStep, ConnectionReport, StepState } from '../../../shared/connection-report.ts';
import {
  foundText,
  isFirstUntested,
  reportTitle,
  stepCause,
  stepName,
  stepStateWord,
} from '../../text/check-text.ts';
import { formatWhen } from '../../text/format.ts';
import type { GlyphName } from '../../text/status-text.ts';
import { Cause } from '../Cause.tsx';
import { Glyph } from '../Glyph.tsx';

type Look = 'done' | 'fail' | 'warn' | 'none' | 'run';
const looks: Readonly<Record<StepState, readonly [GlyphName, Look]>> = {
  passed: ['done', 'done'],
  failed: ['failed', 'fail'],
  'needs-you': ['warning', 'warn'],
  'not-needed': ['none', 'none'],
  'not-tested': ['none', 'none'],
  running: ['running', 'run'],
};

/** The result of a check, step by step, also while it goes on (look.md section 18). */
export function ConnectionCheck({ report }: { readonly report: ConnectionReport }) {
  const [glyph, look] = looks[stateOfAll(report)];
  return (
    <section className="result wide2" aria-label="Connection check" data-done={report.done}>
      <header>
        <span className={look}>
          <Glyph name={glyph} />
        </span>
        <b className="grow" role="status">
          {reportTitle(report)}
        </b>
        <span className="dim num">{formatWhen(report.at, Date.now())}</span>
      </header>
      <ol className="steps10">
        {report.steps.map((step) => (
          <Step key={step.step} step={step} isFirst={isFirstUntested(report, step)} />
        ))}
      </ol>
    </section>
  );
}

function stateOfAll({ done, steps }: ConnectionReport): StepState {
  if (!done) return 'running';
  const states = steps.map(({ state }) => state);
  return states.includes('failed') ? 'failed' : states.includes('needs-you') ? 'needs-you' : 'passed';
}

function Step({ step, isFirst }: { readonly step: CheckedStep; readonly isFirst: boolean }) {
  const [glyph, look] = looks[step.state];
  const failure = step.state === 'failed' || step.state === 'needs-you' ? stepCause(step) : null;
  return (
    <li className={look} data-check={step.step} data-state={step.state} data-cause={step.cause}>
      <Glyph name={glyph} />
      <span className="what">{stepName[step.step]}</span>
      <span className="got num">{foundText(step, isFirst)}</span>
      <span className="w">{stepStateWord[step.state]}</span>
      {failure && <Cause failure={failure} tone={step.state === 'failed' ? 'red' : 'amber'} />}
    </li>
  );
}
