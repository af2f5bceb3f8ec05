import { useState } from 'react';
import type { SetUpFailure } from '../../../shared/identity.ts';
import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { useOnce } from '../../components/use-once.ts';
import { useFirstRun } from '../../stores/first-run.ts';
import type { FailureText } from '../../text/failure-text.ts';
import { notStarted } from '../../text/identity-failures.ts';
import { registrarOf } from '../../text/organisation-text.ts';
import { setUpFailureText } from '../../text/setup-text.ts';
import { Heading } from './Heading.tsx';
import { KeyringChoices } from './KeyringChoices.tsx';
import { destinationOf, type OwnName } from './NameAndAddress.tsx';
import { RetryKeychain } from './RetryKeychain.tsx';

type Props = {
  readonly organisation: string | null;
  readonly own: OwnName;
  /** The person confirms people here, so also the own key. */
  readonly founder: boolean;
  readonly onRefusedAddress: (failure: FailureText) => void;
  readonly onBack: () => void;
};

type Fault = { readonly text: FailureText; readonly keychain: boolean };

/** The key is made with this step, and its request goes to the registrar. */
export function Protect({ organisation, own, founder, onRefusedAddress, onBack }: Props) {
  const byPassword = useFirstRun(({ password }) => password);
  const [fault, setFault] = useState<Fault | null>(null);
  const destination = destinationOf(own, organisation);
  const label = own.label.trim();
  const refused = (failure: SetUpFailure): void => {
    const text = setUpFailureText(failure, organisation);
    if (failure.kind === 'address-invalid') onRefusedAddress(text);
    else setFault({ text, keychain: failure.kind === 'keychain-unavailable' });
  };
  const { busy, run } = useOnce(async () => {
    try {
      useFirstRun.setState({ offered: true });
      const result = await api.call('identity.setUp', { destination, label });
      if (!result.ok) refused(result.failure);
    } catch {
      // Main has logged why: the key could not be kept, such as on a full disk.
      setFault({ text: notStarted, keychain: false });
    }
  });
  return (
    <>
      <Heading>Protect your key</Heading>
      <p className="lead">
        Your key is made on this computer and never leaves it. With it your app opens what is sent to you, and
        signs.
      </p>
      <dl className="docket c2">
        <div>
          <dt>Name</dt>
          <dd className="m">
            <bdi>{label}</bdi>
          </dd>
        </div>
        <div>
          <dt>Address</dt>
          <dd className="m">{destination}</dd>
        </div>
        <div>
          <dt>Key</dt>
          <dd>RSA, 3072 bits</dd>
        </div>
        <div>
          <dt>Kept in</dt>
          <dd>
            {byPassword ? 'A file that your password protects' : "This computer's keyring"}
            {byPassword && <span className="hint">It is asked at each start; nobody can replace it.</span>}
          </dd>
        </div>
      </dl>
      {!founder && (
        <p className="hint below">
          {`Then ${registrarOf(organisation ?? 'your organisation')} confirms that the key is yours.`}
        </p>
      )}
      {fault && (
        <Cause failure={fault.text} tone={fault.keychain ? 'amber' : 'red'}>
          {fault.keychain && <RetryKeychain look="b small" />}
        </Cause>
      )}
      {fault?.keychain && <KeyringChoices onOpen={() => setFault(null)} />}
      <div className="go">
        <button type="button" className="b p" aria-disabled={busy} onClick={run}>
          {busy ? 'Making your key…' : 'Make my key'}
        </button>
        <button type="button" className="b" onClick={onBack}>
          Back
        </button>
      </div>
    </>
  );
}
