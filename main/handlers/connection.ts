import type { Handlers } from '../../shared/contract.ts';
import type { Destination } from '../../shared/destination.ts';
import type { Ipc } from '../../shared/ipc.ts';
import type { Engine } from '../engine/engine.ts';

type Calls = Pick<
  Handlers<Ipc>,
  'connection.status' | 'connection.retryNow' | 'clock.status' | 'destinations.list'
>;

/** The page's calls about the server, its time, and whom it names. */
export const connectionCalls = (
  engine: () => Engine | null,
  destinations: () => readonly Destination[],
): Calls => ({
  'connection.status': () => engine()?.bus.state() ?? { kind: 'not-configured' },
  'connection.retryNow': () => {
    engine()?.bus.retryNow();
    return null;
  },
  'clock.status': () => engine()?.clockCheck.state ?? { kind: 'unknown' },
  'destinations.list': () => destinations(),
});
