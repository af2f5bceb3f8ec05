import { app, clipboard } from 'electron';
import type { Handlers } from '../../shared/contract.ts';
import type { Ipc } from '../../shared/ipc.ts';
import type { ShownNotification } from '../../shared/notification.ts';
import type { Faults } from '../shell/faults.ts';
import type { PageLink } from '../shell/page-link.ts';

type Calls = Pick<
  Handlers<Ipc>,
  'app.info' | 'notifications.list' | 'clipboard.copy' | 'page.started' | 'page.failed' | 'faults.untold'
>;

type Parts = {
  readonly page: PageLink;
  readonly faults: Faults;
  readonly notifications: () => readonly ShownNotification[];
};

/** The page's calls about itself. */
export const pageCalls = ({ page, faults, notifications }: Parts): Calls => ({
  'app.info': () => ({ version: app.getVersion(), platform: process.platform }),
  'notifications.list': () => notifications(),
  'clipboard.copy': async (text) => {
    await clipboard.writeText(text);
    return null;
  },
  'page.started': () => page.started(),
  'page.failed': ({ part, message, stack }) => {
    console.error(`the page: ${part}: ${message}`, stack);
    return null;
  },
  'faults.untold': () => faults.untold(),
});
