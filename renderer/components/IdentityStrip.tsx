import { Hourglass, KeyRound, OctagonX, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { IdentityStatus } from '../../shared/identity.ts';
import { openSettings, useView } from '../stores/view.ts';
import { isRefusedRequest, notStarted, requestRefused } from '../text/identity-failures.ts';
import { keyringText } from '../text/keyring-text.ts';
import { organisationOf, registrarOf } from '../text/organisation-text.ts';
import {
  certificateStrip,
  keysLostText,
  renewalStrip,
  requestRefusedText,
} from '../text/own-certificate-text.ts';
import { OpenKeys } from '../views/setup/OpenKeys.tsx';
import { TryAgain } from '../views/setup/TryAgain.tsx';
import { useMinute } from './use-minute.ts';

type LineProps = {
  readonly red?: boolean;
  readonly icon: ReactNode;
  readonly text: string;
  readonly children?: ReactNode;
};

/** One line over the whole window, with at most one action. */
export const Line = ({ red = false, icon, text, children }: LineProps) => (
  <div className={red ? 'strip r' : 'strip'} role="status">
    {icon}
    <span>{text}</span>
    {children}
  </div>
);

/** Where the label with the same action is in sight, the line has no button. */
function ToIdentity({ label = 'Open settings' }: { readonly label?: string }) {
  const inSight = useView(
    ({ place, section }) => place === 'settings' && (section === null || section === 'identity'),
  );
  if (inSight) return null;
  return (
    <button type="button" className="b" onClick={() => openSettings('identity')}>
      {label}
    </button>
  );
}

const octagon = <OctagonX className="i" aria-hidden="true" />;
const key = <KeyRound className="i" aria-hidden="true" />;
const triangle = <TriangleAlert className="i" aria-hidden="true" />;

/** Nothing works without the key: this comes before everything else that may be wrong. */
export function keyStrip(identity: IdentityStatus): ReactNode {
  switch (identity.kind) {
    case 'keychain-unavailable': {
      const { title, body } = keyringText(identity.why, identity.restarts);
      return (
        <Line red icon={key} text={`${title} ${body}`}>
          <OpenKeys why={identity.why} look="b" />
        </Line>
      );
    }
    case 'keys-lost':
      return (
        <Line red icon={key} text={keysLostText(identity).title}>
          <ToIdentity />
        </Line>
      );
    case 'not-started':
      return (
        <Line red icon={octagon} text={`${notStarted.title} Your documents are safe. ${notStarted.code}`}>
          <TryAgain look="b" />
        </Line>
      );
    default:
      return null;
  }
}

/** What is wrong with the own certificate, or still open; null where all is well. */
export function useCertificateStrip(identity: IdentityStatus | null): ReactNode {
  const now = useMinute();
  switch (identity?.kind) {
    case 'certificate-not-valid':
      return (
        <Line
          red={identity.why === 'revoked'}
          icon={identity.why === 'revoked' ? octagon : triangle}
          text={certificateStrip(identity)}
        >
          <ToIdentity />
        </Line>
      );
    case 'waiting-for-certificate':
      return <WaitingStrip identity={identity} />;
    case 'ready': {
      const text = renewalStrip(identity, now);
      return text === null ? null : (
        <Line icon={triangle} text={text}>
          <ToIdentity />
        </Line>
      );
    }
    default:
      return null;
  }
}

type Waiting = Extract<IdentityStatus, { kind: 'waiting-for-certificate' }>;

function WaitingStrip({ identity: { request, refusal, destination } }: { readonly identity: Waiting }) {
  if (refusal !== null)
    return (
      <Line red icon={octagon} text={requestRefusedText(refusal).title}>
        <ToIdentity />
      </Line>
    );
  if (isRefusedRequest(request)) {
    const { title, code } = requestRefused(request);
    return (
      <Line red icon={octagon} text={`${title} ${code}`}>
        <ToIdentity />
      </Line>
    );
  }
  const registrar = registrarOf(organisationOf(destination));
  return (
    <Line
      icon={<Hourglass className="i" aria-hidden="true" />}
      text={
        request === 'sent'
          ? `Waiting for your certificate. Read your request code on the phone to ${registrar}.`
          : 'Your request for a certificate is sent when you are connected.'
      }
    >
      <ToIdentity label="Show the code" />
    </Line>
  );
}
