import { join } from 'node:path';
import { app, type BrowserWindow, clipboard } from 'electron';
import type { Emit, Handlers } from '../shared/contract.ts';
import { fileCauseOf } from '../shared/file-cause.ts';
import type { IdentityStatus } from '../shared/identity.ts';
import type { Ipc } from '../shared/ipc.ts';
import { failed, ok } from '../shared/result.ts';
import type { Settings } from '../shared/settings.ts';
import type { Transfer, TransferProgress } from '../shared/transfer.ts';
import { listDestinations } from './destinations/destinations.ts';
import { Engine } from './engine.ts';
import { EngineHost } from './engine-host.ts';
import { Faults } from './faults.ts';
import { choosePaths, openDocument, revealDocument, saveDocumentAs } from './files.ts';
import { Journal } from './journal.ts';
import { kept } from './kept.ts';
import { KeyRing } from './keys/key-ring.ts';
import { osKeychain } from './keys/keychain.ts';
import { countOnTheirWay } from './leaving.ts';
import { Notifier } from './notifier.ts';
import { OwnIdentity } from './own-identity.ts';
import { PageLink } from './page-link.ts';
import { setUpCalls } from './set-up-calls.ts';
import { Offers } from './storage/offers.ts';
import type { SettingsStore } from './storage/settings-store.ts';
import { preflight, queueAll } from './transfers/compose.ts';
import { arrivingDetails, toDetails } from './transfers/transfer-view.ts';

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
  readonly #host: EngineHost<Engine>;
  #emit: Emit<Ipc> = () => {};
  #onScreen: string | null = null;

  constructor(profileDir: string, settings: SettingsStore, shell: Shell) {
    this.#profileDir = profileDir;
    this.#settings = settings;
    this.#shell = shell;
    const events = {
      changed: (transfers: readonly Transfer[]) => this.#transfersChanged(transfers),
      progress: (progress: readonly TransferProgress[]) => this.#emit('transfers.progress', progress),
      removed: (ids: readonly string[]) => {
        this.#emit('transfers.removed', ids);
        this.#countUnread();
      },
    };
    this.#journal = new Journal(profileDir, events, () => ({
      isConnected: this.#engine?.bus.state().kind === 'connected',
      clockBlocks: this.#engine?.clockCheck.blocks ?? false,
      retention: this.#engine?.retention ?? null,
    }));
    this.#keyRing = new KeyRing(
      join(profileDir, 'keys'),
      osKeychain,
      () => settings.get('identity')?.destination ?? null,
    );
    this.#identity = new OwnIdentity(settings, osKeychain, this.#keyRing);
    this.#offers = new Offers(profileDir);
    this.#host = new EngineHost(() => this.#openEngine());
    this.#notifier = new Notifier({
      enabled: () => settings.get('notifications'),
      hideNames: () => settings.get('hideNamesInNotifications'),
      isOnScreen: (transfer) => this.#onScreen === transfer && (shell.window()?.isFocused() ?? false),
      shown: (notification) => this.#emit('notifications.shown', notification),
      clicked: (transfer) => {
        shell.show();
        this.page.go(transfer ? { to: 'transfer', id: transfer } : { to: 'inbox' });
      },
    });
    this.#notifier.remember(this.#journal.log.list());
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
    return countOnTheirWay(this.#journal.log.list());
  }

  get #engine(): Engine | null {
    return this.#host.engine;
  }

  handlers(): Handlers<Ipc> {
    const { log } = this.#journal;
    const settings = this.#settings;
    const pathOf = (id: string): string | null => {
      const record = log.get(id);
      return record ? log.view(record).path : null;
    };
    const shown = (): Settings => {
      const now = settings.shown();
      this.#emit('settings.changed', now);
      return now;
    };
    return {
      'app.info': () => ({ version: app.getVersion(), platform: process.platform }),
      ...setUpCalls({
        settings,
        identity: this.#identity,
        keyRing: this.#keyRing,
        host: this.#host,
        status: () => this.#status(),
        identityChanged: () => this.#identityChanged(),
        settingsChanged: () => void shown(),
        emit: (name, payload) => this.#emit(name, payload),
        chooseConnectionFile: async () => {
          const [path] = await choosePaths(this.#shell.window(), {
            properties: ['openFile'],
            filters: [{ name: 'Connection file', extensions: ['json'] }],
          });
          return path ?? null;
        },
        restart: this.#shell.restart,
      }),
      'connection.status': () => this.#engine?.bus.state() ?? { kind: 'not-configured' },
      'clock.status': () => this.#engine?.clockCheck.state ?? { kind: 'unknown' },
      'connection.retryNow': () => {
        this.#engine?.bus.retryNow();
        return null;
      },
      'destinations.list': () => this.#destinations(),
      'settings.get': () => settings.shown(),
      'settings.set': (patch) => {
        const chosen = Object.entries(patch).filter(([, value]) => value !== undefined);
        return kept(() => settings.choose(Object.fromEntries(chosen)), shown);
      },
      'settings.chooseReceivedDir': async () => {
        const [path] = await choosePaths(this.#shell.window(), {
          properties: ['openDirectory', 'createDirectory'],
        });
        const outcome = kept(() => path && settings.chooseReceivedDir(path), shown);
        if (outcome.ok && path) await this.#engine?.folderWatch.look();
        return outcome.ok ? ok(shown()) : outcome;
      },
      'documents.offer': (items) => this.#offers.offer(items),
      'documents.choose': async () => {
        const paths = await choosePaths(this.#shell.window(), {
          properties: ['openFile', 'multiSelections'],
        });
        return this.#offers.offer(paths.map((path) => ({ path, name: '' })));
      },
      'transfers.list': () => [...log.list(), ...(this.#engine?.arriving() ?? [])],
      'transfers.details': (id) => {
        const record = log.get(id);
        if (record) return toDetails(record, log.view(record));
        const arriving = this.#engine?.arriving().find((row) => row.id === id);
        return arriving ? arrivingDetails(arriving) : null;
      },
      'transfers.onScreen': (id) => {
        this.#onScreen = id;
        return null;
      },
      'transfers.preflight': (compose) => preflight(compose, this.#composeParts()),
      'transfers.send': async (compose) => {
        try {
          const outcome = await queueAll(compose, this.#composeParts());
          return outcome.ok ? ok(outcome.value.map((record) => log.view(record))) : outcome;
        } catch (error) {
          const cause = fileCauseOf(error);
          if (cause === 'other') throw error;
          console.error('a transfer was not queued', error);
          return failed({ kind: 'not-kept', cause });
        }
      },
      'transfers.cancel': (id) => ({ cancelled: this.#engine?.sender.cancel(id) ?? false }),
      'transfers.retry': (id) => ({ id: this.#engine?.sender.retry(id) ?? null }),
      'transfers.open': (id) => openDocument(pathOf(id), this.#shell.window()),
      'transfers.reveal': (id) => revealDocument(pathOf(id)),
      'transfers.saveAs': (id) => saveDocumentAs(pathOf(id), this.#shell.window()),
      'transfers.remove': (ids) => {
        log.remove(ids);
        return null;
      },
      'transfers.markRead': ({ ids, read }) => {
        log.markRead(ids, read);
        return null;
      },
      'notifications.list': () => this.#notifier.history(),
      'clipboard.copy': async (text) => {
        await clipboard.writeText(text);
        return null;
      },
      'page.started': () => this.page.started(),
      'page.failed': ({ part, message, stack }) => {
        console.error(`the page: ${part}: ${message}`, stack);
        return null;
      },
      'faults.untold': () => this.faults.untold(),
    };
  }

  async #openEngine(): Promise<Engine | null> {
    const organisation = this.#settings.get('organisation');
    if (!organisation || !this.#settings.get('identity') || !this.#keyRing.isUnlocked) return null;
    await this.#identity.makeKey();
    return Engine.open(this.#journal, this.#profileDir, organisation, this.#keyRing, this.#settings, {
      changed: (transfers) => this.#emit('transfers.changed', transfers),
      removed: (ids) => this.#emit('transfers.removed', ids),
      progress: (progress) => this.#emit('transfers.progress', progress),
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
      setTimeout(() => void this.#request(), requestAgainAfter);
  }

  #identityChanged(): void {
    this.#engine?.followInbox();
    this.#emit('identity.changed', this.#status());
    this.#emit('destinations.changed', this.#destinations());
  }

  #transfersChanged(transfers: readonly Transfer[]): void {
    this.#emit('transfers.changed', transfers);
    for (const transfer of transfers) {
      if (transfer.direction === 'received') this.#engine?.arrived(transfer);
      this.#notifier.tell(transfer);
    }
    this.#countUnread();
  }

  #countUnread(): void {
    app.setBadgeCount(this.#journal.log.countUnread());
  }

  #status(): IdentityStatus {
    return this.#identity.status(this.#engine, this.#host.failed);
  }

  #destinations(): ReturnType<typeof listDestinations> {
    return this.#engine ? listDestinations(this.#engine.registry, this.#keyRing) : [];
  }

  #composeParts() {
    return { engine: this.#engine, identity: this.#keyRing, offers: this.#offers };
  }
}
