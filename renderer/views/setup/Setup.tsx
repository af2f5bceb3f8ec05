import { FileText, Send, Stamp } from 'lucide-react';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { IdentityStatus } from '../../../shared/identity.ts';
import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { Glyph } from '../../components/Glyph.tsx';
import { Hero } from '../../components/Motifs.tsx';
import type { FailureText } from '../../text/failure-text.ts';
import { notStarted } from '../../text/identity-failures.ts';
import { keyringText } from '../../text/keyring-text.ts';
import { connectionFileText, noOrganisation, setUpFailureText } from '../../text/setup-text.ts';
import { RetryKeychain } from './RetryKeychain.tsx';
import { SetupFrame } from './SetupFrame.tsx';
import { firstStep, type SetupStep } from './setup-step.ts';
import { suggestAddress } from './suggest-address.ts';

/** First run: three short steps, Back always safe; the key is made with the last one. */
export function Setup({ chosen }: { readonly chosen: string | null }) {
  const [step, setStep] = useState<SetupStep>(() => firstStep(chosen));
  const [organisation, setOrganisation] = useState(chosen);
  return (
    <SetupFrame step={step}>
      {step === 'welcome' && <Welcome onNext={() => setStep('connection')} />}
      {step === 'connection' && (
        <ConnectionFile
          organisation={organisation}
          onChosen={setOrganisation}
          onNext={() => setStep('name')}
          onBack={() => setStep('welcome')}
        />
      )}
      {step === 'name' && <NameAndAddress organisation={organisation} onBack={() => setStep('connection')} />}
    </SetupFrame>
  );
}

type LockedKeyring = Extract<IdentityStatus, { readonly kind: 'keychain-unavailable' }>;

/** No keyring: the key cannot be protected, so nothing is made and nothing is opened. */
export function KeyringMissing({ locked }: { readonly locked: LockedKeyring }) {
  return (
    <SetupFrame step={locked.setUp ? 'key' : null}>
      <Heading>
        {locked.setUp
          ? "This computer's keyring does not give your key"
          : "This computer's keyring is not available"}
      </Heading>
      <p className="lead">
        Your private key is kept in the keyring and nowhere else.
        {locked.restarts && ' Sealpost can ask for the keyring only when it starts.'}
      </p>
      <Cause
        failure={keyringText(locked.why, locked.restarts)}
        tone="amber"
        details={`keyring ${locked.backend}`}
      />
      <div className="go">
        <RetryKeychain look="b p" />
      </div>
    </SetupFrame>
  );
}

/** Takes the keyboard, so that each step is read from its title. */
function Heading({ children }: { readonly children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}

const Welcome = ({ onNext }: { readonly onNext: () => void }) => (
  <>
    <Hero />
    <Heading>Registered mail for documents</Heading>
    <p className="lead">Set-up takes about a minute. You can go back at any step.</p>
    <ul className="plain">
      <li>
        <Send className="i" aria-hidden="true" />
        <span>You drop a document on a person. Only that person can open it.</span>
      </li>
      <li>
        <Stamp className="i" aria-hidden="true" />
        <span>Their app checks it and signs a confirmation. Then you see Delivered.</span>
      </li>
      <li>
        <FileText className="i" aria-hidden="true" />
        <span>Every step is kept with its proof, also without a connection.</span>
      </li>
    </ul>
    <div className="go">
      <button type="button" className="b p" onClick={onNext}>
        Set up
      </button>
    </div>
  </>
);

type FileProps = {
  readonly organisation: string | null;
  readonly onChosen: (organisation: string) => void;
  readonly onNext: () => void;
  readonly onBack: () => void;
};

function ConnectionFile({ organisation, onChosen, onNext, onBack }: FileProps) {
  const [failure, setFailure] = useState<FailureText | null>(null);
  const choose = async (): Promise<void> => {
    const result = await api.call('identity.chooseOrganisation', undefined);
    setFailure(result.ok ? null : connectionFileText(result.failure));
    if (result.ok && result.value) onChosen(result.value.organisation);
  };
  const next = (): void => (organisation === null ? setFailure(noOrganisation) : onNext());
  return (
    <>
      <Heading>Connection</Heading>
      <p className="lead">
        Your administrator gave you a connection file. It names your organisation and its server.
      </p>
      <div className="bs">
        <button type="button" className={organisation === null ? 'b p' : 'b'} onClick={() => void choose()}>
          {organisation === null ? 'Choose connection file…' : 'Choose another file…'}
        </button>
      </div>
      {organisation !== null && (
        <p className="found" role="status">
          <Glyph name="done" />
          <span>
            Organisation <b>{organisation}</b>
          </span>
        </p>
      )}
      {failure && <Cause failure={failure} />}
      <div className="go">
        <button
          type="button"
          className={organisation === null ? 'b' : 'b p'}
          aria-disabled={organisation === null}
          onClick={next}
        >
          Next
        </button>
        <button type="button" className="b" onClick={onBack}>
          Back
        </button>
      </div>
    </>
  );
}

type NameProps = { readonly organisation: string | null; readonly onBack: () => void };

function NameAndAddress({ organisation, onBack }: NameProps) {
  const [label, setLabel] = useState('');
  const [typed, setTyped] = useState<string | null>(null);
  const [failure, setFailure] = useState<FailureText | null>(null);
  const [making, setMaking] = useState(false);
  const destination = typed ?? suggestAddress(label, organisation);
  const ready = label.trim() !== '' && destination.trim().length >= 3 && !making;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!ready) return;
    setMaking(true);
    try {
      const answer = { destination: destination.trim(), label: label.trim() };
      const result = await api.call('identity.setUp', answer);
      setFailure(result.ok ? null : setUpFailureText(result.failure, organisation));
    } catch {
      // Main has logged why: the key could not be kept, such as on a full disk.
      setFailure(notStarted);
    } finally {
      setMaking(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Heading>Name and address</Heading>
      <p className="lead">
        People see your name. Documents go to your address. Your key is made when you choose Set up.
      </p>
      <div className="fields">
        <div className="field">
          <label htmlFor="setup-name">Name</label>
          <input
            id="setup-name"
            className="in"
            maxLength={64}
            autoComplete="name"
            value={label}
            onChange={(event) => setLabel(event.target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor="setup-address">Address</label>
          <input
            id="setup-address"
            className="in"
            maxLength={127}
            spellCheck={false}
            autoComplete="off"
            aria-describedby="setup-address-hint"
            value={destination}
            onChange={(event) => setTyped(event.target.value)}
          />
          <span className="hint" id="setup-address-hint">
            {`Small letters, digits, dots and hyphens, then @${organisation ?? 'organisation'}.`}
          </span>
        </div>
      </div>
      {failure && <Cause failure={failure} />}
      <p className="lead small-print">
        Your private key is kept in this computer's keyring and never leaves it.
      </p>
      <div className="go">
        <button type="submit" className="b p" aria-disabled={!ready}>
          {making ? 'Making your key…' : 'Set up'}
        </button>
        <button type="button" className="b" onClick={onBack}>
          Back
        </button>
      </div>
    </form>
  );
}
