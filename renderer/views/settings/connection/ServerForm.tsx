import { type FormEvent, useState } from 'react';
import type { ServerShown } from '../../../../shared/server-settings.ts';
import { api } from '../../../api.ts';
import { Cause } from '../../../components/Cause.tsx';
import { checkConnection } from '../../../stores/connection-check.ts';
import type { FailureText } from '../../../text/failure-text.ts';
import { changeServerText, draftFaultText } from '../../../text/server-text.ts';
import { OwnCertificate } from './CertificateFields.tsx';
import { ServerFields } from './ServerFields.tsx';
import { changeOf, draftOf, type ServerChange, type ServerDraft } from './server-draft.ts';

type Props = { readonly server: ServerShown; readonly onDone: () => void };
type Progress = 'editing' | 'testing' | 'failed' | 'keeping';

/** Changes how the servers are reached: tried first, and kept when it works, or when the person says so. */
export function ServerForm({ server, onDone }: Props) {
  const [draft, setDraft] = useState<ServerDraft>(() => draftOf(server.access));
  const [progress, setProgress] = useState<Progress>('editing');
  const [failure, setFailure] = useState<FailureText | null>(null);
  const set = (change: Partial<ServerDraft>): void => {
    setDraft((before) => ({ ...before, ...change }));
    setProgress('editing');
  };
  const isBusy = progress === 'testing' || progress === 'keeping';
  const change = changeOf(draft);
  const fault = typeof change === 'string' ? change : null;
  const keep = async (wanted: ServerChange): Promise<void> => {
    setProgress('keeping');
    const result = await api.call('connection.change', wanted);
    if (result.ok) return onDone();
    setFailure(changeServerText(result.failure));
    setProgress('editing');
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (typeof change === 'string' || isBusy) return;
    setFailure(null);
    setProgress('testing');
    const { steps } = await checkConnection(change);
    if (steps.some(({ state }) => state === 'failed')) setProgress('failed');
    else await keep(change);
  };
  return (
    <form className="server-form" aria-label="Change the connection" onSubmit={(event) => void submit(event)}>
      <ServerFields
        draft={draft}
        set={set}
        kept={server.kept}
        own={<OwnCertificate kept={server.clientCertificate} onChoose={() => set({ isChosen: true })} />}
      />
      {fault && <p className="hint">{draftFaultText[fault]}</p>}
      {failure && <Cause failure={failure} />}
      <div className="bs">
        <button type="submit" className="b p" aria-disabled={fault !== null || isBusy}>
          {progress === 'testing' ? 'Testing…' : 'Test and save'}
        </button>
        {progress === 'failed' && typeof change !== 'string' && (
          <button type="button" className="b" onClick={() => void keep(change)}>
            Save all the same
          </button>
        )}
        <button type="button" className="b" onClick={onDone}>
          Cancel
        </button>
      </div>
    </form>
  );
}
