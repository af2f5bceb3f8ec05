import { Cause } from '../../components/Cause.tsx';
import { RequestCode } from '../../components/RequestCode.tsx';
import { useClock, useIdentity } from '../../stores/mirrors.ts';
import { clockText } from '../../text/clock-text.ts';
import { notStarted } from '../../text/identity-failures.ts';
import { keyringText } from '../../text/keyring-text.ts';
import { organisationOf, registrarOf } from '../../text/organisation-text.ts';
import { OpenKeys } from '../setup/OpenKeys.tsx';
import { TryAgain } from '../setup/TryAgain.tsx';
import { Refused, RequestRefused } from '../setup/Waiting.tsx';
import { BecomeRegistrar } from './BecomeRegistrar.tsx';
import { CertificateFault } from './CertificateFault.tsx';
import { IdentityFacts } from './IdentityFacts.tsx';
import { KeysLost } from './KeysLost.tsx';
import { Renewal } from './Renewal.tsx';

/** The own address, its key and its certificate: until when, what is under way, and what is wrong. */
export function Identity() {
  const status = useIdentity((state) => state.status);
  // While the clock is wrong, what it says of the certificate is not to be believed.
  const clock = useClock((mirror) => clockText(mirror.state));
  switch (status?.kind) {
    case undefined:
    case 'not-set-up':
      return <p className="mut">Not set up yet.</p>;
    case 'keychain-unavailable':
      return (
        <Cause failure={keyringText(status.why, status.restarts)} tone="amber" details={status.backend}>
          <OpenKeys why={status.why} look="b small" />
        </Cause>
      );
    case 'keys-lost':
      return (
        <>
          <IdentityFacts status={status} />
          <KeysLost status={status} />
        </>
      );
    case 'not-started':
      return (
        <>
          <Cause failure={notStarted}>
            <TryAgain />
          </Cause>
          <IdentityFacts status={status} />
        </>
      );
    case 'certificate-not-valid':
      return (
        <>
          <IdentityFacts status={status} />
          {clock ? <p className="hint below">{clock}</p> : <CertificateFault status={status} />}
        </>
      );
    case 'waiting-for-certificate':
      return (
        <>
          <IdentityFacts status={status} />
          {status.refusal !== null && <Refused reason={status.refusal} />}
          <RequestRefused request={status.request} />
          {status.requestCode !== '' && (
            <RequestCode
              code={status.requestCode}
              registrar={registrarOf(organisationOf(status.destination))}
            />
          )}
        </>
      );
    case 'ready':
      return (
        <>
          <IdentityFacts status={status} />
          {clock ? <p className="hint below">{clock}</p> : <Renewal own={status} />}
          <BecomeRegistrar destination={status.destination} />
          <details className="technical">
            <summary>Technical details</summary>
            <dl className="proof">
              <dt>Certificate, SHA-256</dt>
              <dd>{status.fingerprint}</dd>
            </dl>
          </details>
        </>
      );
  }
}
