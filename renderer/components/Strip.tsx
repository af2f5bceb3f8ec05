import { ClockAlert, FolderX, TriangleAlert, WifiOff } from 'lucide-react';
import type { OfflineCause } from '../../shared/connection.ts';
import { api } from '../api.ts';
import { useClock, useConnection, useIdentity, useSettings } from '../stores/mirrors.ts';
import { openSettings } from '../stores/view.ts';
import { clockText } from '../text/clock-text.ts';
import { isForIt, offlineText, troubleText } from '../text/connection-text.ts';
import { folderText } from '../text/obstacle-text.ts';
import { keyStrip, useCertificateStrip } from './IdentityStrip.tsx';
import { RegistrarStrip } from './RegistrarStrip.tsx';

/** One line over the whole window, one action; it never covers content. */
export function Strip() {
  const connection = useConnection(({ state }) => state);
  const identity = useIdentity(({ status }) => status);
  const clock = useClock(({ state }) => clockText(state));
  const folder = useSettings(({ settings }) => settings?.receivedDirProblem ?? null);
  const certificate = useCertificateStrip(identity);
  const ofKey = identity && keyStrip(identity);
  if (ofKey) return ofKey;
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
  return certificate ?? <RegistrarStrip />;
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
      {isForIt(why) ? (
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
