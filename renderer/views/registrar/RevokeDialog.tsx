import { type FormEvent, useState } from 'react';
import { isolated } from '../../../shared/isolated.ts';
import type { IssuedCertificate, RevocationReason } from '../../../shared/registrar.ts';
import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Options } from '../../components/Options.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useOnce } from '../../components/use-once.ts';
import { revocationOptions } from '../../text/certificate-text.ts';
import type { FailureText } from '../../text/failure-text.ts';
import { firstName } from '../../text/format.ts';
import { registrarFailureText } from '../../text/registrar-text.ts';

type Props = { readonly certificate: IssuedCertificate; readonly onClose: () => void };

/** What happened is asked, because it decides what still counts; nothing is chosen beforehand. */
export function RevokeDialog({ certificate: { label, destination, fingerprint }, onClose }: Props) {
  const [why, setWhy] = useState<RevocationReason | null>(null);
  const [note, setNote] = useState('');
  const [failure, setFailure] = useState<FailureText | null>(null);
  const { busy, run } = useOnce(async () => {
    if (why === null) return;
    const result = await api.call('registrar.revoke', { destination, fingerprint, why, note: note.trim() });
    if (result.ok) onClose();
    else setFailure(registrarFailureText(result.failure));
  });
  const ready = why !== null && !busy;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready) run();
  };
  return (
    <Dialog title={`Revoke ${isolated(label)}'s certificate`} onClose={onClose}>
      <p>
        {`It cannot be undone. ${firstName(label)} can ask for a new one. Choose what happened; it decides what still counts.`}
      </p>
      <form onSubmit={submit}>
        <Options<RevocationReason>
          legend="Reason"
          options={revocationOptions(label)}
          value={why}
          onChoose={setWhy}
        />
        <TextField
          label="Note for yourself"
          value={note}
          maxLength={500}
          hint="Kept on this computer."
          onChange={setNote}
        />
        <p className="hint">
          Everybody who is connected knows within a minute, everybody else when they connect.
        </p>
        {failure && <Cause failure={failure} />}
        <div className="bs">
          <button type="button" className="b" data-first="" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="b p" aria-disabled={!ready}>
            {busy ? 'Revoking…' : 'Revoke'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
