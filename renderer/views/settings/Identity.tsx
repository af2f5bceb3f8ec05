import { Copy } from 'lucide-react';
import { Cause } from '../../components/Cause.tsx';
import { RequestCode } from '../../components/RequestCode.tsx';
import { copy } from '../../stores/actions.ts';
import { useClock, useIdentity } from '../../stores/mirrors.ts';
import { clockText } from '../../text/clock-text.ts';
import { ownCertificateInvalid } from '../../text/failure-text.ts';
import { formatDate } from '../../text/format.ts';
import { notStarted } from '../../text/identity-failures.ts';
import { keychainName } from '../../text/identity-text.ts';
import { keyringText } from '../../text/keyring-text.ts';
import { RetryKeychain } from '../setup/RetryKeychain.tsx';
import { TryAgain } from '../setup/TryAgain.tsx';
import { RequestRefused } from '../setup/Waiting.tsx';
import { Fact, Facts } from './Fields.tsx';

export function Identity() {
  const status = useIdentity((state) => state.status);
  // While the clock is wrong, what it says of the certificate is not to be believed.
  const clock = useClock((mirror) => clockText(mirror.state));
  if (!status || status.kind === 'not-set-up') return <p className="mut">Not set up yet.</p>;
  if (status.kind === 'keychain-unavailable') {
    return (
      <Cause failure={keyringText(status.why, status.restarts)} tone="amber" details={status.backend}>
        <RetryKeychain look="b small" />
      </Cause>
    );
  }
  return (
    <>
      {status.kind === 'certificate-not-valid' &&
        (clock ? <p className="hint">{clock}</p> : <Cause failure={ownCertificateInvalid} tone="amber" />)}
      {status.kind === 'not-started' && (
        <Cause failure={notStarted}>
          <TryAgain />
        </Cause>
      )}
      <Facts>
        <Fact caption="Name">
          <bdi>{status.label}</bdi>
        </Fact>
        <Fact caption="Address">
          {status.destination}{' '}
          <button type="button" className="b small" onClick={() => void copy(status.destination)}>
            <Copy className="i s" aria-hidden="true" />
            Copy
          </button>
        </Fact>
        {status.kind === 'ready' && (
          <>
            <Fact caption="Certificate">
              <span className="num">{`Valid until ${formatDate(status.validUntil)}`}</span>
            </Fact>
            <Fact caption="Private key">{`Kept in ${keychainName(status.keychain)}. It never leaves this computer.`}</Fact>
          </>
        )}
        {status.kind === 'waiting-for-certificate' && (
          <Fact caption="Certificate">
            {status.request === 'sent'
              ? 'Waiting for the administrator of your organisation.'
              : 'Your request is not sent yet.'}
          </Fact>
        )}
      </Facts>
      {status.kind === 'waiting-for-certificate' && <RequestRefused request={status.request} />}
      {status.kind === 'waiting-for-certificate' && status.requestCode !== '' && (
        <RequestCode code={status.requestCode} />
      )}
      {status.kind === 'ready' && (
        <details className="technical">
          <summary>Technical details</summary>
          <dl className="proof">
            <dt>Certificate, SHA-256</dt>
            <dd>{status.fingerprint}</dd>
          </dl>
        </details>
      )}
    </>
  );
}
