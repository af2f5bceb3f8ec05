import { api } from '../../api.ts';
import { useOnce } from '../../components/use-once.ts';

/** Starts again what did not start, or sends the request again. */
export function TryAgain({ look = 'b small' }: { readonly look?: string }) {
  const { busy, run } = useOnce(() => api.call('identity.tryAgain', undefined));
  return (
    <button type="button" className={look} aria-disabled={busy} onClick={run}>
      Try again
    </button>
  );
}
