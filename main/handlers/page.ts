import { app, clipboard } from 'electron';
import type { Handlers } from '../../shared/contract.ts';
import type { Ipc } from '../../shared/ipc.ts';
import type { NotificationFeed } from '../notifications/feed.ts';
import type { Faults } from '../shell/faults.ts';
import type { PageLink } from '../shell/page-link.ts';

type Calls = Pick<
  Handlers<Ipc>,
  'app.info' | 'notifications.list' | 'clipboard.copy' | 'page.started' | 'page.failed' | 'faults.untold'
>;

/** The page's calls about itself. */
export const pageCalls = (page: PageLink, faults: Faults, notifier: NotificationFeed): Calls => ({
  'app.info': () => ({ version: app.getVersion(), platform: process.platform }),
  'notifications.list': () => notifier.history(),
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
