import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FolderProblem } from '../../shared/obstacle.ts';
import type { Settings } from '../../shared/settings.ts';
import { JsonFile, NotKept } from './json-file.ts';
import type { FolderChoice } from './received-folder.ts';
import { type Choices, readField, type SetUp, type StoredSettings, settingNames } from './stored-settings.ts';

export type { OrganisationFile } from './stored-settings.ts';

const madeBySetUp: readonly string[] = [
  'deviceId',
  'organisation',
  'identity',
  'invited',
] satisfies (keyof SetUp)[];
/** Which copy of an earlier version was taken over, so that an old one never comes back over a newer one. */
const takenOver = 'takenOver';
/** So many folders are looked into at a start, beside the one for received documents. */
const mostToClear = 8;

export class SettingsStore {
  readonly #choices: JsonFile;
  readonly #setUp: JsonFile;
  readonly #values: StoredSettings;
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
    const read = settingNames.map((name) => [name, readField(name, this.#fileOf(name).get(name))] as const);
    this.#values = Object.fromEntries(read) as StoredSettings;
    if (this.get('deviceId') === '') this.set('deviceId', randomUUID());
  }

  get<K extends keyof StoredSettings>(key: K): StoredSettings[K] {
    return this.#values[key];
  }

  /** @throws NotKept: then everything is as it was */
  set<K extends keyof StoredSettings>(key: K, value: StoredSettings[K]): void {
    if (!madeBySetUp.includes(key)) return this.choose({ [key]: value });
    this.#setUp.change({ [key]: value });
    this.#values[key] = value;
  }

  /** Several choices at once: all of them are kept, or none. @throws NotKept */
  choose(choices: Partial<Choices>): void {
    this.#choices.change(choices, madeBySetUp);
    Object.assign(this.#values, choices);
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

  /** What is being copied into the folder that was used so far is cleared there, should it not end well. @throws NotKept */
  chooseReceivedDir(path: string): void {
    const foldersToClear = this.#toClear(this.receivedDir);
    this.choose({ receivedDir: path, receivedFolderMark: null, foldersToClear });
  }

  /** Folders in which the end of the app may have left half a document. */
  get foldersToClear(): readonly string[] {
    return this.get('foldersToClear');
  }

  /** A document is being copied into that folder. Should the app end meanwhile, the next start clears it. */
  clearLater(dir: string): void {
    if (this.foldersToClear[0] !== dir) this.#choosePassing({ foldersToClear: this.#toClear(dir) });
  }

  cleared(dir: string): void {
    this.#choosePassing({ foldersToClear: this.foldersToClear.filter((one) => one !== dir) });
  }

  /** The app saw the folder at this path: from now on it knows it again. */
  rememberReceivedFolder(path: string, mark: string): void {
    if (this.get('receivedDir') === path) this.#choosePassing({ receivedFolderMark: mark });
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

  #toClear(dir: string): readonly string[] {
    return [dir, ...this.foldersToClear.filter((one) => one !== dir)].slice(0, mostToClear);
  }

  /** What the app notes for itself. Where that cannot be kept, nothing waits for it: it comes about again. */
  #choosePassing(choices: Partial<Choices>): void {
    try {
      this.choose(choices);
    } catch (error) {
      if (!(error instanceof NotKept)) throw error;
      console.error('what the app notes about folders could not be kept', error);
    }
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
