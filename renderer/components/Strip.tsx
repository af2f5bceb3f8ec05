import { Hourglass, KeyRound, TriangleAlert, WifiOff } from 'lucide-react';
import { api } from '../api.ts';
import { useConnection, useIdentity } from '../stores/mirrors.ts';
import { openSettings } from '../stores/view.ts';

/** One line over the whole window, one action; it never covers content. */
export function Strip() {
  const connection = useConnection(({ state }) => state);
  const identity = useIdentity(({ status }) => status);
  if (identity?.kind === 'keychain-unavailable') {
    return (
      <div className="strip r" role="status">
        <KeyRound className="i" aria-hidden="true" />
        <span>Your keyring is locked. Unlock it to send or open documents.</span>
        <button
          type="button"
          className="b"
          onClick={() => void api.call('identity.retryKeychain', undefined)}
        >
          Try again
        </button>
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
    return (
      <div className="strip" role="status">
        <Hourglass className="i" aria-hidden="true" />
        <span>Waiting for your certificate. Read your request code to your administrator.</span>
        <button type="button" className="b" onClick={() => openSettings('identity')}>
          Show the code
        </button>
      </div>
    );
  }
  return null;
}
