import { create } from 'zustand';
import type { ConnectionState } from '../../shared/connection.ts';
import type { Destination } from '../../shared/destination.ts';
import type { IdentityStatus } from '../../shared/identity.ts';
import type { ShownNotification } from '../../shared/notification.ts';
import type { Settings } from '../../shared/settings.ts';
import { api } from '../api.ts';

/** Mirrors of main: subscribe, then ask; actions only call the api. */
export const useConnection = create<{ readonly state: ConnectionState }>()(() => ({ state: { kind: 'connecting', lastContact: null } }));
export const useIdentity = create<{ readonly status: IdentityStatus | null }>()(() => ({ status: null }));
export const useDestinations = create<{ readonly list: readonly Destination[] }>()(() => ({ list: [] }));
export const useSettings = create<{ readonly settings: Settings | null }>()(() => ({ settings: null }));
export const useNotifications = create<{ readonly list: readonly ShownNotification[]; readonly seen: number }>()(() => ({
  list: [],
  seen: Date.now(),
}));

export async function startMirrors(): Promise<void> {
  api.on('connection.changed', (state) => useConnection.setState({ state }));
  api.on('identity.changed', (status) => useIdentity.setState({ status }));
  api.on('destinations.changed', (list) => useDestinations.setState({ list }));
  api.on('settings.changed', (settings) => useSettings.setState({ settings }));
  api.on('notifications.shown', (one) => useNotifications.setState(({ list }) => ({ list: [one, ...list] })));
  const [connection, identity, destinations, settings, notifications] = await Promise.all([
    api.call('connection.status', undefined),
    api.call('identity.status', undefined),
    api.call('destinations.list', undefined),
    api.call('settings.get', undefined),
    api.call('notifications.list', undefined),
  ]);
  useConnection.setState({ state: connection });
  useIdentity.setState({ status: identity });
  useDestinations.setState({ list: destinations });
  useSettings.setState({ settings });
  useNotifications.setState({ list: notifications });
}

/** The own address, as far as it is known. */
export const ownOf = (status: IdentityStatus | null): { readonly destination: string; readonly label: string } | null =>
  status && 'destination' in status ? status : null;
