import { type FormEvent, type ReactNode, useState } from 'react';
import type { FailureText } from '../text/failure-text.ts';
import { Cause } from './Cause.tsx';
import { ChosenPassword, PasswordField } from './ChosenPassword.tsx';
import { Dialog } from './Dialog.tsx';
import { useOnce } from './use-once.ts';

type Props = {
  readonly title: string;
  readonly children: ReactNode;
  /** What the button does. */
  readonly act: string;
  /** It is chosen now, so it is typed twice. */
  readonly chosen?: boolean;
  /** @returns why it was not done; null where it was */
  readonly onPassword: (password: string) => Promise<FailureText | null>;
  readonly onClose: () => void;
};

/** Asks for one password and does something with it; what went wrong stands beside it. */
export function PasswordDialog({ title, children, act, chosen = false, onPassword, onClose }: Props) {
  const [password, setPassword] = useState<string | null>(null);
  const [failure, setFailure] = useState<FailureText | null>(null);
  const { busy, run } = useOnce(async () => {
    if (password === null || password === '') return;
    const outcome = await onPassword(password);
    setFailure(outcome);
    if (outcome === null) onClose();
  });
  const ready = password !== null && password !== '' && !busy;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready) run();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      <form onSubmit={submit}>
        {chosen ? (
          <ChosenPassword onChange={setPassword} />
        ) : (
          <PasswordField
            label="Password of the root copy"
            value={password ?? ''}
            first
            onChange={setPassword}
          />
        )}
        {failure && <Cause failure={failure} />}
        <div className="bs">
          <button type="button" className="b" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="b p" aria-disabled={!ready}>
            {act}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
