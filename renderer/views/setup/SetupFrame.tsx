import type { ReactNode } from 'react';
import { Glyph } from '../../components/Glyph.tsx';
import { Mark } from '../../components/Mark.tsx';
import type { SetupStep } from './setup-step.ts';

const steps: readonly { readonly name: SetupStep; readonly label: string; readonly hint: string }[] = [
  { name: 'welcome', label: 'Welcome', hint: 'What Sealpost does' },
  { name: 'organisation', label: 'Organisation', hint: 'Found or join' },
  { name: 'connection', label: 'Connection', hint: 'Your own server' },
  { name: 'name', label: 'Name and address', hint: 'How people find you' },
  { name: 'key', label: 'Protect your key', hint: 'Made on this computer' },
];

type Props = {
  /** Null before the first step, `ready` after the last one. */
  readonly step: SetupStep | 'ready' | null;
  /** The step is long: it begins at the top of the window. */
  readonly long?: boolean;
  readonly children: ReactNode;
};

/** The way through set-up on the left, the step on the right. */
export function SetupFrame({ step, long = false, children }: Props) {
  const at = step === 'ready' ? steps.length : steps.findIndex(({ name }) => name === step);
  return (
    <div className="fr">
      <aside aria-label="Set-up">
        <div className="brand">
          <Mark />
          <span>Sealpost</span>
        </div>
        <ol className="steps">
          {steps.map(({ name, label, hint }, index) => (
            <li
              key={name}
              className={index < at ? 'ok' : undefined}
              aria-current={index === at ? 'step' : undefined}
            >
              {index < at ? <Glyph name="done" /> : <span className="nn">{index + 1}</span>}
              <span>
                <b>{label}</b>
                <span className="hint">{hint}</span>
              </span>
            </li>
          ))}
        </ol>
        <p className="hint last">You can close this window. Set-up goes on where you left it.</p>
      </aside>
      <main>
        <section className={long ? 'pane up' : 'pane'} aria-label={nameOf(step, at)}>
          {children}
        </section>
      </main>
    </div>
  );
}

function nameOf(step: Props['step'], at: number): string {
  if (step === 'ready') return 'Ready';
  return step === null ? 'Before set-up' : `Step ${at + 1} of ${steps.length}`;
}
