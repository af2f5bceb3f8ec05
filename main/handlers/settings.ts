import type { BrowserWindow } from 'electron';
import type { Handlers } from '../../shared/contract.ts';
import type { Ipc } from '../../shared/ipc.ts';
import { ok } from '../../shared/result.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Installation } from '../installation.ts';
import { choosePaths } from '../shell/files.ts';
import { kept } from './kept.ts';

type Calls = Pick<Handlers<Ipc>, Extract<keyof Ipc['calls'], `settings.${string}`>>;

/** The page's calls about what the person chose. */
export const settingsCalls = (installation: Installation, window: () => BrowserWindow | null): Calls => {
  const { settings, host } = installation;
  const shown = (): Settings => installation.settingsChanged();
  return {
    'settings.get': () => settings.shown(),
    'settings.set': (patch) => {
      const chosen = Object.entries(patch).filter(([, value]) => value !== undefined);
      return kept(() => settings.choose(Object.fromEntries(chosen)), shown);
    },
    'settings.chooseReceivedDir': async () => {
      const [path] = await choosePaths(window(), { properties: ['openDirectory', 'createDirectory'] });
      const outcome = kept(() => path && settings.chooseReceivedDir(path), shown);
      if (outcome.ok && path) await host.engine?.folderWatch.look();
      return outcome.ok ? ok(shown()) : outcome;
    },
  };
};
