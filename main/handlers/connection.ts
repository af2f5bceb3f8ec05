import type { Handlers } from '../../shared/contract.ts';
import type { Ipc } from '../../shared/ipc.ts';
import type { Installation } from '../installation.ts';

type Calls = Pick<
  Handlers<Ipc>,
  'connection.status' | 'connection.retryNow' | 'clock.status' | 'destinations.list'
>;

/** The page's calls about the server, its time, and whom it names. */
export const connectionCalls = (installation: Installation): Calls => ({
  'connection.status': () => installation.engine?.bus.state() ?? { kind: 'not-configured' },
  'connection.retryNow': () => {
    installation.engine?.bus.retryNow();
    return null;
  },
  'clock.status': () => installation.engine?.clockCheck.state ?? { kind: 'unknown' },
  'destinations.list': () => installation.destinations(),
});
