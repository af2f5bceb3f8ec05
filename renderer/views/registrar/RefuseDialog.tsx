import { type FormEvent, useId, useState } from 'react';
import { isolated } from '../../../shared/isolated.ts';
import type { CertificateRequest } from '../../../shared/registrar.ts';
import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Options } from '../../components/Options.tsx';
import { useOnce } from '../../components/use-once.ts';
import type { FailureText } from '../../text/failure-text.ts';
import { firstName } from '../../text/format.ts';
import { registrarFailureText } from '../../text/registrar-text.ts';
import { type RefusalReason, refusalOptions, refusalWords } from '../../text/request-text.ts';

type Props = {
  readonly request: CertificateRequest;
  /** The reason that is chosen already. */
  readonly first: RefusalReason | null;
  readonly onClose: () => void;
};

/** A reason, and the words that the person reads. */
export function RefuseDialog({ request: { id, label }, first, onClose }: Props) {
  const [reason, setReason] = useState(first);
  const [words, setWords] = useState(first === null ? '' : refusalWords[first]);
  const [failure, setFailure] = useState<FailureText | null>(null);
  const field = useId();
  const name = firstName(label);
  const { busy, run } = useOnce(async () => {
    const result = await api.call('registrar.refuse', { id, reason: words.trim() });
    if (result.ok) onClose();
    else setFailure(registrarFailureText(result.failure));
  });
  const ready = words.trim() !== '' && !busy;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready) run();
  };
  const choose = (chosen: RefusalReason): void => {
    setReason(chosen);
    setWords(refusalWords[chosen]);
  };
  return (
    <Dialog title={`Refuse ${isolated(label)}'s request`} onClose={onClose}>
      <p>{`${name} sees the reason on the waiting screen and can ask again.`}</p>
      <form onSubmit={submit}>
        <Options<RefusalReason>
          legend="Reason"
          options={refusalOptions(label)}
          value={reason}
          onChoose={choose}
        />
        <div className="field">
          <label htmlFor={field}>{`What ${name} reads`}</label>
          <textarea
            id={field}
            className="in"
            rows={3}
            maxLength={500}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
          <span className="hint">Signed by you. Everybody who can read the address book can read it.</span>
        </div>
        {failure && <Cause failure={failure} />}
        <div className="bs">
          <button type="button" className="b" data-first="" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="b p" aria-disabled={!ready}>
            Refuse
          </button>
        </div>
      </form>
    </Dialog>
  );
}
