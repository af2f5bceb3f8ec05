import { app, type BrowserWindow } from 'electron';
import type { Emit, Handlers } from '../shared/contract.ts';
import type { Ipc } from '../shared/ipc.ts';
import { ChosenCertificate } from './handlers/chosen-certificate.ts';
import { connectionCalls } from './handlers/connection.ts';
import { documentCalls } from './handlers/documents.ts';
import { identityCalls } from './handlers/identity.ts';
import { joiningCalls } from './handlers/joining.ts';
import { pageCalls } from './handlers/page.ts';
import { registrarCalls } from './handlers/registrar.ts';
import { settingsCalls } from './handlers/settings.ts';
import { transferCalls } from './handlers/transfers.ts';
import { Installation } from './installation.ts';
import { Faults } from './shell/faults.ts';
import { countOnTheirWay } from './shell/leaving.ts';
import { PageLink } from './shell/page-link.ts';
import { Offers } from './storage/offers.ts';
import type { SettingsStore } from './storage/settings-store.ts';

/** What the app needs of its window and its process. */
export type Shell = {
  readonly window: () => BrowserWindow | null;
  /** Opens the window, or brings it to the front. */
  readonly show: () => void;
  /** Ends the app in order and starts it anew. */
  readonly restart: () => void;
};

/** The running app between the page and the installation. */
export class Application {
  /** Brings clicks on notifications and in the menu to the page. */
  readonly page = new PageLink((to) => this.#emit('navigate', to));
  /** What ended in an error that nobody waited for. */
  readonly faults: Faults;
  readonly #shell: Shell;
  readonly #offers: Offers;
  readonly #installation: Installation;
  #emit: Emit<Ipc> = () => {};
  #onScreen: string | null = null;

  constructor(profileDir: string, settings: SettingsStore, shell: Shell) {
    this.#shell = shell;
    this.faults = new Faults((fault) => {
      if (this.page.listens) this.#emit('fault', fault);
      return this.page.listens;
    }, profileDir);
    this.#offers = new Offers(profileDir);
    this.#installation = new Installation(profileDir, settings, (name, news) => this.#emit(name, news), {
      unread: (count) => app.setBadgeCount(count),
      isOnScreen: (transfer) => this.#onScreen === transfer && (shell.window()?.isFocused() ?? false),
      clicked: (transfer) => {
        shell.show();
        this.page.go(transfer ? { to: 'transfer', id: transfer } : { to: 'inbox' });
      },
    });
  }

  async start(emit: Emit<Ipc>): Promise<void> {
    this.#emit = emit;
    await this.#installation.start();
  }

  close(): Promise<void> {
    return this.#installation.close();
  }

  /** The computer slept: whether the connection lives is asked at once. */
  awake(): void {
    this.#installation.engine?.bus.retryNow();
  }

  /** Documents that the end of the app would interrupt. */
  onTheirWay(): number {
    const { log } = this.#installation.journal;
    return countOnTheirWay(log.unfinished().map((record) => log.view(record)));
  }

  /** The answers to all calls of the page, each from the house of its subject. */
  handlers(): Handlers<Ipc> {
    const { window, restart } = this.#shell;
    const chosen = new ChosenCertificate();
    const installation = this.#installation;
    const onScreen = (id: string | null): void => {
      this.#onScreen = id;
    };
    return {
      ...pageCalls(this.page, this.faults, installation.notifier),
      ...identityCalls(installation, { window, restart, emit: (name, news) => this.#emit(name, news) }),
      ...joiningCalls(installation, window, chosen),
      ...registrarCalls(installation, window),
      ...connectionCalls(installation, { window, chosen, emit: (name, news) => this.#emit(name, news) }),
      ...settingsCalls(installation, window),
      ...documentCalls(this.#offers, window),
      ...transferCalls(installation, this.#offers, window, onScreen),
    };
  }
}
