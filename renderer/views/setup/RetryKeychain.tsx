import { api } from '../../api.ts';
import { useOnce } from '../../components/use-once.ts';
import { useIdentity } from '../../stores/mirrors.ts';

/** Asks the keyring again, after the person unlocked it; says so where that needs a new start. */
export function RetryKeychain({ look }: { readonly look: string }) {
  const restarts = useIdentity(({ status }) => status?.kind === 'keychain-unavailable' && status.restarts);
  const { busy, run } = useOnce(async () => {
    useIdentity.setState({ status: await api.call('identity.retryKeychain', undefined) });
  });
  return (
    <button type="button" className={look} aria-disabled={busy} onClick={run}>
      {restarts ? 'Restart Sealpost' : 'Try again'}
    </button>
  );
}
