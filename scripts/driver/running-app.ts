import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import type { ConnectionState } from '../../shared/connection.ts';
import type { HistoryPage } from '../../shared/history.ts';
import type { Api } from '../../shared/ipc.ts';
import type { ShownNotification } from '../../shared/notification.ts';
import type { Transfer, TransferDetails } from '../../shared/transfer.ts';
import { dropOn } from './drag.ts';
import { enterSignIn } from './enter-sign-in.ts';
import type { SignIn } from './kafka-local.ts';
import { sandboxWorks } from './sandbox-works.ts';
import { Slip } from './slip.ts';
import { untilEnded } from './until-ended.ts';

export type WindowPlace = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

export type AppOptions = {
  readonly checkoutDir: string;
  /** The Electron binary. */
  readonly electron: string;
  readonly profileDir: string;
  readonly receivedDir: string;
  readonly destination: string;
  readonly label: string;
  /** From the organisation; null starts an app that is not set up. */
  readonly connectionFile: object | null;
  /** How this person signs in to the servers, once the app runs. */
  readonly signIn?: () => Promise<SignIn>;
  readonly demo: string | null;
  readonly theme?: 'light' | 'dark';
  readonly place?: WindowPlace;
  readonly environment?: Readonly<Record<string, string>>;
  readonly arguments?: readonly string[];
};

declare const window: { readonly sealpost: Api };

/** One whole app that is driven through its own interface, as a person would. */
export class RunningApp {
  readonly options: AppOptions;
  #app: ElectronApplication | null = null;
  /** Asked for at once: of an app that ended by itself, Playwright no longer tells its process. */
  #child: ChildProcess | null = null;
  #page: Page | null = null;
  #isSignedIn = false;
  #starting: Promise<void> | null = null;
  #listeners: ((name: string, payload: unknown) => void)[] = [];

  constructor(options: AppOptions) {
    this.options = options;
    mkdirSync(options.profileDir, { recursive: true, mode: 0o700 });
    mkdirSync(options.receivedDir, { recursive: true });
    const { connectionFile, destination, label, demo, receivedDir, theme, place } = options;
    const settings = {
      ...(connectionFile ? { organisation: connectionFile, identity: { destination, label } } : {}),
      ...{ demo, receivedDir, theme: theme ?? 'light', window: place ?? null },
    };
    const settingsPath = join(options.profileDir, 'settings.json');
    // A profile that an app had before keeps what it is.
    if (!existsSync(settingsPath)) writeFileSync(settingsPath, JSON.stringify(settings));
  }

  get page(): Page {
    if (!this.#page) throw new Error(`${this.options.destination} is not running`);
    return this.#page;
  }

  get electron(): ElectronApplication {
    if (!this.#app) throw new Error(`${this.options.destination} is not running`);
    return this.#app;
  }

  /** Names of what lies in the folder for received documents, but the mark by which the app knows it. */
  get received(): readonly string[] {
    return readdirSync(this.options.receivedDir)
      .filter((name) => name !== '.sealpost-folder')
      .sort();
  }

  get isRunning(): boolean {
    return this.#app !== null;
  }

  async start(): Promise<void> {
    this.#starting = this.#start();
    try {
      await this.#starting;
    } finally {
      this.#starting = null;
    }
  }

  async #start(): Promise<void> {
    const { checkoutDir, electron, profileDir, environment, arguments: more } = this.options;
    const linux = process.platform === 'linux' ? ['--password-store=gnome-libsecret', '--disable-gpu'] : [];
    this.#app = await _electron.launch({
      executablePath: electron,
      args: [checkoutDir, `--profile=${profileDir}`, ...linux, ...(more ?? [])],
      env: { ...(process.env as Record<string, string>), ...environment },
      chromiumSandbox: sandboxWorks(),
      timeout: 60_000,
    });
    this.#child = this.#app.process();
    this.#page = await this.#app.firstWindow();
    await this.#page.waitForFunction(() => 'sealpost' in window);
    for (const listener of this.#listeners) await this.#forward(listener);
    if (this.options.connectionFile) await this.#signIn();
  }

  async #signIn(): Promise<void> {
    const { signIn } = this.options;
    if (!signIn || this.#isSignedIn) return;
    this.#isSignedIn = true;
    await enterSignIn(this.page, await signIn());
  }

  async stop(): Promise<void> {
    // An app that still starts would outlive us; why it did not start is told to who started it.
    await this.#starting?.catch(() => {});
    const app = this.#app;
    this.#app = null;
    this.#page = null;
    const child = this.#child;
    if (!app || !child) return;
    const ended = untilEnded(child);
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
    // By a signal: whoever ends the app like that is not asked whether it may. Closing it through the
    // debugger meanwhile would cut its end short, and its place in a consumer group would stay taken.
    if (process.platform !== 'win32') {
      child.kill('SIGTERM');
      await ended;
    }
    await app.close().catch(() => {});
    await ended;
    clearTimeout(late);
  }

  /** Ends the app as a crash would. */
  async kill(): Promise<void> {
    const app = this.#app;
    this.#app = null;
    this.#page = null;
    const child = this.#child;
    if (!app || !child) return;
    const ended = untilEnded(child);
    child.kill('SIGKILL');
    await ended;
  }

