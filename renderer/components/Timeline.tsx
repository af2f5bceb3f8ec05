import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Transfer, TransferStep } from '../../shared/transfer.ts';
import { formatClockSeconds } from '../text/format.ts';
import { placeOf, proofCaption, shownSteps, stateWord, stepSentence, stepTitle } from '../text/step-text.ts';
import { Glyph } from './Glyph.tsx';
import { Progress } from './StatusWord.tsx';

type Props = {
  readonly steps: readonly TransferStep[];
  readonly transfer: Transfer;
  /** The label that stands in the step that failed, or that waits for this computer. */
  readonly cause: ReactNode;
};

const looks = { done: 'done', running: 'run', waiting: 'wait', failed: 'fail', 'not-done': 'none' } as const;
const glyphs = {
  done: 'done',
  running: 'running',
  waiting: 'waiting',
  failed: 'failed',
  'not-done': 'none',
} as const;

/** A ledger: when, mark, what happened; grouped by where it happens. */
export function Timeline({ steps: journaled, transfer, cause }: Props) {
  const steps = shownSteps(journaled, transfer);
  const places: { place: string; steps: TransferStep[] }[] = [];
  for (const step of steps) {
    const place = placeOf(step.name, transfer);
    const last = places.at(-1);
    if (last?.place === place) last.steps.push(step);
    else places.push({ place, steps: [step] });
  }
  let before: TransferStep | null = null;
  return (
    <div className="tl">
      {places.map(({ place, steps: here }) => {
        const cont = before ? `place cont ${looks[before.state]}` : 'place';
        before = here.at(-1) ?? before;
        return (
          <section key={`${place}-${here[0]?.name}`}>
            <div className={cont}>
              <h3>{place}</h3>
            </div>
            <ol>
              {here.map((step) => (
                <Step
                  key={step.name}
                  step={step}
                  transfer={transfer}
                  cause={cause}
                  last={step === steps.at(-1)}
                />
              ))}
            </ol>
          </section>
        );
      })}
    </div>
  );
}

/** It waits for this computer, and tells for what. */
export const isObstructed = ({ name, state }: TransferStep, { waitingFor }: Transfer): boolean =>
  waitingFor !== null && state === 'waiting' && (name === 'complete' || name === 'saved');

type StepProps = {
  readonly step: TransferStep;
  readonly transfer: Transfer;
  readonly cause: ReactNode;
  readonly last: boolean;
};

function Step({ step, transfer, cause, last }: StepProps) {
  const sentence = stepSentence(step, transfer);
  const title = <span>{stepTitle(step, transfer)}</span>;
  const word = <span className="word">{stateWord[step.state]}</span>;
  return (
    <li
      className={`step ${looks[step.state]}${last ? ' last' : ''}`}
      data-step={step.name}
      data-state={step.state}
    >
      <time className="num">
        {step.at !== null && step.state !== 'not-done' ? formatClockSeconds(step.at) : ''}
      </time>
      <span className="node">
        <Glyph name={glyphs[step.state]} />
      </span>
      <div>
        {step.proof.length > 0 && step.state !== 'failed' ? (
          <details>
            <summary>
              {title}
              {word}
              <ChevronRight className="i" aria-hidden="true" />
              {sentence && <span className="why">{sentence}</span>}
            </summary>
            <dl className="proof">
              {step.proof.map(({ caption, value }) => (
                <Fact key={caption} caption={proofCaption[caption]} value={value} />
              ))}
            </dl>
          </details>
        ) : (
          <>
            <div className="hd">
              {title}
              {word}
            </div>
            {sentence && <p>{sentence}</p>}
          </>
        )}
        {step.name === 'pieces-sent' && step.state === 'running' && (
          <Progress value={transfer.progress} label="Sent" />
        )}
        {(step.state === 'failed' || isObstructed(step, transfer)) && cause}
      </div>
    </li>
  );
}

const Fact = ({ caption, value }: { readonly caption: string; readonly value: string }) => (
  <>
    <dt>{caption}</dt>
    <dd>{value}</dd>
  </>
);
