import { useState } from 'react';
import type { IdentityStatus } from '../../../shared/identity.ts';
import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { useOnce } from '../../components/use-once.ts';
import { ask } from '../../stores/question.ts';
import type { FailureText } from '../../text/failure-text.ts';
import { organisationOf } from '../../text/organisation-text.ts';
import { keysLostText, makeNewKeyQuestion } from '../../text/own-certificate-text.ts';
import { setUpFailureText } from '../../text/setup-text.ts';

type Lost = Extract<IdentityStatus, { kind: 'keys-lost' }>;

/** The keys are gone: what that means, and the way back. Never silently a new identity. */
export const KeysLost = ({ status }: { readonly status: Lost }) => (
  <Cause failure={keysLostText(status)} details={status.why}>
    <MakeNewKey destination={status.destination} />
  </Cause>
);

/** A new key for the same address, which the registrar has to approve. It is asked first. */
function MakeNewKey({ destination }: { readonly destination: string }) {
  const [failure, setFailure] = useState<FailureText | null>(null);
  const { busy, run } = useOnce(async () => {
    if (!(await ask(makeNewKeyQuestion(destination)))) return;
    const result = await api.call('identity.makeNewKey', undefined);
    setFailure(result.ok ? null : setUpFailureText(result.failure, organisationOf(destination)));
  });
  return (
    <>
      <button type="button" className="b p small" aria-disabled={busy} onClick={run}>
        Make a new key for this address…
      </button>
      {failure && <Cause failure={failure} />}
    </>
  );
}
