import { FileText, KeyRound, ShieldCheck, Stamp } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { IdentityStatus } from '../../../shared/identity.ts';
import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { Mark } from '../../components/Mark.tsx';
import { groupsOf } from '../../text/format.ts';

/** First run, and every other state in which there is no address to send from yet. */
export function Setup({ status }: { readonly status: IdentityStatus }) {
  return (
    <div className="fr">
      <aside>
        <div className="brand">
          <Mark />
          Sealpost
        </div>
        <p className="hint">Registered mail for documents</p>
      </aside>
      <main>
        <div className="pane">
          {status.kind === 'keychain-unavailable' && <Locked />}
          {status.kind === 'not-set-up' && <Welcome />}
          {status.kind === 'waiting-for-certificate' && <Waiting status={status} />}
        </div>
      </main>
    </div>
  );
}

const Locked = () => (
  <>
    <h1>Your keyring is not available</h1>
    <p className="lead">Sealpost keeps your private key in this computer's keyring, and nowhere else.</p>
    <Cause
      tone="amber"
      failure={{ code: 'KEY-301', title: 'Your keyring is locked or missing.', body: 'Unlock it, or install one such as GNOME Keyring, then try again.' }}
    >
      <button type="button" className="b small" onClick={() => void api.call('identity.retryKeychain', undefined)}>
        Try again
      </button>
    </Cause>
  </>
);

const failures = {
  'keychain-locked': 'Your keyring is locked. Unlock it and try again.',
  'address-invalid': 'The address must be written as name@organisation, with the organisation of the connection file.',
  'no-organisation': 'Choose the connection file first.',
} as const;

function Welcome() {
  const [organisation, setOrganisation] = useState<string | null>(null);
  const [label, setLabel] = useState('');
  const [name, setName] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const choose = async (): Promise<void> => {
    const outcome = await api.call('identity.chooseOrganisation', undefined);
    if (!outcome.ok) setFailure('This is not a connection file of Sealpost. Ask your administrator for it.');
    else if (outcome.value) {
      setOrganisation(outcome.value.organisation);
      setFailure(null);
    }
  };
  const setUp = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!organisation || label.trim() === '') return;
    const outcome = await api.call('identity.setUp', { destination: `${name}@${organisation}`, label: label.trim() });
    setFailure(outcome.ok ? null : failures[outcome.failure.kind]);
  };
  return (
    <>
      <h1>Welcome to Sealpost</h1>
      <ul className="plain lead">
        <li>
          <FileText className="i" aria-hidden="true" />
          <span>Drop a document on a name. Only that person can open it.</span>
        </li>
        <li>
          <ShieldCheck className="i" aria-hidden="true" />
          <span>Their app checks that it came from you, whole and unchanged.</span>
        </li>
        <li>
          <Stamp className="i" aria-hidden="true" />
          <span>You get a signed confirmation that it was delivered.</span>
        </li>
      </ul>
      <form onSubmit={(event) => void setUp(event)} className="setup">
        <div className="field">
          <span className="cap2">Connection file from your administrator</span>
          <button type="button" className="b" onClick={() => void choose()}>
            {organisation ? `Organisation: ${organisation}` : 'Choose connection file…'}
          </button>
        </div>
        <div className="field">
          <label htmlFor="setup-label">Your name</label>
          <input id="setup-label" className="in" value={label} maxLength={64} onChange={(event) => setLabel(event.target.value)} />
        </div>
        <div className="field">
          <label htmlFor="setup-address">Your address</label>
          <span className="in">
            <input id="setup-address" value={name} maxLength={63} onChange={(event) => setName(event.target.value.toLowerCase())} />
            <span className="dim">@{organisation ?? 'organisation'}</span>
          </span>
        </div>
        {failure && (
          <p className="no-c" role="alert">
            {failure}
          </p>
        )}
        <div className="go">
          <button type="submit" className="b p" aria-disabled={!organisation || label.trim() === '' || name === ''}>
            <KeyRound className="i" aria-hidden="true" />
            Make my key
          </button>
        </div>
      </form>
    </>
  );
}

type Waiting = Extract<IdentityStatus, { kind: 'waiting-for-certificate' }>;

const Waiting = ({ status }: { readonly status: Waiting }) => (
  <>
    <h1>Waiting for your organisation</h1>
    <p className="lead">
      Your key was made and is kept in this computer's keyring. Your administrator now confirms that <b>{status.destination}</b> is you. This page goes on by
      itself.
    </p>
    {status.requestCode !== '' && (
      <>
        <p className="cap">If you are asked for your request code, read this aloud:</p>
        <ol className="fp" aria-label="Request code, 12 groups">
          {groupsOf(status.requestCode).map((group, index) => (
            <li key={`${index}-${group}`}>
              <span className="k" aria-hidden="true">
                {index + 1}
              </span>
              <span>{group}</span>
            </li>
          ))}
        </ol>
      </>
    )}
  </>
);
