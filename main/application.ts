import { join } from 'node:path';
import { app, type BrowserWindow } from 'electron';
import type { Emit, Handlers } from '../shared/contract.ts';
import type { IdentityStatus } from '../shared/identity.ts';
import type { Ipc } from '../shared/ipc.ts';
import type { Settings } from '../shared/settings.ts';
import type { TransferProgress } from '../shared/transfer.ts';
import { systemClock } from './clock/system-clock.ts';
import type { Engine } from './engine/engine.ts';
import { EngineHost } from './engine/engine-host.ts';
import type { LogChange } from './engine/engine-ports.ts';
import { Journal } from './engine/journal.ts';
import { LocalEngine } from './engine/open-engine.ts';
import { connectionCalls } from './handlers/connection.ts';
import { documentCalls } from './handlers/documents.ts';
import { identityCalls } from './handlers/identity.ts';
import { pageCalls } from './handlers/page.ts';
import { settingsCalls } from './handlers/settings.ts';
import { transferCalls } from './handlers/transfers.ts';
import { KeyRing } from './keys/key-ring.ts';
import { osKeychain } from './keys/os-keychain.ts';
import { OwnIdentity } from './mailboxes/own-identity.ts';
import { Notifier } from './notifications/notifier.ts';
import { listDestinations } from './registry/destinations.ts';
import { Faults } from './shell/faults.ts';
import { countOnTheirWay } from './shell/leaving.ts';
import { PageLink } from './shell/page-link.ts';
import { Offers } from './storage/offers.ts';
import type { SettingsStore } from './storage/settings-store.ts';

const requestAgainAfter = 15_000;

/** What the app needs of its window and its process. */
export type Shell = {
  readonly window: () => BrowserWindow | null;
  /** Opens the window, or brings it to the front. */
  readonly show: () => void;
  /** Ends the app in order and starts it anew. */
  readonly restart: () => void;
};