  /** Follows the events of the page's own contract, also over restarts. */
  async onEvent(listener: (name: string, payload: unknown) => void): Promise<void> {
    this.#listeners.push(listener);
    if (this.#page) await this.#forward(listener);
  }

  /** Somebody who was set up through the page signs in to the servers first. */
  async untilReady(milliseconds = 60_000): Promise<void> {
    await this.#signIn();
    await this.until(`${this.options.destination} is ready`, milliseconds, async () => {
      const [identity, connection] = await this.page.evaluate(() =>
        Promise.all([
          window.sealpost.call('identity.status', undefined),
          window.sealpost.call('connection.status', undefined),
        ]),
      );
      return identity.kind === 'ready' && connection.kind === 'connected' ? true : null;
    });
  }

  /** All rows of both lists, newest first. */
  transfers(): Promise<readonly Transfer[]> {
    return allTransfers(this.page);
  }

  connection(): Promise<ConnectionState> {
    return this.page.evaluate(() => window.sealpost.call('connection.status', undefined));
  }

  notifications(): Promise<readonly ShownNotification[]> {
    return this.page.evaluate(() => window.sealpost.call('notifications.list', undefined));
  }

  details(id: string): Promise<TransferDetails | null> {
    return this.page.evaluate((one) => window.sealpost.call('transfers.details', one), id);
  }

  async untilTransfer(
    test: (transfer: Transfer) => boolean,
    what: string,
    milliseconds = 60_000,
  ): Promise<Transfer> {
    return this.until(
      `${this.options.destination}: ${what}`,
      milliseconds,
      async () => (await this.transfers()).find(test) ?? null,
    );
  }

  /**
   * Sends through the interface: New transfer, drop the documents, choose the person, Send.
   * @returns the new rows. @throws with what the page says; nothing of the attempt stays on the slip
   */
  async send(paths: readonly string[], to: string): Promise<readonly Transfer[]> {
    const before = new Set((await this.transfers()).map(({ id }) => id));
    const slip = new Slip(this.page);
    await slip.clear();
    try {
      await this.drop(paths);
      await slip.submit(paths, to);
      return await this.until('the new transfer is listed', 20_000, async () => {
        const added = (await this.transfers()).filter(
          ({ id, direction }) => !before.has(id) && direction === 'sent',
        );
        if (added.length >= paths.length) return added;
        await slip.throwCause();
        return null;
      });
    } catch (error) {
      await slip.clear().catch((more: unknown) => {
        throw new AggregateError([error, more], error instanceof Error ? error.message : String(error));
      });
      throw error;
    }
  }

  /** Where windows may be on this screen. */
  workArea(): Promise<WindowPlace> {
    return this.electron.evaluate(({ screen }) => screen.getPrimaryDisplay().workArea);
  }

  async moveTo(place: WindowPlace): Promise<void> {
    await this.electron.evaluate(
      ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds),
      place,
    );
  }

  /** The person turns to another window. */
  async blur(): Promise<void> {
    await this.until(`${this.options.destination} is in the background`, 10_000, () =>
      this.electron.evaluate(({ BrowserWindow }) => {
        const [window] = BrowserWindow.getAllWindows();
        window?.blur();
        return window?.isFocused() ? null : true;
      }),
    );
  }

  drop(paths: readonly string[]): Promise<void> {
    return dropOn(this.page, paths);
  }

  async until<T>(what: string, milliseconds: number, look: () => Promise<T | null>): Promise<T> {
    const giveUpAt = Date.now() + milliseconds;
    for (;;) {
      const found = await look();
      if (found !== null) return found;
      if (Date.now() > giveUpAt) {
        const rows = (await this.transfers().catch(() => [])).map(
          ({ documentName, status, reason }) => `${documentName}: ${status} ${reason ?? ''}`,
        );
        throw new Error(
          `waited ${milliseconds / 1000} s in vain: ${what}; transfers: ${rows.join(', ') || 'none'}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async #forward(listener: (name: string, payload: unknown) => void): Promise<void> {
    const name = `__tell${Math.random().toString(36).slice(2)}`;
    await this.page.exposeFunction(name, listener);
    await this.page.evaluate((tell) => {
      const hand = (globalThis as unknown as Record<string, (event: string, payload: unknown) => void>)[tell];
      for (const event of ['transfers.changed', 'notifications.shown'] as const) {
        window.sealpost.on(event, (payload: unknown) => hand?.(event, payload));
      }
    }, name);
  }
}

/** All rows of both lists, newest first. */
export const allTransfers = (page: Page): Promise<readonly Transfer[]> =>
  page.evaluate(async () => {
    const query = { direction: null, filter: 'all', search: '', person: null } as const;
    const rows: Transfer[] = [];
    for (let cursor: string | null = null; ; ) {
      const page: HistoryPage = await window.sealpost.call('transfers.page', { query, cursor, limit: 200 });
      rows.push(...page.rows);
      if (page.next === null) return rows;
      cursor = page.next;
    }
  });
