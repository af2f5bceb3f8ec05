import type { BrowserWindow } from 'electron';
import type { Handlers } from '../../shared/contract.ts';
import type { Ipc } from '../../shared/ipc.ts';
import { ok } from '../../shared/result.ts';
import type { Settings } from '../../shared/settings.ts';
import { choosePaths } from '../shell/files.ts';
import type { FolderWatch } from '../storage/folder-watch.ts';
import type { SettingsStore } from '../storage/settings-store.ts';
import { kept } from './kept.ts';

type Calls = Pick<Handlers<Ipc>, Extract<keyof Ipc['calls'], `settings.${string}`>>;

type Parts = {
  readonly settings: SettingsStore;
  readonly folder: () => FolderWatch | null;
  readonly window: () => BrowserWindow | null;
  /** Tells the page what is set now. */
  readonly shown: () => Settings;
};

/** The page's calls about what the person chose. */
export const settingsCalls = ({ settings, folder, window, shown }: Parts): Calls => ({
  'settings.get': () => settings.shown(),
  'settings.set': (patch) => {
    const chosen = Object.entries(patch).filter(([, value]) => value !== undefined);
    return kept(() => settings.choose(Object.fromEntries(chosen)), shown);
  },
  'settings.chooseReceivedDir': async () => {
    const [path] = await choosePaths(window(), { properties: ['openDirectory', 'createDirectory'] });
    const outcome = kept(() => path && settings.chooseReceivedDir(path), shown);
    if (outcome.ok && path) await folder()?.look();
    return outcome.ok ? ok(shown()) : outcome;
  },
});
