import { join } from 'node:path';
import type { Emit } from '../shared/contract.ts';
import type { Destination } from '../shared/destination.ts';
import type { IdentityStatus } from '../shared/identity.ts';
import type { Ipc } from '../shared/ipc.ts';
import type { ServerAccess, ServerSecrets } from '../shared/server-access.ts';
import type { Settings } from '../shared/settings.ts';
import { listDamagedText, listPutAsideText } from '../shared/text/damaged-list-text.ts';
import { systemClock } from './clock/system-clock.ts';
import type { Engine } from './engine/engine.ts';
import { EngineHost } from './engine/engine-host.ts';
import type { LogChange } from './engine/engine-ports.ts';
import { Journal } from './engine/journal.ts';
import { LocalEngine } from './engine/open-engine.ts';
import { surroundingsOf } from './engine/surroundings.ts';
import { ToldChanges } from './engine/told-changes.ts';
import { Joining } from './joining/joining.ts';
import { chosenKeychain } from './keys/chosen-keychain.ts';
import { KeyRing } from './keys/key-ring.ts';
import type { Keychain } from './keys/keychain.ts';
import { osKeychain } from './keys/os-keychain.ts';
import { PasswordKeychain } from './keys/password-keychain.ts';
import { SecretStore } from './keys/secret-store.ts';
import { keepServerSecrets, readServerSecrets } from './keys/server-secrets.ts';
import { OwnIdentity } from './mailboxes/own-identity.ts';
import type { NotificationOptions } from './notifications/feed.ts';
import { inboxNotices } from './notifications/notices.ts';
import { Notifier } from './notifications/notifier.ts';
import { HOUR } from './protocol/limits.ts';
import { RegistrarDesk } from './registrar/desk.ts';
import { listDestinations } from './registry/destinations.ts';
import type { OrganisationFile, SettingsStore } from './storage/settings-store.ts';

/** A request that Kafka did not take is tried again, and whether a renewal is due is looked at so often. */
const tendAgainAfter = 15_000;
const tendEvery = HOUR;
/** Milliseconds between two tellings of what grows with the organisation. */
const listEvery = 200;

/** What joining or founding an organisation leaves: how it is reached, and whom the invitation was for. */
type Entry = {
  readonly file: OrganisationFile;
  readonly invited: { readonly destination: string; readonly label: string } | null;
};

