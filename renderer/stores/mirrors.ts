import type { ClockState } from '../../shared/clock.ts';
import type { ConnectionState } from '../../shared/connection.ts';
import type { Destination } from '../../shared/destination.ts';
import type { HistoryCounts } from '../../shared/history.ts';
import type { IdentityStatus } from '../../shared/identity.ts';
import type { ShownNotification } from '../../shared/notification.ts';
import type { RegistrarStatus } from '../../shared/registrar.ts';
import type { Settings } from '../../shared/settings.ts';
import { api } from '../api.ts';
import { createStore } from './store.ts';

type Notifications = { readonly list: readonly ShownNotification[]; readonly seen: number };

/** Mirrors of main: subscribe, then ask; actions only call the api. */
export const useConnection = createStore<{ readonly state: ConnectionState }>({
  state: { kind: 'connecting', lastContact: null },
});
export const useClock = createStore<{ readonly state: ClockState }>({ state: { kind: 'unknown' } });
export const useIdentity = createStore<{ readonly status: IdentityStatus | null }>({ status: null });
/** Null where this installation looks after no organisation. */
export const useRegistrar = createStore<{ readonly status: RegistrarStatus | null }>({ status: null });
export const useDestinations = createStore<{ readonly list: readonly Destination[] }>({ list: [] });
export const useSettings = createStore<{ readonly settings: Settings | null }>({ settings: null });
/** Null until main has counted. */
export const useCounts = createStore<{ readonly counts: HistoryCounts | null }>({ counts: null });
/** Newest first; what came before this start counts as seen. */
export const useNotifications = createStore<Notifications>({ list: [], seen: Date.now() });

export async function startMirrors(): Promise<void> {
  await Promise.all([
    mirror(
      (set) => api.on('connection.changed', set),
      () => api.call('connection.status', undefined),
      (state) => useConnection.setState({ state }),
    ),
    mirror(
      (set) => api.on('clock.changed', set),
      () => api.call('clock.status', undefined),
      (state) => useClock.setState({ state }),
    ),
    mirror(
      (set) => api.on('identity.changed', set),
      () => api.call('identity.status', undefined),
      (status) => useIdentity.setState({ status }),
    ),
    mirror(
      (set) => api.on('registrar.changed', set),
      () => api.call('registrar.status', undefined),
      (status) => useRegistrar.setState({ status }),
    ),
    mirror(
      (set) => api.on('destinations.changed', set),
      () => api.call('destinations.list', undefined),
      (list) => useDestinations.setState({ list }),
    ),
    mirror(
      (set) => api.on('settings.changed', set),
      () => api.call('settings.get', undefined),
      (settings) => useSettings.setState({ settings }),
    ),
    mirror(
      (set) => api.on('transfers.counted', set),
      () => api.call('transfers.counts', undefined),
      (counts) => useCounts.setState({ counts }),
    ),
    startNotifications(),
  ]);
}

/** An event that comes while the question is open is newer than its answer. */
async function mirror<Value>(
  subscribe: (set: (value: Value) => void) => void,
  ask: () => Promise<Value>,
  keep: (value: Value) => void,
): Promise<void> {
  let told = false;
  subscribe((value) => {
    told = true;
    keep(value);
  });
  const answer = await ask();
  if (!told) keep(answer);
}

async function startNotifications(): Promise<void> {
  const keep = (newer: readonly ShownNotification[], older: readonly ShownNotification[]): void => {
    const ids = new Set(newer.map(({ id }) => id));
    const list = [...newer, ...older.filter(({ id }) => !ids.has(id))].sort((a, b) => b.at - a.at);
    useNotifications.setState({ list });
  };
  // Several at once are one entry that grows, under the same id.
  api.on('notifications.shown', (one) => keep([one], useNotifications.getState().list));
  const before = await api.call('notifications.list', undefined);
  keep(useNotifications.getState().list, before);
}

/** The own address that is sent from; empty before set-up. */
export const ownAddress = (): string => ownOf(useIdentity.getState().status)?.destination ?? '';

/** The own address, as far as it is known. */
export const ownOf = (
  status: IdentityStatus | null,
): { readonly destination: string; readonly label: string } | null =>
  status && 'destination' in status ? status : null;
