import { join } from 'node:path';
import { app, type BrowserWindow, clipboard } from 'electron';
import type { Emit, Handlers } from '../shared/contract.ts';
import type { IdentityStatus } from '../shared/identity.ts';
import type { Ipc } from '../shared/ipc.ts';
import { failed, ok } from '../shared/result.ts';
import type { Transfer, TransferProgress } from '../shared/transfer.ts';
import { listDestinations } from './destinations/destinations.ts';
import { Engine, Journal } from './engine.ts';
import { EngineHost } from './engine-host.ts';
import { choosePaths, openDocument, revealDocument, saveDocumentAs } from './files.ts';
import { KeyRing } from './keys/key-ring.ts';
import { KeychainUnavailable, keychainIsAskedOnce, osKeychain } from './keys/keychain.ts';
import { countOnTheirWay } from './leaving.ts';
import { Notifier } from './notifier.ts';
import { readOrganisationFile } from './organisation-file.ts';
import { OwnIdentity } from './own-identity.ts';
import { PageLink } from './page-link.ts';
import { parseDestination } from './protocol/destination.ts';
import { Offers } from './storage/offers.ts';
import type { SettingsStore } from './storage/settings-store.ts';
import { preflight, queueAll } from './transfers/compose.ts';
import { arrivingDetails, toDetails } from './transfers/transfer-view.ts';

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
    const pathOf = (id: string): string | null => log.get(id)?.path ?? null;
    const shown = (): ReturnType<SettingsStore['shown']> => {
      const now = settings.shown();
      this.#emit('settings.changed', now);
      return now;
    };
    return {
      'app.info': () => ({ version: app.getVersion(), platform: process.platform }),
      'identity.status': () => this.#status(),
      'identity.chooseOrganisation': async () => {
        const [path] = await choosePaths(this.#shell.window(), {
          properties: ['openFile'],
          filters: [{ name: 'Connection file', extensions: ['json'] }],
        });
        if (!path) return ok(null);
        const file = await readOrganisationFile(path);
        if (!file) return failed({ kind: 'unreadable' });
        settings.set('organisation', file);
        shown();
        return ok({ organisation: file.organisation });
      },
      'identity.setUp': async ({ destination, label }) => {
        const organisation = settings.get('organisation');
        if (!organisation) return failed({ kind: 'no-organisation' });
        if (parseDestination(destination)?.organisation !== organisation.organisation)
          return failed({ kind: 'address-invalid' });
        this.#identity.unlock();
        if (this.#identity.keysUnreadable) return failed({ kind: 'keys-unreadable' });
        if (!this.#keyRing.isUnlocked) return failed({ kind: 'keychain-locked' });
        try {
          await this.#identity.makeKey();
        } catch (error) {
          if (error instanceof KeychainUnavailable) return failed({ kind: 'keychain-locked' });
          throw error;
        }
        settings.set('identity', { destination, label });
        // The engine of an earlier set-up may still be closing: nobody has to wait for that.
        void this.#host.start().then(() => this.#identityChanged());
        this.#identityChanged();
        return ok(null);
      },
      'identity.retryKeychain': async () => {
        this.#identity.unlock();
        if (this.#keyRing.isUnlocked) await this.#host.start();
        else if (keychainIsAskedOnce) this.#shell.restart();
        this.#identityChanged();
        return this.#status();
      },
      'identity.tryAgain': async () => {
        this.#identity.unlock();
        await this.#host.start();
        if (this.#engine) await this.#identity.request(this.#engine);
        this.#identityChanged();
        return null;
      },
      'identity.startAgain': async () => {
        const { kind } = this.#status();
        if (kind !== 'waiting-for-certificate' && kind !== 'not-started') return null;
        this.#identity.forget();
        this.#identityChanged();
        // A server that does not answer holds this up for some seconds; the page has gone on.
        await this.#host.stop();
        this.#emit('connection.changed', { kind: 'not-configured' });
        return null;
      },
      'connection.status': () => this.#engine?.bus.state() ?? { kind: 'not-configured' },
      'connection.retryNow': () => {
        this.#engine?.bus.retryNow();
        return null;
      },
      'destinations.list': () => this.#destinations(),
      'settings.get': () => settings.shown(),
      'settings.set': (patch) => {
        if (patch.theme !== undefined) settings.set('theme', patch.theme);
        if (patch.density !== undefined) settings.set('density', patch.density);
        if (patch.notifications !== undefined) settings.set('notifications', patch.notifications);
        if (patch.hideNamesInNotifications !== undefined)
          settings.set('hideNamesInNotifications', patch.hideNamesInNotifications);
        return shown();
      },
      'settings.chooseReceivedDir': async () => {
        const [path] = await choosePaths(this.#shell.window(), {
          properties: ['openDirectory', 'createDirectory'],
        });
        if (path) settings.chooseReceivedDir(path);
        await this.#engine?.folderWatch.look();
        return shown();
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
        const outcome = await queueAll(compose, this.#composeParts());
        return outcome.ok ? ok(outcome.value.map((record) => log.view(record))) : outcome;
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
      registry: () => this.#identityChanged(),
      folder: () => this.#emit('settings.changed', this.#settings.shown()),
    });
  }

  async #request(): Promise<void> {
    if (!this.#engine) return;
    await this.#identity.request(this.#engine);
    this.#identityChanged();
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
    const unread = this.#journal.log
      .list()
      .filter((one) => one.direction === 'received' && one.unread).length;
    app.setBadgeCount(unread);
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