/** The running app between the page and the engine: answers calls, passes on what changed. */
export class Application {
  /** Brings clicks on notifications and in the menu to the page. */
  readonly page = new PageLink((to) => this.#emit('navigate', to));
  /** What ended in an error that nobody waited for. */
  readonly faults = new Faults((fault) => {
    if (this.page.listens) this.#emit('fault', fault);
    return this.page.listens;
  });
  readonly #profileDir: string;
  readonly #settings: SettingsStore;
  readonly #shell: Shell;
  readonly #journal: Journal;
  readonly #keyRing: KeyRing;
  readonly #identity: OwnIdentity;
  readonly #offers: Offers;
  readonly #notifier: Notifier;
  readonly #host: EngineHost<LocalEngine>;
  #emit: Emit<Ipc> = () => {};
  #onScreen: string | null = null;

  constructor(profileDir: string, settings: SettingsStore, shell: Shell) {
    this.#profileDir = profileDir;
    this.#settings = settings;
    this.#shell = shell;
    const events = {
      changed: (change: LogChange) => this.#transfersChanged(change),
      progress: (progress: readonly TransferProgress[]) => this.#emit('transfers.progress', progress),
      removed: (ids: readonly string[]) => {
        this.#emit('transfers.removed', ids);
        this.#count();
      },
    };
    this.#journal = new Journal(profileDir, events, () => ({
      isConnected: this.#engine?.bus.state().kind === 'connected',
      clockBlocks: this.#engine?.clockCheck.blocks ?? false,
      retentionOf: (destination) => this.#engine?.bus.retentionOf(destination) ?? null,
    }));
    this.#keyRing = new KeyRing(
      join(profileDir, 'keys'),
      osKeychain,
      () => settings.get('identity')?.destination ?? null,
    );
    this.#identity = new OwnIdentity(settings, osKeychain, this.#keyRing);
    this.#offers = new Offers(profileDir);
    this.#host = new EngineHost(() => this.#openEngine());
    this.#notifier = new Notifier(
      {
        enabled: () => settings.get('notifications'),
        hideNames: () => settings.get('hideNamesInNotifications'),
        isOnScreen: (transfer) => this.#onScreen === transfer && (shell.window()?.isFocused() ?? false),
        shown: (notification) => this.#emit('notifications.shown', notification),
        clicked: (transfer) => {
          shell.show();
          this.page.go(transfer ? { to: 'transfer', id: transfer } : { to: 'inbox' });
        },
      },
      systemClock,
    );
  }

  async start(emit: Emit<Ipc>): Promise<void> {
    this.#emit = emit;
    this.#identity.unlock();
    await this.#host.start();
    this.#identityChanged();
  }

  async close(): Promise<void> {
    await this.#host.stop();
    this.#journal.database.close();
  }

  /** Documents that the end of the app would interrupt. */
  onTheirWay(): number {
    const { log } = this.#journal;
    return countOnTheirWay(log.unfinished().map((record) => log.view(record)));
  }

  get #engine(): Engine | null {
    return this.#host.engine?.engine ?? null;
  }

  handlers(): Handlers<Ipc> {
    const settings = this.#settings;
    const window = this.#shell.window;
    const engine = (): Engine | null => this.#engine;
    const shown = (): Settings => {
      const now = settings.shown();
      this.#emit('settings.changed', now);
      return now;
    };
    return {
      ...pageCalls({ page: this.page, faults: this.faults, notifications: () => this.#notifier.history() }),
      ...identityCalls({
        settings,
        identity: this.#identity,
        keyRing: this.#keyRing,
        host: this.#host,
        status: () => this.#status(),
        identityChanged: () => this.#identityChanged(),
        settingsChanged: () => void shown(),
        emit: (name, payload) => this.#emit(name, payload),
        window,
        restart: this.#shell.restart,
      }),
      ...connectionCalls(engine, () => this.#destinations()),
      ...settingsCalls({ settings, folder: () => this.#host.engine?.folderWatch ?? null, window, shown }),
      ...documentCalls(this.#offers, window),
      ...transferCalls({
        log: this.#journal.log,
        isLocked: () => this.#keyRing.addresses().length === 0,
        offers: this.#offers,
        engine,
        window,
        onScreen: (id) => {
          this.#onScreen = id;
        },
      }),
    };
  }

  async #openEngine(): Promise<LocalEngine | null> {
    const organisation = this.#settings.get('organisation');
    const identity = this.#settings.get('identity');
    if (!organisation || !identity || !this.#keyRing.isUnlocked) return null;
    await this.#identity.makeKey(identity.destination);
    const installation = {
      ...{ clock: systemClock, journal: this.#journal, profileDir: this.#profileDir, organisation },
      ...{ keyRing: this.#keyRing, settings: this.#settings },
    };
    return LocalEngine.open(installation, {
      changed: ({ rows, lists }) => this.#emit('transfers.changed', { rows, lists }),
      removed: (ids) => this.#emit('transfers.removed', ids),
      connection: (state) => {
        this.#emit('connection.changed', state);
        if (state.kind === 'connected') void this.#request();
      },
      clock: (state) => {
        this.#emit('clock.changed', state);
        // Whether the own certificate is valid now is judged by it.
        this.#identityChanged();
      },
      registry: () => this.#identityChanged(),
      folder: () => this.#emit('settings.changed', this.#settings.shown()),
    });
  }

  async #request(): Promise<void> {
    if (!this.#engine) return;
    await this.#identity.request(this.#engine);
    this.#identityChanged();
    const status = this.#status();
    const isDue =
      status.kind === 'waiting-for-certificate' &&
      (status.request === 'not-sent' || status.request === 'clock-wrong');
    // Kafka did not take it, and the connection stayed: nobody says when to try again.
    if (isDue && this.#engine?.bus.state().kind === 'connected')
      systemClock.after(requestAgainAfter, () => void this.#request());
  }

  #identityChanged(): void {
    this.#engine?.followInbox();
    this.#emit('identity.changed', this.#status());
    this.#emit('destinations.changed', this.#destinations());
  }

  #transfersChanged({ rows, lists, news }: LogChange): void {
    this.#emit('transfers.changed', { rows, lists });
    for (const row of rows) if (row.direction === 'received') this.#engine?.arrived(row);
    for (const row of news) this.#notifier.tell(row);
    if (lists.length > 0) this.#count();
  }

  #count(): void {
    const counts = this.#journal.log.counts();
    this.#emit('transfers.counted', counts);
    app.setBadgeCount(counts.unread);
  }

  #status(): IdentityStatus {
    return this.#identity.status(this.#engine, this.#host.failed);
  }

  #destinations(): ReturnType<typeof listDestinations> {
    return this.#engine ? listDestinations(this.#engine.registry, this.#keyRing) : [];
  }
}
