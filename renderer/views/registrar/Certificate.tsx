import { useState } from 'react';
import type { IssuedCertificate } from '../../../shared/registrar.ts';
import { Cause } from '../../components/Cause.tsx';
import { Glyph } from '../../components/Glyph.tsx';
import { StateWord } from '../../components/StateWord.tsx';
import { useMinute } from '../../components/use-minute.ts';
import { copy } from '../../stores/actions.ts';
import { openCertificate } from '../../stores/view.ts';
import {
  certificateState,
  countsForNothing,
  notRenewedText,
  renewalReminder,
  revocationReason,
} from '../../text/certificate-text.ts';
import { firstName, formatDate, formatMoment } from '../../text/format.ts';
import { BackButton, useFocusWhenAlone } from '../details/Details.tsx';
import { RevokeDialog } from './RevokeDialog.tsx';

/** One issued certificate: until when, how it was approved, and the way to revoke it. */
export function Certificate({ certificate }: { readonly certificate: IssuedCertificate }) {
  const { destination, label, validFrom, validUntil, state, byThisComputer, compared, fingerprint, note } =
    certificate;
  const [revoking, setRevoking] = useState(false);
  const now = useMinute();
  const pane = useFocusWhenAlone();
  const counts = state.kind === 'valid' || state.kind === 'ends-soon';
  return (
    <section ref={pane} className="detail" aria-label="Certificate" data-pane="detail" tabIndex={-1}>
      <header>
        <div className="title">
          <BackButton label="Certificates" onBack={() => openCertificate(null)} />
          <h2 className="grow">
            <bdi className="clip">{label}</bdi>
          </h2>
        </div>
        {counts && byThisComputer && (
          <div className="bs acts-bar">
            <button type="button" className="b" onClick={() => setRevoking(true)}>
              Revoke…
            </button>
          </div>
        )}
        <dl className="docket c2">
          <div>
            <dt>Address</dt>
            <dd className="m">{destination}</dd>
          </div>
          <div>
            <dt>{state.kind === 'revoked' ? 'Certificate would have ended' : 'Certificate valid until'}</dt>
            <dd className="num">{formatMoment(validUntil)}</dd>
          </div>
          <div>
            <dt>State</dt>
            <dd>
              <StateWord look={certificateState(certificate, now)} />
            </dd>
          </div>
          <div>
            <dt>Issued</dt>
            <dd className="num">
              {formatDate(validFrom)}
              <span className="hint">{issuedHow(byThisComputer, compared)}</span>
            </dd>
          </div>
        </dl>
      </header>
      <div className="panel">
        {state.kind === 'ends-soon' && (
          <Cause failure={notRenewedText(certificate)} tone="amber">
            <button type="button" className="b small" onClick={() => void copy(renewalReminder(certificate))}>
              Copy a reminder
            </button>
          </Cause>
        )}
        {counts && !byThisComputer && (
          <p className="say">
            Another registrar issued it, so only that computer can revoke it. If that computer is lost, revoke
            its issuing certificate under Organisation.
          </p>
        )}
        {state.kind === 'revoked' && <Revoked certificate={certificate} state={state} />}
        {note !== '' && (
          <>
            <h3 className="h">Note</h3>
            <p className="say">
              <bdi>{note}</bdi>
            </p>
          </>
        )}
        <details className="technical">
          <summary>Technical details</summary>
          <dl className="proof">
            <dt>Certificate, SHA-256</dt>
            <dd>{fingerprint}</dd>
            <dt>Key</dt>
            <dd>{certificate.kid}</dd>
          </dl>
        </details>
      </div>
      {revoking && <RevokeDialog certificate={certificate} onClose={() => setRevoking(false)} />}
    </section>
  );
}

function issuedHow(here: boolean, compared: IssuedCertificate['compared']): string {
  const who = here ? 'On this computer.' : 'By another registrar.';
  if (compared === null) return who;
  return `${who} Compared ${compared === 'phone' ? 'on the phone' : 'face to face'}.`;
}

type RevokedProps = {
  readonly certificate: IssuedCertificate;
  readonly state: Extract<IssuedCertificate['state'], { kind: 'revoked' }>;
};

function Revoked({ certificate: { label }, state: { at, why } }: RevokedProps) {
  const nothing = countsForNothing(why);
  return (
    <>
      <h3 className="h">Reason</h3>
      <p className="say">{why === null ? 'It was not written down here.' : revocationReason[why]}</p>
      <h3 className="h">What this means</h3>
      <ul className="checks">
        <li className="done">
          <Glyph name="done" />
          <span>Nobody can send to this key any more</span>
        </li>
        <li className="done">
          <Glyph name="done" />
          <span>
            {nothing
              ? `All that was signed with it counts as not proven, also what was signed before ${formatDate(at)}`
              : `What was signed before ${formatDate(at)} stays proven`}
          </span>
        </li>
        <li className="done">
          <Glyph name="done" />
          <span>It is in the list of revoked certificates that everybody reads</span>
        </li>
      </ul>
      <p className="say">
        {`A revocation cannot be undone. ${firstName(label)} can ask for a new certificate with a new key; the request comes to Requests.`}
      </p>
    </>
  );
}
