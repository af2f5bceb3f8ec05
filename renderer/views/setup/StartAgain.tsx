import { api } from '../../api.ts';
import { useOnce } from '../../components/use-once.ts';
import { restartSetup } from './setup-step.ts';

/** A way back while there is no certificate: the wrong file, or a typing error in the address. */
export function StartAgain() {
  const { busy, run } = useOnce(async () => {
    restartSetup();
    await api.call('identity.startAgain', undefined);
  });
  return (
    <button type="button" className="b" aria-disabled={busy} onClick={run}>
      Start set-up again
    </button>
  );
}
