import { join } from 'node:path';
import type { Emit } from '../shared/contract.ts';
import type { Destination } from '../shared/destination.ts';
import type { IdentityStatus } from '../shared/identity.ts';
import type { Ipc } from '../shared/ipc.ts';
import type { ServerAccess, ServerSecrets } from '../shared/server-access.ts';
import type { Settings } from '../shared/settings.ts';
import { systemClock } from './clock/system-clock.ts';
import type { Engine } from './engine/engine.ts';
import { EngineHost } from './engine/engine-host.ts';
import type { LogChange } from './engine/engine-ports.ts';
import { Journal } from './engine/journal.ts';
import { LocalEngine } from './engine/open-engine.ts';
import { KeyRing } from './keys/key-ring.ts';
import { osKeychain } from './keys/os-keychain.ts';
import { SecretStore } from './keys/secret-store.ts';
import { keepServerSecrets, readServerSecrets } from './keys/server-secrets.ts';
import { OwnIdentity } from './mailboxes/own-identity.ts';
import type { NotificationOptions } from './notifications/feed.ts';
import { Notifier } from './notifications/notifier.ts';
import { listDestinations } from './registry/destinations.ts';
import type { SettingsStore } from './storage/settings-store.ts';

const requestAgainAfter = 15_000;

/** One person's installation: its journal, keys, engine and notifications, and what the page is told of them. */
export class Installation {
  readonly settings: SettingsStore;
  readonly journal: Journal;
  readonly keyRing: KeyRing;
  readonly identity: OwnIdentity;
  readonly secrets: SecretStore;
  readonly notifier: Notifier;
  readonly host: EngineHost<LocalEngine>;
  readonly #profileDir: string;
  readonly #emit: Emit<Ipc>;
  readonly #desktop: { unread(count: number): void };
  /** All news of transfers go one way to the page and the notifications. */
  readonly #logEvents = {
    changed: ({ rows, lists, news }: LogChange): void => {
      this.#emit('transfers.changed', { rows, lists });
      for (const { row, before } of news) this.notifier.tell(row, before);
      if (lists.length > 0) this.#count();
    },
    removed: (ids: readonly string[]): void => {
      this.#emit('transfers.removed', ids);
      this.#count();
    },
  };

  constructor(
    profileDir: string,
    settings: SettingsStore,
    emit: Emit<Ipc>,
    desktop: Pick<NotificationOptions, 'isOnScreen' | 'clicked'> & { unread(count: number): void },
  ) {
    this.#profileDir = profileDir;
    this.#emit = emit;
    this.#desktop = desktop;
    this.settings = settings;
    const events = {
      ...this.#logEvents,
      progress: (progress: Parameters<typeof emit<'transfers.progress'>>[1]) =>
        emit('transfers.progress', progress),
    };
    this.journal = new Journal(profileDir, events, () => ({
      isConnected: this.engine?.bus.state().kind === 'connected',
      clockBlocks: this.engine?.clockCheck.blocks ?? false,
      retentionOf: (destination) => this.engine?.bus.retentionOf(destination) ?? null,
    }));
    const own = (): string | null => settings.get('identity')?.destination ?? null;
    this.keyRing = new KeyRing(join(profileDir, 'keys'), osKeychain, own);
    this.secrets = new SecretStore(join(profileDir, 'secrets'), osKeychain);
    this.identity = new OwnIdentity(settings, osKeychain, this.keyRing);
    this.host = new EngineHost(() => this.#openEngine());
    this.notifier = new Notifier(
      {
        isOnScreen: desktop.isOnScreen,
        clicked: desktop.clicked,
        enabled: () => settings.get('notifications'),
        hideNames: () => settings.get('hideNamesInNotifications'),
        shown: (notification) => emit('notifications.shown', notification),
      },
      systemClock,
    );
  }

  async start(): Promise<void> {
    this.identity.unlock();
    await this.host.start();
    this.identityChanged();
  }

  async close(): Promise<void> {
    await this.host.stop();
    this.journal.database.close();
  }

  get engine(): Engine | null {
    return this.host.engine?.engine ?? null;
  }

  status(): IdentityStatus {
    return this.identity.status(this.engine, this.host.failed);
  }

  destinations(): readonly Destination[] {
    return this.engine ? listDestinations(this.engine.registry, this.keyRing) : [];
  }

  identityChanged(): void {
    this.engine?.followInbox();
    this.#emit('identity.changed', this.status());
    this.#emit('destinations.changed', this.destinations());
  }

  settingsChanged(): Settings {
    const now = this.settings.shown();
    this.#emit('settings.changed', now);
    return now;
  }

  /** What signs in to the servers; nothing where the keychain does not give it: then the server is told to be so. */
  serverSecrets(): ServerSecrets {
    try {
      return readServerSecrets(this.secrets);
    } catch (error) {
      console.error('what signs in to the server could not be read', error);
      return {};
    }
  }

  /**
   * Reaches the servers in another way from now on. What is under way is journaled, and goes on there.
   * @throws KeychainUnavailable, NotKept, or the system's error: then nothing has changed
   */
  async changeServer(access: ServerAccess, secrets: ServerSecrets): Promise<void> {
    const { settings } = this;
    const organisation = settings.get('organisation');
    if (!organisation) throw new Error('there is no organisation yet');
    settings.set('organisation', { ...organisation, brokers: access.brokers, security: access.security });
    try {
      keepServerSecrets(this.secrets, secrets);
    } catch (error) {
      settings.set('organisation', organisation);
      throw error;
    }
    this.settingsChanged();
    await this.host.stop();
    await this.host.start();
    this.identityChanged();
  }

  async #openEngine(): Promise<LocalEngine | null> {
    const { settings, keyRing, journal } = this;
    const organisation = settings.get('organisation');
    const identity = settings.get('identity');
    if (!organisation || !identity || !keyRing.isUnlocked) return null;
    await this.identity.makeKey(identity.destination);
    const parts = {
      clock: systemClock,
      journal,
      profileDir: this.#profileDir,
      organisation,
      secrets: this.serverSecrets(),
      keyRing,
      settings,
    };
    return LocalEngine.open(parts, {
      ...this.#logEvents,
      connection: (state) => {
        this.#emit('connection.changed', state);
        if (state.kind === 'connected') void this.#request();
      },
      clock: (state) => {
        this.#emit('clock.changed', state);
        // Whether the own certificate is valid now is judged by it.
        this.identityChanged();
      },
      registry: () => this.identityChanged(),
      folder: () => this.settingsChanged(),
    });
  }

  async #request(): Promise<void> {
    if (!this.engine) return;
    await this.identity.request(this.engine);
    this.identityChanged();
    const status = this.status();
    const isDue =
      status.kind === 'waiting-for-certificate' &&
      (status.request === 'not-sent' || status.request === 'clock-wrong');
    // Kafka did not take it, and the connection stayed: nobody says when to try again.
    if (isDue && this.engine?.bus.state().kind === 'connected')
      systemClock.after(requestAgainAfter, () => void this.#request());
  }

  #count(): void {
    const counts = this.journal.log.counts();
    this.#emit('transfers.counted', counts);
    this.#desktop.unread(counts.unread);
  }
}
