import { type FormEvent, useState } from 'react';
import type { FoundFailure } from '../../../shared/joining.ts';
import { openSecurity, type ServerAccess, type ServerSecrets } from '../../../shared/server-access.ts';
import { api } from '../../api.ts';
import { AccessForm, isAccessWhole, trimmedAccess } from '../../components/access/AccessForm.tsx';
import { Cause } from '../../components/Cause.tsx';
import { useOnce } from '../../components/use-once.ts';
import { foundFailureText } from '../../text/joining-text.ts';
import { Heading } from './Heading.tsx';
import { KeyringChoices } from './KeyringChoices.tsx';

/** Where it begins: what a company's server should have. */
const encrypted: ServerAccess = {
  brokers: [],
  security: { ...openSecurity, tls: { authorities: 'system', clientCertificate: false } },
};

type Props = { readonly name: string; readonly onFounded: () => void; readonly onBack: () => void };

/** The server of a new organisation. With Next its root key is made, here and nowhere else. */
export function FoundServer({ name, onFounded, onBack }: Props) {
  const [access, setAccess] = useState(encrypted);
  const [secrets, setSecrets] = useState<ServerSecrets>({});
  const [failure, setFailure] = useState<FoundFailure | null>(null);
  const { busy, run } = useOnce(async () => {
    const result = await api.call('organisation.found', { name, access: trimmedAccess(access), secrets });
    if (result.ok) onFounded();
    else setFailure(result.failure);
  });
  const ready = isAccessWhole(access, secrets) && !busy;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready) run();
  };
  const waits = failure?.kind === 'keychain-unavailable' || failure?.kind === 'offline';
  return (
    <>
      <form onSubmit={submit}>
        <Heading>Connection</Heading>
        <p className="lead">
          {`The Kafka server of ${name}. Your IT can tell you its address and how to sign in.`}
        </p>
        <AccessForm
          value={access}
          secrets={secrets}
          onChange={(value, typed) => {
            setAccess(value);
            setSecrets(typed);
          }}
        />
        {failure && <Cause failure={foundFailureText(failure, name)} tone={waits ? 'amber' : 'red'} />}
        <div className="go">
          <button type="submit" className="b p" aria-disabled={!ready}>
            {busy ? 'Founding…' : `Found ${name}`}
          </button>
          <button type="button" className="b" onClick={onBack}>
            Back
          </button>
        </div>
      </form>
      {failure?.kind === 'keychain-unavailable' && <KeyringChoices onOpen={() => setFailure(null)} />}
    </>
  );
}
