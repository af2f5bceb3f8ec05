import { type FormEvent, useEffect, useRef, useState } from 'react';
import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { PasswordField } from '../../components/ChosenPassword.tsx';
import { useOnce } from '../../components/use-once.ts';
import { useFirstRun } from '../../stores/first-run.ts';
import { useIdentity } from '../../stores/mirrors.ts';
import { keyringText } from '../../text/keyring-text.ts';
import { Heading } from './Heading.tsx';
import { SetupFrame } from './SetupFrame.tsx';

type Props = {
  readonly wrong: boolean;
  /** There is something to read without the key. */
  readonly readable: boolean;
};

/** The keys are protected by a password, which is asked at each start. */
export function PasswordAtStart({ wrong, readable }: Props) {
  const [password, setPassword] = useState('');
  const { busy, run } = useOnce(async () => {
    const status = await api.call('identity.usePassword', password);
    useFirstRun.setState({ password: status.kind !== 'keychain-unavailable' });
    useIdentity.setState({ status });
    setPassword('');
  });
  const form = useRef<HTMLFormElement>(null);
  // It is typed at each start: no key before it.
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  const ready = password !== '' && !busy;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready) run();
  };
  return (
    <SetupFrame step="key">
      <form ref={form} onSubmit={submit}>
        <Heading>Your password</Heading>
        <p className="lead">
          Your key on this computer is protected by the password that you chose. Until you type it, nothing is
          sent, received or confirmed.
        </p>
        <PasswordField label="Password" value={password} onChange={setPassword} />
        {wrong && <Cause failure={keyringText('wrong-password', false)} />}
        <div className="go">
          <button type="submit" className="b p" aria-disabled={!ready}>
            {busy ? 'Opening…' : 'Open'}
          </button>
          {readable && (
            <button type="button" className="b" onClick={() => useFirstRun.setState({ later: true })}>
              Only look at the lists
            </button>
          )}
        </div>
      </form>
    </SetupFrame>
  );
}
