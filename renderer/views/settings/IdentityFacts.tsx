import { Copy } from 'lucide-react';
import type { IdentityStatus } from '../../../shared/identity.ts';
import { StateWord } from '../../components/StateWord.tsx';
import { useMinute } from '../../components/use-minute.ts';
import { copy } from '../../stores/actions.ts';
import { keyPlace } from '../../text/identity-text.ts';
import { organisationOf, registrarOf } from '../../text/organisation-text.ts';
import { ownCertificate, ownFault } from '../../text/own-certificate-text.ts';

type WithAddress = Extract<IdentityStatus, { readonly destination: string }>;

/** Name, address, certificate and key, in compartments. */
export function IdentityFacts({ status }: { readonly status: WithAddress }) {
  return (
    <dl className="docket c2 own-facts">
      <div>
        <dt>Name</dt>
        <dd className="m">
          <bdi>{status.label}</bdi>
        </dd>
      </div>
      <div>
        <dt>Address</dt>
        <dd className="m">
          {status.destination}{' '}
          <button type="button" className="b small" onClick={() => void copy(status.destination)}>
            <Copy className="i s" aria-hidden="true" />
            Copy
          </button>
        </dd>
      </div>
      <div>
        <dt>Certificate</dt>
        <dd>
          <OwnCertificate status={status} />
        </dd>
      </div>
      <div>
        <dt>Private key</dt>
        <dd>
          <PrivateKey status={status} />
        </dd>
      </div>
    </dl>
  );
}

function OwnCertificate({ status }: { readonly status: WithAddress }) {
  const now = useMinute();
  switch (status.kind) {
    case 'ready':
    case 'certificate-not-valid': {
      const look = status.kind === 'ready' ? ownCertificate(status, now) : ownFault(status);
      return (
        <>
          <StateWord look={look} />
          {look.hint !== '' && <span className="hint">{look.hint}</span>}
        </>
      );
    }
    case 'waiting-for-certificate':
      return (
        <>
          {status.refusal === null ? 'Not there yet' : 'Refused'}
          <span className="hint">
            {status.request === 'sent'
              ? `Waiting for ${registrarOf(organisationOf(status.destination))}.`
              : 'Your request is not sent yet.'}
          </span>
        </>
      );
    case 'keys-lost':
      return 'Of no use without its key';
    case 'not-started':
      return 'Not known now';
  }
}

function PrivateKey({ status }: { readonly status: WithAddress }) {
  if (status.kind === 'keys-lost') return <StateWord look={{ word: 'Lost', glyph: 'failed', tone: 'no' }} />;
  if (status.kind !== 'ready') return 'It never leaves this computer';
  const { word, hint } = keyPlace(status.keychain);
  return (
    <>
      {word}
      <span className="hint">{hint}</span>
    </>
  );
}
