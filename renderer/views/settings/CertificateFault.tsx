import type { IdentityStatus } from '../../../shared/identity.ts';
import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { Glyph } from '../../components/Glyph.tsx';
import { RequestCode } from '../../components/RequestCode.tsx';
import { useOnce } from '../../components/use-once.ts';
import { ask } from '../../stores/question.ts';
import { organisationOf, registrarOf } from '../../text/organisation-text.ts';
import { askAfterRevocation, certificateFaultText, renewalRefused } from '../../text/own-certificate-text.ts';
import { AskAgain } from '../setup/AskAgain.tsx';

type NotValid = Extract<IdentityStatus, { kind: 'certificate-not-valid' }>;

/** Why nothing can be sent, who can do what, and what still works until then. */
export function CertificateFault({ status }: { readonly status: NotValid }) {
  const { why, renewal, destination } = status;
  const ofList = why === 'list-ended' || why === 'list-missing';
  return (
    <>
      <Cause failure={certificateFaultText(status)} tone={why === 'revoked' ? 'red' : 'amber'} details={why}>
        {why === 'revoked' && renewal.kind === 'not-due' && (
          <NewKeyAfterRevocation destination={destination} />
        )}
        {!ofList && (why !== 'revoked' || renewal.kind === 'asked') && renewal.kind !== 'refused' && (
          <AskAgain label={renewal.kind === 'asked' ? 'Ask again' : 'Ask for a new certificate'} />
        )}
      </Cause>
      {renewal.kind === 'refused' && (
        <Cause failure={renewalRefused(renewal.reason)}>
          <AskAgain />
        </Cause>
      )}
      {renewal.kind === 'asked' && renewal.requestCode !== '' && !ofList && (
        <RequestCode code={renewal.requestCode} registrar={registrarOf(organisationOf(destination))} />
      )}
      <h3 className="h">{why === 'revoked' ? 'What this means' : 'What works until then'}</h3>
      {why === 'revoked' ? <Revoked /> : <UntilThen />}
    </>
  );
}

/** The old key counts no more: a new one is asked for only when the person says so. */
function NewKeyAfterRevocation({ destination }: { readonly destination: string }) {
  const { busy, run } = useOnce(async () => {
    if (await ask(askAfterRevocation(destination))) await api.call('identity.askAgain', undefined);
  });
  return (
    <button type="button" className="b p small" aria-disabled={busy} onClick={run}>
      Make a new key and ask…
    </button>
  );
}

const looks = { done: 'done', none: 'none', fail: 'failed' } as const;

const Line = ({ look, text }: { readonly look: keyof typeof looks; readonly text: string }) => (
  <li className={look}>
    <Glyph name={looks[look]} />
    <span>{text}</span>
  </li>
);

const UntilThen = () => (
  <ul className="checks">
    <Line look="done" text="Documents that were sent to you before still arrive, and all can be opened" />
    <Line look="done" text="What you sent before stays proven, and is still confirmed to you" />
    <Line look="none" text="Your confirmations wait; the senders see “Sent, not confirmed yet”" />
    <Line look="none" text="Nobody can choose you for a new document" />
    <Line look="none" text="Nothing new can be sent; what waits in Sent goes by itself afterwards" />
  </ul>
);

const Revoked = () => (
  <ul className="checks">
    <Line look="done" text="Documents on this computer stay and can be opened" />
    <Line
      look="fail"
      text="Nothing that you sign from now on is accepted; if the key was lost or stolen, earlier signatures count no more either"
    />
    <Line
      look="none"
      text="Documents on the way to you are not confirmed; the senders see “Sent, not confirmed yet”"
    />
  </ul>
);
