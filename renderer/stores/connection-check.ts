import type { ConnectionReport } from '../../shared/connection-report.ts';
import type { SecretChanges, ServerAccess } from '../../shared/server-access.ts';
import { api } from '../api.ts';
import { createStore } from './store.ts';

type Change = { readonly access: ServerAccess; readonly secrets: SecretChanges };

/** The last check of the connection, and what it has found so far; null before the first. */
export const useConnectionCheck = createStore<{ readonly report: ConnectionReport | null }>({ report: null });

/**
 * Checks the connection as it is, or as it would be with a change that is not kept yet.
 * @throws what main does not expect
 */
export async function checkConnection(change: Change | null): Promise<ConnectionReport> {
  useConnectionCheck.setState({ report: null });
  const end = api.on('connection.checked', (report) => useConnectionCheck.setState({ report }));
  try {
    const report = await api.call('connection.check', change);
    useConnectionCheck.setState({ report });
    return report;
  } finally {
    end();
  }
}
