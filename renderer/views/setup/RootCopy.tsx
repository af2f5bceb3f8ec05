import { type FormEvent, useState } from 'react';
import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { ChosenPassword } from '../../components/ChosenPassword.tsx';
import { useOnce } from '../../components/use-once.ts';
import type { FailureText } from '../../text/failure-text.ts';
import { registrarFailureText } from '../../text/registrar-text.ts';
import { Heading } from './Heading.tsx';

type Props = { readonly organisation: string; readonly onNext: () => void };

/** The root key leaves this computer for a safe; who does it later is reminded until it is done. */
export function RootCopy({ organisation, onNext }: Props) {
  const [password, setPassword] = useState<string | null>(null);
  const [failure, setFailure] = useState<FailureText | null>(null);
  const { busy, run } = useOnce(async () => {
    if (password === null) return;
    const result = await api.call('registrar.saveRootCopy', password);
    if (!result.ok) setFailure(registrarFailureText(result.failure));
    else if (result.value.saved) onNext();
  });
  const ready = password !== null && !busy;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready) run();
  };
  return (
    <form onSubmit={submit}>
      <Heading>Keep the root in a safe</Heading>
      <p className="lead">
        {`${organisation} is founded. All its certificates lead back to one root key, which is only on this computer now. Save it on an empty USB stick and put that into a safe: with it ${organisation} survives the loss of this computer. It is needed about once a year.`}
      </p>
      <ChosenPassword onChange={setPassword} />
      <p className="hint below">
        The copy is locked with this password. Write it down and keep it apart from the stick: nobody can
        replace it. When the copy is saved, the root key is removed from this computer.
      </p>
      {failure && <Cause failure={failure} />}
      <div className="go">
        <button type="submit" className="b p" aria-disabled={!ready}>
          Save the root copy…
        </button>
        <button type="button" className="b" onClick={onNext}>
          Later
        </button>
      </div>
    </form>
  );
}
