import { type FormEvent, useState } from 'react';
import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { ChosenPassword } from '../../components/ChosenPassword.tsx';
import { useOnce } from '../../components/use-once.ts';
import { useFirstRun } from '../../stores/first-run.ts';
import { useIdentity } from '../../stores/mirrors.ts';
import type { FailureText } from '../../text/failure-text.ts';
import { keyringText } from '../../text/keyring-text.ts';

type Props = {
  /** The keys can be kept now. */
  readonly onOpen?: () => void;
};

/** Where no keyring keeps the key: a password does, and what that means is said before. */
export function KeyringChoices({ onOpen }: Props) {
  const [password, setPassword] = useState<string | null>(null);
  const [failure, setFailure] = useState<FailureText | null>(null);
  const { busy, run } = useOnce(async () => {
    if (password === null) return;
    const status = await api.call('identity.usePassword', password);
    useIdentity.setState({ status });
    if (status.kind === 'keychain-unavailable') return setFailure(keyringText(status.why, status.restarts));
    setFailure(null);
    useFirstRun.setState({ password: true });
    onOpen?.();
  });
  const ready = password !== null && !busy;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready) run();
  };
  return (
    <form className="by-password" onSubmit={submit}>
      <h2>Or protect your key with a password</h2>
      <p className="say">
        It is asked at each start. <b>Nobody can replace it:</b> without it your key is lost, and with it what
        was sent to you and is not opened yet.
      </p>
      <ChosenPassword onChange={setPassword} />
      {failure && <Cause failure={failure} tone="amber" />}
      <button type="submit" className="b" aria-disabled={!ready}>
        {busy ? 'Protecting…' : 'Use this password'}
      </button>
    </form>
  );
}
