import { type FormEvent, useState } from 'react';
import type { ServerShown } from '../../../../shared/server-settings.ts';
import { api } from '../../../api.ts';
import { Cause } from '../../../components/Cause.tsx';
import { checkConnection } from '../../../stores/connection-check.ts';
import type { FailureText } from '../../../text/failure-text.ts';
import { changeServerText, draftFaultText, signInKinds } from '../../../text/server-text.ts';
import { Authorities, OwnCertificate } from './CertificateFields.tsx';
import { CheckField, FieldGroup, SelectField, TextField } from './FormFields.tsx';
import { SignInFields } from './SignInFields.tsx';
import { changeOf, draftOf, type ServerChange, type ServerDraft } from './server-draft.ts';

type Props = { readonly server: ServerShown; readonly onDone: () => void };
type Progress = 'editing' | 'testing' | 'failed' | 'keeping';

/** Changes how the servers are reached: tried first, and kept when it works, or when the person says so. */
export function ServerForm({ server, onDone }: Props) {
  const [draft, setDraft] = useState<ServerDraft>(() => draftOf(server));
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
      <FieldGroup title="Servers">
        <TextField
          label="Kafka servers"
          rows={3}
          value={draft.servers}
          onChange={(servers) => set({ servers })}
          hint="One a line, such as kafka.example:9093."
        />
        <SelectField
          label="Encryption"
          value={draft.encryption}
          options={[
            { value: 'system', label: 'Certificates that this computer trusts' },
            { value: 'own', label: 'Certificates of our own authority' },
            { value: 'none', label: 'None' },
          ]}
          onChange={(encryption) => set({ encryption })}
        />
        {draft.encryption === 'own' && (
          <Authorities count={draft.authorities.length} onChoose={(authorities) => set({ authorities })} />
        )}
        {draft.encryption !== 'none' && (
          <CheckField
            label="The server wants a certificate of this computer"
            on={draft.clientCertificate}
            onChange={(clientCertificate) => set({ clientCertificate })}
          />
        )}
        {draft.encryption !== 'none' && draft.clientCertificate && (
          <OwnCertificate kept={server.clientCertificate} onChoose={() => set({ isChosen: true })} />
        )}
      </FieldGroup>
      <FieldGroup title="Sign-in">
        <SelectField
          label="Sign in with"
          value={draft.signIn}
          options={signInKinds}
          onChange={(signIn) => set({ signIn })}
        />
        <SignInFields draft={draft} kept={server.kept} set={set} />
      </FieldGroup>
      <ProxyFields draft={draft} isKept={server.kept.includes('proxyPassword')} set={set} />
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

type ProxyProps = {
  readonly draft: ServerDraft;
  readonly isKept: boolean;
  readonly set: (change: Partial<ServerDraft>) => void;
};

function ProxyFields({ draft, isKept, set }: ProxyProps) {
  return (
    <FieldGroup title="Proxy">
      <SelectField
        label="Through a proxy"
        value={draft.proxy}
        options={[
          { value: 'none', label: 'No' },
          { value: 'http', label: 'HTTP (CONNECT)' },
          { value: 'socks5', label: 'SOCKS5' },
        ]}
        onChange={(proxy) => set({ proxy })}
      />
      {draft.proxy !== 'none' && (
        <>
          <TextField label="Proxy" value={draft.proxyHost} onChange={(proxyHost) => set({ proxyHost })} />
          <TextField label="Port" value={draft.proxyPort} onChange={(proxyPort) => set({ proxyPort })} />
          <TextField
            label="Name for the proxy"
            value={draft.proxyUsername}
            onChange={(proxyUsername) => set({ proxyUsername })}
            hint="Empty where it wants none."
          />
          {draft.proxyUsername.trim() !== '' && (
            <TextField
              label="Password for the proxy"
              secret
              value={draft.proxyPassword}
              onChange={(proxyPassword) => set({ proxyPassword })}
              {...(isKept ? { hint: 'One is kept. Leave this empty to keep it.' } : {})}
            />
          )}
        </>
      )}
    </FieldGroup>
  );
}
