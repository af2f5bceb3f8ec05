import { useState } from 'react';
import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { useOnce } from '../../components/use-once.ts';
import type { FailureText } from '../../text/failure-text.ts';
import { setUpNotKept } from '../../text/settings-text.ts';
import { restartSetup } from './setup-step.ts';

/** A way back while there is no certificate: the wrong file, or a typing error in the address. */
export function StartAgain() {
  const [failure, setFailure] = useState<FailureText | null>(null);
  const { busy, run } = useOnce(() =>
    restartSetup(async () => {
      const result = await api.call('identity.startAgain', undefined);
      if (!result.ok) setFailure(setUpNotKept(result.failure.cause));
      return result.ok;
    }),
  );
  return (
    <>
      <button type="button" className="b" aria-disabled={busy} onClick={run}>
        Start set-up again
      </button>
      {failure && <Cause failure={failure} />}
    </>
  );
}
