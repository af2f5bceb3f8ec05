import { ClockAlert, FolderX, Hourglass, KeyRound, OctagonX, TriangleAlert, WifiOff } from 'lucide-react';
import type { OfflineCause } from '../../shared/connection.ts';
import { api } from '../api.ts';
import { useClock, useConnection, useIdentity, useSettings } from '../stores/mirrors.ts';
import { openSettings } from '../stores/view.ts';
import { clockText } from '../text/clock-text.ts';
import { isForAdministrator, offlineText, troubleText } from '../text/connection-text.ts';
import { isRefusedRequest, notStarted, requestRefused } from '../text/identity-failures.ts';
import { keyringText } from '../text/keyring-text.ts';
import { folderText } from '../text/obstacle-text.ts';
import { RetryKeychain } from '../views/setup/RetryKeychain.tsx';
import { TryAgain } from '../views/setup/TryAgain.tsx';

/** One line over the whole window, one action; it never covers content. */
export function Strip() {
  const connection = useConnection(({ state }) => state);
  const identity = useIdentity(({ status }) => status);
  const clock = useClock(({ state }) => clockText(state));
  const folder = useSettings(({ settings }) => settings?.receivedDirProblem ?? null);
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
  if (connection.kind === 'offline') return <OfflineStrip why={connection.why} />;
  if (connection.kind === 'connected' && connection.trouble) {
    const { title, body } = troubleText(connection.trouble);
    return (
      <div className="strip" role="status" data-trouble={connection.trouble.why}>
        <TriangleAlert className="i" aria-hidden="true" />
        <span>{`${title} ${body}`}</span>
        <button type="button" className="b" onClick={() => openSettings('connection')}>
          Open settings
        </button>
      </div>
    );
  }
  // While the clock is wrong, what it says of the certificate is not to be believed.
  if (clock) {
    return (
      <div className="strip" role="status" data-clock="wrong">
        <ClockAlert className="i" aria-hidden="true" />
        <span>{clock}</span>
      </div>
    );
  }
  if (folder) {
    const { title, code } = folderText(folder.cause);
    return (
      <div className="strip" role="status">
        <FolderX className="i" aria-hidden="true" />
        <span>{`Receiving is paused. ${title} ${code}`}</span>
        <button type="button" className="b" onClick={() => openSettings('files')}>
          Open settings
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
    if (isRefusedRequest(request)) {
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

/** Whoever is only out of reach is told so in one sentence; a cause that somebody has to mend is named. */
function OfflineStrip({ why }: { readonly why: OfflineCause }) {
  const { title, body } = offlineText(why);
  return (
    <div className="strip" role="status" data-offline={why}>
      <WifiOff className="i" aria-hidden="true" />
      <span>
        {why === 'unreachable'
          ? 'Offline. New documents arrive when you are connected again; what you send waits here.'
          : `${title} ${body}`}
      </span>
      {isForAdministrator(why) ? (
        <button type="button" className="b" onClick={() => openSettings('connection')}>
          Open settings
        </button>
      ) : (
        <button type="button" className="b" onClick={() => void api.call('connection.retryNow', undefined)}>
          Try now
        </button>
      )}
    </div>
  );
}
