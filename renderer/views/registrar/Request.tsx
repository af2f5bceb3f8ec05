import { useEffect } from 'react';
import type { CertificateRequest } from '../../../shared/registrar.ts';
import { Glyph } from '../../components/Glyph.tsx';
import { StateWord } from '../../components/StateWord.tsx';
import { useMinute } from '../../components/use-minute.ts';
import { openRequest } from '../../stores/view.ts';
import { firstName, formatAsked, formatDate, formatMoment } from '../../text/format.ts';
import { kindHint, kindText, requestState } from '../../text/request-text.ts';
import { BackButton, useFocusWhenAlone } from '../details/Details.tsx';
import { Decision } from './Decision.tsx';

/** One request: what it is, and then what has to be done about it. */
export function Request({ request }: { readonly request: CertificateRequest }) {
  const { destination, label, kind, askedAt, validUntil, state } = request;
  const now = useMinute();
  const pane = useFocusWhenAlone();
  const { kind: answer } = state;
  // The button that answered is gone with the answer.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it happens with the answer
  useEffect(() => {
    if (document.activeElement === document.body) pane.current?.focus({ preventScroll: true });
  }, [answer]);
  return (
    <section ref={pane} className="detail" aria-label="Request" data-pane="detail" tabIndex={-1}>
      <header>
        <div className="title">
          <BackButton label="Requests" onBack={() => openRequest(null)} />
          <h2 className="grow">
            <bdi className="clip">{label}</bdi>
          </h2>
        </div>
        <dl className="docket c2">
          <div>
            <dt>Address</dt>
            <dd className="m">{destination}</dd>
          </div>
          <div>
            <dt>Asked on</dt>
            <dd className="num">{formatAsked(askedAt, now)}</dd>
          </div>
          <div>
            <dt>Kind of request</dt>
            <dd>
              {kindText[kind].word} <span className="hint">{kindHint(request)}</span>
            </dd>
          </div>
          {state.kind === 'waiting' ? (
            <div>
              <dt>If you approve</dt>
              <dd className="num">
                {`Valid until ${formatDate(validUntil)}`}{' '}
                <span className="hint">Renewed by itself after that.</span>
              </dd>
            </div>
          ) : (
            <div>
              <dt>Answered</dt>
              <dd className="num">
                {formatMoment(state.at)} <StateWord look={requestState(request)} />
              </dd>
            </div>
          )}
        </dl>
      </header>
      <div className="panel">
        {state.kind === 'waiting' && <Decision request={request} />}
        {state.kind === 'refused' && (
          <>
            <h3 className="h">{`What ${firstName(label)} reads`}</h3>
            <p className="say">
              <bdi>{state.reason === '' ? 'No reason was given.' : state.reason}</bdi>
            </p>
          </>
        )}
        {state.kind === 'approved' && <Approved request={request} by={state.by} />}
      </div>
    </section>
  );
}

type ApprovedProps = {
  readonly request: CertificateRequest;
  readonly by: 'policy' | 'person' | 'another-registrar';
};

function Approved({ request: { kind, label, validUntil, current }, by }: ApprovedProps) {
  if (by === 'policy' && kind !== 'renewal')
    return (
      <p className="say">
        {`This computer asked for it itself, so there was nothing to compare. The certificate is valid until ${formatDate(validUntil)}.`}
      </p>
    );
  if (by !== 'policy')
    return (
      <p className="say">
        {by === 'person'
          ? `You compared the code and approved it. The certificate is valid until ${formatDate(validUntil)}.`
          : `Another registrar answered it. The certificate is valid until ${formatDate(validUntil)}.`}
      </p>
    );
  return (
    <>
      <h3 className="h">Why there was nothing to compare</h3>
      <ul className="checks">
        <Check text={`The request is signed with ${firstName(label)}'s old key`} />
        <Check
          text="The old certificate was valid at that time"
          fact={current ? `until ${formatDate(current.validUntil)}` : ''}
        />
        <Check text="Name and address are the same as before" />
      </ul>
      <p className="say">
        {`The new certificate is valid until ${formatDate(validUntil)}. If one of the three checks fails, the request waits for you instead.`}
      </p>
    </>
  );
}

export const Check = ({ text, fact = '' }: { readonly text: string; readonly fact?: string }) => (
  <li className="done">
    <Glyph name="done" />
    <span>{text}</span>
    <span className="w num">{fact}</span>
  </li>
);
