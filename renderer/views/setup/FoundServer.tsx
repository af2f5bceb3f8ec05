import { type FormEvent, useEffect, useState } from 'react';
import type { FoundFailure } from '../../../shared/joining.ts';
import { openSecurity } from '../../../shared/server-access.ts';
import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { CheckResult } from '../../components/connection-check/CheckResult.tsx';
import { useOnce } from '../../components/use-once.ts';
import { checkConnection, useConnectionCheck } from '../../stores/connection-check.ts';
import { foundFailureText } from '../../text/joining-text.ts';
import { draftFaultText } from '../../text/server-text.ts';
import { OwnCertificate } from '../settings/connection/CertificateFields.tsx';
import { ServerFields } from '../settings/connection/ServerFields.tsx';
import { changeOf, draftOf, type ServerDraft } from '../settings/connection/server-draft.ts';
import { beforeFounding } from './before-founding.ts';
import { Heading } from './Heading.tsx';
import { KeyringChoices } from './KeyringChoices.tsx';

/** Where it begins: what a company's server should have. */
const encrypted = draftOf({
  brokers: [],
  security: { ...openSecurity, tls: { authorities: 'system', clientCertificate: false } },
});

type Props = { readonly name: string; readonly onFounded: () => void; readonly onBack: () => void };

/** The server of a new organisation. With Found its root key is made, here and nowhere else. */
export function FoundServer({ name, onFounded, onBack }: Props) {
  const [draft, setDraft] = useState<ServerDraft>(encrypted);
  const [failure, setFailure] = useState<FoundFailure | null>(null);
  useEffect(() => useConnectionCheck.setState({ report: null }), []);
  const change = changeOf(draft);
  const fault = typeof change === 'string' ? change : null;
  const founding = useOnce(async () => {
    if (typeof change === 'string') return;
    const result = await api.call('organisation.found', { name, ...change });
    if (result.ok) onFounded();
    else setFailure(result.failure);
  });
  const checking = useOnce(async () => {
    if (typeof change !== 'string') await checkConnection(change);
  });
  const ready = fault === null && !founding.busy && !checking.busy;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready) founding.run();
  };
  const waits = failure?.kind === 'keychain-unavailable' || failure?.kind === 'offline';
  return (
    <>
      <form className="server-form" onSubmit={submit}>
        <Heading>Connection</Heading>
        <p className="lead">
          {`The Kafka server of ${name}. Your IT can tell you its address and how to sign in.`}
        </p>
        <ServerFields
          draft={draft}
          kept={[]}
          own={
            <OwnCertificate
              kept={null}
              onChoose={() => setDraft((before) => ({ ...before, isChosen: true }))}
            />
          }
          set={(part) => {
            setDraft((before) => ({ ...before, ...part }));
            setFailure(null);
          }}
        />
        {fault && draft.servers !== '' && <p className="hint">{draftFaultText[fault]}</p>}
        {failure && <Cause failure={foundFailureText(failure, name)} tone={waits ? 'amber' : 'red'} />}
        <div className="go">
          <button type="submit" className="b p" aria-disabled={!ready}>
            {founding.busy ? 'Founding…' : `Found ${name}`}
          </button>
          <button type="button" className="b" aria-disabled={!ready} onClick={() => ready && checking.run()}>
            {checking.busy ? 'Checking…' : 'Check the connection'}
          </button>
          <button type="button" className="b" onClick={onBack}>
            Back
          </button>
        </div>
      </form>
      <CheckResult seenAs={beforeFounding} />
      {failure?.kind === 'keychain-unavailable' && <KeyringChoices onOpen={() => setFailure(null)} />}
    </>
  );
}
