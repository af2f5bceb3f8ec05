import { Hourglass, KeyRound, OctagonX, TriangleAlert, WifiOff } from 'lucide-react';
import { api } from '../api.ts';
import { useConnection, useIdentity } from '../stores/mirrors.ts';
import { openSettings } from '../stores/view.ts';
import { notStarted, requestRefused } from '../text/identity-failures.ts';
import { keyringText } from '../text/keyring-text.ts';
import { RetryKeychain } from '../views/setup/RetryKeychain.tsx';
import { TryAgain } from '../views/setup/TryAgain.tsx';

/** One line over the whole window, one action; it never covers content. */
export function Strip() {
  const connection = useConnection(({ state }) => state);
  const identity = useIdentity(({ status }) => status);
  if (identity?.kind === 'keychain-unavailable') {
    const keyring = keyringText(identity.why, identity.restarts);
    return (
      <div className="strip r" role="status">
        <KeyRound className="i" aria-hidden="true" />
        <span>{`${keyring.title} ${keyring.body}`}</span>
        <RetryKeychain look="b" />
      </div>
    );
  }
  if (identity?.kind === 'not-started') {
    return (
      <div className="strip r" role="status">
        <OctagonX className="i" aria-hidden="true" />
        <span>{`${notStarted.title} Your documents are safe. ${notStarted.code}`}</span>
        <TryAgain look="b" />
      </div>
    );
  }
  if (connection.kind === 'offline') {
    return (
      <div className="strip" role="status">
        <WifiOff className="i" aria-hidden="true" />
        <span>Offline. New documents arrive when you are connected again; what you send waits here.</span>
        <button type="button" className="b" onClick={() => void api.call('connection.retryNow', undefined)}>
          Try now
        </button>
      </div>
    );
  }
  if (identity?.kind === 'certificate-not-valid') {
    return (
      <div className="strip" role="status">
        <TriangleAlert className="i" aria-hidden="true" />
        <span>
          Your certificate is not valid now, so nothing can be sent. Ask your administrator to renew it.
        </span>
        <button type="button" className="b" onClick={() => openSettings('identity')}>
          Open settings
        </button>
      </div>
    );
  }
  if (identity?.kind === 'waiting-for-certificate') {
    const { request } = identity;
    if (request === 'not-allowed' || request === 'not-taken') {
      const { title, code } = requestRefused(request);
      return (
        <div className="strip r" role="status">
          <OctagonX className="i" aria-hidden="true" />
          <span>{`${title} ${code}`}</span>
          <button type="button" className="b" onClick={() => openSettings('identity')}>
            Open settings
          </button>
        </div>
      );
    }
    return (
      <div className="strip" role="status">
        <Hourglass className="i" aria-hidden="true" />
        <span>
          {request === 'sent'
            ? 'Waiting for your certificate. Read your request code to your administrator.'
            : 'Your request for a certificate is sent when you are connected.'}
        </span>
        <button type="button" className="b" onClick={() => openSettings('identity')}>
          Show the code
        </button>
      </div>
    );
  }
  return null;
}
