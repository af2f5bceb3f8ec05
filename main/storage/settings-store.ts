import { randomUUID } from 'node:crypto';
import Store from 'electron-store';
import type { FolderProblem } from '../../shared/obstacle.ts';
import type { Settings } from '../../shared/settings.ts';
import type { FolderChoice } from './received-folder.ts';

/** What electron-store holds: what the person chose, and how this installation reaches its organisation. */
export type StoredSettings = {
  theme: Settings['theme'];
  density: Settings['density'];
  notifications: boolean;
  hideNamesInNotifications: boolean;
  receivedDir: string | null;
  /** What the mark in that folder says; null until the app saw the folder. */
  receivedFolderMark: string | null;
  /** Names this device among a person's devices; part of the consumer group's name. */
  deviceId: string;
  demo: string | null;
  /** Where the window was; null before its first close. */
  window: { readonly x: number; readonly y: number; readonly width: number; readonly height: number } | null;
  /** From the administrator's connection file. */
  organisation: OrganisationFile | null;
  /** Own address and the name shown beside it; null before set-up. */
  identity: { readonly destination: string; readonly label: string } | null;
};

/** The administrator's connection file (docs/interoperability.md). */
export type OrganisationFile = {
  readonly organisation: string;
  readonly brokers: readonly string[];
  /** The pinned root certificate of the organisation, base64 of its DER. */
  readonly rootCertificate: string;
};

export class SettingsStore {
  readonly #store: Store<StoredSettings>;
  readonly #defaultReceivedDir: string;
  /** Not stored: it is looked for while the app runs. */
  receivedDirProblem: FolderProblem | null = null;

  constructor(defaultReceivedDir: string) {
    this.#defaultReceivedDir = defaultReceivedDir;
    this.#store = new Store<StoredSettings>({
      name: 'settings',
      defaults: {
        theme: 'system',
        density: 'comfortable',
        notifications: true,
        hideNamesInNotifications: false,
        receivedDir: null,
        receivedFolderMark: null,
        deviceId: '',
        demo: null,
        window: null,
        organisation: null,
        identity: null,
      },
    });
    if (!this.#store.get('deviceId')) this.#store.set('deviceId', randomUUID());
  }

  get<K extends keyof StoredSettings>(key: K): StoredSettings[K] {
    return this.#store.get(key);
  }

  set<K extends keyof StoredSettings>(key: K, value: StoredSettings[K]): void {
    this.#store.set(key, value);
  }

  onThemeChange(listener: (theme: Settings['theme']) => void): void {
    this.#store.onDidChange('theme', (theme) => theme && listener(theme));
  }

  get receivedDir(): string {
    return this.#store.get('receivedDir') ?? this.#defaultReceivedDir;
  }

  get receivedFolder(): FolderChoice {
    const isChosen = this.#store.get('receivedDir') !== null;
    return { path: this.receivedDir, isChosen, mark: this.#store.get('receivedFolderMark') };
  }

  chooseReceivedDir(path: string): void {
    this.#store.set({ receivedDir: path, receivedFolderMark: null });
  }

  /** The app saw the folder at this path: from now on it knows it again. */
  rememberReceivedFolder(path: string, mark: string): void {
    if (this.#store.get('receivedDir') === path) this.#store.set('receivedFolderMark', mark);
  }

  /** What the page may see. */
  shown(): Settings {
    return {
      theme: this.get('theme'),
      density: this.get('density'),
      notifications: this.get('notifications'),
      hideNamesInNotifications: this.get('hideNamesInNotifications'),
      receivedDir: this.receivedDir,
      receivedDirProblem: this.receivedDirProblem,
      brokers: this.get('organisation')?.brokers ?? [],
      demo: this.get('demo'),
    };
  }
}
