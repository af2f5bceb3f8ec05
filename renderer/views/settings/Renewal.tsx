import type { IdentityStatus } from '../../../shared/identity.ts';
import { Cause } from '../../components/Cause.tsx';
import { Glyph } from '../../components/Glyph.tsx';
import { useMinute } from '../../components/use-minute.ts';
import { formatDay } from '../../text/format.ts';
import { organisationOf } from '../../text/organisation-text.ts';
import { renewalText } from '../../text/own-certificate-text.ts';
import { renewalSteps } from '../../text/renewal-text.ts';
import { AskAgain } from '../setup/AskAgain.tsx';
import { RequestRefused } from '../setup/Waiting.tsx';

const words = { done: 'Done', wait: 'Waiting', none: 'Not done', fail: 'Refused' } as const;
const glyphs = { done: 'done', wait: 'waiting', none: 'none', fail: 'failed' } as const;

/** How far the next certificate is. Before it is due there is nothing to see. */
export function Renewal({ own }: { readonly own: Extract<IdentityStatus, { kind: 'ready' }> }) {
  const now = useMinute();
  const failure = renewalText(own, now);
  const { renewal, destination } = own;
  if (renewal.kind === 'not-due') return null;
  const steps = renewalSteps(renewal, organisationOf(destination));
  return (
    <>
      {failure && (
        <Cause failure={failure} tone={renewal.kind === 'refused' ? 'red' : 'amber'}>
          <AskAgain />
        </Cause>
      )}
      {renewal.kind === 'asked' && <RequestRefused request={renewal.request} />}
      <h3 className="h">Renewal</h3>
      <ol className="tl renewal" aria-label="Renewal">
        {steps.map(({ title, sentence, look, at }, index) => (
          <li key={title} className={`step ${look}${index === steps.length - 1 ? ' last' : ''}`}>
            <time className="num">{at === null ? '' : formatDay(at, now)}</time>
            <span className="node">
              <Glyph name={glyphs[look]} />
            </span>
            <div>
              <div className="hd">
                {title}
                <span className="word">{words[look]}</span>
              </div>
              <p>{sentence}</p>
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}
