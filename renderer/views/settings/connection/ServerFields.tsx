import type { ReactNode } from 'react';
import type { ServerShown } from '../../../../shared/server-settings.ts';
import { TextField } from '../../../components/TextField.tsx';
import { signInKinds } from '../../../text/server-text.ts';
import { Authorities } from './CertificateFields.tsx';
import { CheckField, FieldGroup, SelectField } from './FormFields.tsx';
import { SignInFields } from './SignInFields.tsx';
import type { ServerDraft } from './server-draft.ts';

type Props = {
  readonly draft: ServerDraft;
  readonly set: (change: Partial<ServerDraft>) => void;
  /** Secrets that are kept already. */
  readonly kept: ServerShown['kept'];
  /** Chooses the certificate of this computer; null where it cannot be chosen yet. */
  readonly own: ReactNode;
};

/** How servers are reached: their addresses, encryption, sign-in and proxy. */
export const ServerFields = ({ draft, set, kept, own }: Props) => (
  <>
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
      {draft.encryption !== 'none' && own !== null && (
        <CheckField
          label="The server wants a certificate of this computer"
          on={draft.clientCertificate}
          onChange={(clientCertificate) => set({ clientCertificate })}
        />
      )}
      {draft.encryption !== 'none' && draft.clientCertificate && own}
    </FieldGroup>
    <FieldGroup title="Sign-in">
      <SelectField
        label="Sign in with"
        value={draft.signIn}
        options={signInKinds}
        onChange={(signIn) => set({ signIn })}
      />
      <SignInFields draft={draft} kept={kept} set={set} />
    </FieldGroup>
    <ProxyFields draft={draft} isKept={kept.includes('proxyPassword')} set={set} />
  </>
);

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
