import { api } from '../../api.ts';
import { useOnce } from '../../components/use-once.ts';

/** Asks the registrar for a certificate once more. */
export function AskAgain({
  label = 'Ask again',
  look = 'b small',
}: {
  readonly label?: string;
  readonly look?: string;
}) {
  const { busy, run } = useOnce(() => api.call('identity.askAgain', undefined));
  return (
    <button type="button" className={look} aria-disabled={busy} onClick={run}>
      {label}
    </button>
  );
}
