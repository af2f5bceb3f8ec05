import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FolderProblem } from '../../shared/obstacle.ts';
import type { Settings } from '../../shared/settings.ts';
import { JsonFile, NotKept } from './json-file.ts';
import type { FolderChoice } from './received-folder.ts';

/** What the person chose, in `settings.json`. Any of it may be chosen again. */
type Choices = {
  theme: Settings['theme'];
  density: Settings['density'];
  notifications: boolean;
  hideNamesInNotifications: boolean;
  receivedDir: string | null;
  /** What the mark in that folder says; null until the app saw the folder. */
  receivedFolderMark: string | null;
  demo: string | null;
  /** Where the window was; null before its first close. */
  window: { readonly x: number; readonly y: number; readonly width: number; readonly height: number } | null;
};

/** What set-up made, in `identity.json`: no choice and no window rewrites that file. */
type SetUp = {
  /** Names this device among a person's devices; part of the consumer group's name. */
  deviceId: string;
  /** From the administrator's connection file. */
  organisation: OrganisationFile | null;
  /** Own address and the name shown beside it; null before set-up. */
  identity: { readonly destination: string; readonly label: string } | null;
};

export type StoredSettings = Choices & SetUp;

/** The administrator's connection file (docs/interoperability.md). */
export type OrganisationFile = {
  readonly organisation: string;
  readonly brokers: readonly string[];
  /** The pinned root certificate of the organisation, base64 of its DER. */
  readonly rootCertificate: string;
};

const defaults: StoredSettings = {
  theme: 'system',
  density: 'comfortable',
  notifications: true,
  hideNamesInNotifications: false,
  receivedDir: null,
  receivedFolderMark: null,
  demo: null,
  window: null,
  deviceId: '',
  organisation: null,
  identity: null,
};

const madeBySetUp: readonly string[] = ['deviceId', 'organisation', 'identity'] satisfies (keyof SetUp)[];
/** Which copy of an earlier version was taken over, so that an old one never comes back over a newer one. */
const takenOver = 'takenOver';

export class SettingsStore {
  readonly #choices: JsonFile;
  readonly #setUp: JsonFile;
  readonly #defaultReceivedDir: string;
  /** Not stored: it is looked for while the app runs. */
  receivedDirProblem: FolderProblem | null = null;
  readonly #themeListeners: ((theme: Settings['theme']) => void)[] = [];

  /** @throws NotJson, NotKept, or the system's error where a file cannot be read */
  constructor(profileDir: string, defaultReceivedDir: string) {
    this.#defaultReceivedDir = defaultReceivedDir;
    this.#choices = new JsonFile(join(profileDir, 'settings.json'));
    this.#setUp = new JsonFile(join(profileDir, 'identity.json'));
    this.#takeOver();
    if (this.get('deviceId') === '') this.set('deviceId', randomUUID());
  }

  get<K extends keyof StoredSettings>(key: K): StoredSettings[K] {
    const kept = this.#fileOf(key).get(key);
    return kept === undefined ? defaults[key] : (kept as StoredSettings[K]);
  }

  /** @throws NotKept: then everything is as it was */
  set<K extends keyof StoredSettings>(key: K, value: StoredSettings[K]): void {
    if (madeBySetUp.includes(key)) this.#setUp.change({ [key]: value });
    else this.choose({ [key]: value });
  }

  /** Several choices at once: all of them are kept, or none. @throws NotKept */
  choose(choices: Partial<Choices>): void {
    this.#choices.change(choices, madeBySetUp);
    const { theme } = choices;
    if (theme !== undefined) for (const listener of this.#themeListeners) listener(theme);
  }

  onThemeChange(listener: (theme: Settings['theme']) => void): void {
    this.#themeListeners.push(listener);
  }

  get receivedDir(): string {
    return this.get('receivedDir') ?? this.#defaultReceivedDir;
  }

  get receivedFolder(): FolderChoice {
    const isChosen = this.get('receivedDir') !== null;
    return { path: this.receivedDir, isChosen, mark: this.get('receivedFolderMark') };
  }

  /** @throws NotKept */
  chooseReceivedDir(path: string): void {
    this.choose({ receivedDir: path, receivedFolderMark: null });
  }

  /** The app saw the folder at this path: from now on it knows it again. */
  rememberReceivedFolder(path: string, mark: string): void {
    if (this.get('receivedDir') !== path) return;
    try {
      this.choose({ receivedFolderMark: mark });
    } catch (error) {
      // It is looked at again, and remembered then.
      if (!(error instanceof NotKept)) throw error;
      console.error('the folder for received documents could not be remembered', error);
    }
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

  #fileOf(key: string): JsonFile {
    return madeBySetUp.includes(key) ? this.#setUp : this.#choices;
  }

  /**
   * Earlier versions kept everything in `settings.json`. What set-up made goes into its own file first;
   * the next choice takes the copy out of the other one. An end in between only repeats this.
   */
  #takeOver(): void {
    const entries = madeBySetUp
      .map((key) => [key, this.#choices.get(key)] as const)
      .filter(([, value]) => value !== undefined);
    if (entries.length === 0) return;
    const copy = createHash('sha256').update(JSON.stringify(entries)).digest('hex');
    if (this.#setUp.get(takenOver) === copy) return;
    this.#setUp.change({ ...Object.fromEntries(entries), [takenOver]: copy });
  }
}