/** One person's installation: its journal, keys, engine and notifications, and what the page is told of them. */
export class Installation {
  readonly settings: SettingsStore;
  readonly clock = systemClock;
  readonly journal: Journal;
  readonly keyRing: KeyRing;
  readonly identity: OwnIdentity;
  readonly secrets: SecretStore;
  readonly password: PasswordKeychain;
  readonly keychain: Keychain;
  readonly desk: RegistrarDesk;
  readonly joining: Joining;
  readonly notifier: Notifier;
  readonly host: EngineHost<LocalEngine>;
  readonly #profileDir: string;
  readonly #emit: Emit<Ipc>;
  #cancelTend: () => void = () => {};
  #cancelList: (() => void) | null = null;
  #cancelDesk: (() => void) | null = null;
  readonly #desktop: { unread(count: number): void };
  readonly #toPage = new ToldChanges(systemClock, ({ rows, lists }) => {
    this.#emit('transfers.changed', { rows, lists });
    if (lists.length > 0) this.#count();
  });
  /** All news of transfers go one way to the page and the notifications. */
  readonly #logEvents = {
    changed: ({ rows, lists, news }: LogChange): void => {
      this.#toPage.changed({ rows, lists });
      for (const { row, before } of news) this.notifier.tell(row, before);
    },
    removed: (ids: readonly string[]): void => {
      this.#toPage.flush();
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
      damaged: () => this.notifier.tellNotice(listDamagedText),
      progress: (progress: Parameters<typeof emit<'transfers.progress'>>[1]) => {
        // What changed before is told before.
        this.#toPage.flush();
        emit('transfers.progress', progress);
      },
    };
    this.journal = new Journal(profileDir, events, () => surroundingsOf(this.engine));
    const own = (): string | null => settings.get('identity')?.destination ?? null;
    this.password = new PasswordKeychain(profileDir);
    this.keychain = chosenKeychain(osKeychain, this.password);
    this.keyRing = new KeyRing(join(profileDir, 'keys'), this.keychain, own);
    this.secrets = new SecretStore(join(profileDir, 'secrets'), this.keychain);
    const changed = (): void => this.registrarChanged();
    this.desk = new RegistrarDesk(join(profileDir, 'registrar'), this.keychain, systemClock, changed);
    this.joining = new Joining({ clock: systemClock, known: () => settings.get('organisation') });
    this.identity = new OwnIdentity({
      ...{ settings, keychain: this.keychain, keyRing: this.keyRing, clock: systemClock },
      isFounder: () => this.desk.isSetUp,
    });
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
    this.journal.tellPutAside((path) => this.notifier.tellNotice(listPutAsideText(path)));
    this.identity.unlock();
    await this.host.start();
    this.identityChanged();
  }

  async close(): Promise<void> {
    this.#cancelTend();
    this.#cancelList?.();
    this.#cancelDesk?.();
    this.desk.detach();
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
    return this.engine ? listDestinations(this.engine.registry, this.keyRing, this.clock.now()) : [];
  }

  identityChanged(): void {
    this.engine?.followInbox();
    this.#emit('identity.changed', this.status());
    // While an address book of thousands is read for the first time, each batch of it changes the list.
    this.#cancelList ??= systemClock.after(listEvery, () => {
      this.#cancelList = null;
      this.#emit('destinations.changed', this.destinations());
    });
  }

  registrarChanged(): void {
    this.#cancelDesk ??= systemClock.after(listEvery, () => {
      this.#cancelDesk = null;
      this.#emit('registrar.changed', this.desk.status());
    });
  }

  /** From now on this installation answers requests, where it has an authority. */
  openDesk(engine = this.host.engine): void {
    const isOwn = (destination: string, kid: string): boolean =>
      this.keyRing.kidsOf(destination).includes(kid);
    const clockIsWrong = (): boolean => this.engine?.clockCheck.isDaysWrong ?? false;
    if (engine) this.desk.attach({ ...engine.line, isOwn, clockIsWrong });
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
   * Belongs to this organisation from now on. @throws KeychainUnavailable, NotKept, or the system's error: then
   * nothing has changed
   */
  enter({ file, invited }: Entry, secrets: ServerSecrets): void {
    const { settings } = this;
    const before = { organisation: settings.get('organisation'), invited: settings.get('invited') };
    settings.set('organisation', file);
    settings.set('invited', invited);
    try {
      keepServerSecrets(this.secrets, secrets);
    } catch (error) {
      settings.set('organisation', before.organisation);
      settings.set('invited', before.invited);
      throw error;
    }
    this.identityChanged();
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
    if (this.identity.keysLost) return null;
    await this.identity.makeKey(identity.destination);
    this.identity.keyMade();
    const parts = {
      ...{ clock: systemClock, journal, organisation, keyRing, settings },
      profileDir: this.#profileDir,
      secrets: this.serverSecrets(),
    };
    const opened = await LocalEngine.open(parts, {
      ...this.#logEvents,
      connection: (state) => {
        this.#emit('connection.changed', state);
        if (state.kind === 'connected') void this.tend();
      },
      clock: (state) => {
        this.#emit('clock.changed', state);
        // Whether the own certificate is valid now is judged by it.
        this.identityChanged();
      },
      registry: () => {
        this.identityChanged();
        void this.tend();
      },
      folder: () => this.settingsChanged(),
      ...inboxNotices(this.notifier, () => settings.get('hideNamesInNotifications')),
    });
    this.openDesk(opened);
    return opened;
  }

  /** Does what is due for the own certificate and, on a registrar's computer, for those of others. */
  async tend(): Promise<void> {
    this.desk.tend();
    if (!this.engine) return;
    try {
      await this.identity.tend(this.engine);
    } catch (error) {
      // A full disk, or a keychain that was locked meanwhile: it is due still.
      console.error('what is due for the own certificate was not done', error);
    }
    this.identityChanged();
    this.#tendLater();
  }

  /** Kafka may not have taken a request, and the connection stayed: nobody says when to try again. */
  #tendLater(): void {
    this.#cancelTend();
    const status = this.status();
    const request = status.kind === 'waiting-for-certificate' ? status.request : 'sent';
    const isDue = request === 'not-sent' || request === 'clock-wrong';
    this.#cancelTend = systemClock.after(isDue ? tendAgainAfter : tendEvery, () => void this.tend());
  }

  #count(): void {
    const counts = this.journal.log.counts();
    this.#emit('transfers.counted', counts);
    this.#desktop.unread(counts.unread);
  }
}
