import type { ConnectionState, OfflineCause } from '../../shared/connection.ts';
import type { ServerAccess, ServerSecrets } from '../../shared/server-access.ts';
import { KafkaBus } from '../kafka/kafka-bus.ts';
import type { Clock } from '../transfers/ports.ts';

/** How long a look at the servers takes at most, in milliseconds. */
const lookLasts = 9_000;

/** A bus of its own that is connected, or why it is not: then it is closed. */
export async function connectedBus(
  access: ServerAccess,
  secrets: ServerSecrets,
  clientId: string,
  clock: Clock,
): Promise<KafkaBus | OfflineCause> {
  let told: (state: ConnectionState) => void = () => {};
  const outcome = new Promise<OfflineCause | null>((resolve) => {
    let times = 0;
    told = (state) => {
      if (state.kind === 'connected') resolve(null);
      if (state.kind !== 'offline') return;
      times += 1;
      // The first reason is a guess; a look at the servers may bring a better one.
      if (times > 1) resolve(state.why);
      else clock.after(lookLasts, () => resolve(state.why));
    };
  });
  const bus = new KafkaBus(
    access,
    secrets,
    clientId,
    (state) => told(state),
    () => {},
    clock,
  );
  bus.start();
  const why = await outcome;
  if (why === null) return bus;
  await bus.close();
  return why;
}
