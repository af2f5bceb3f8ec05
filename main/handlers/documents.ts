import { app, type BrowserWindow } from 'electron';
import type { Handlers } from '../../shared/contract.ts';
import type { Ipc } from '../../shared/ipc.ts';
import { testDocument } from '../../shared/text/dialog-text.ts';
import { makeTestDocument } from '../shell/chosen-file.ts';
import { choosePaths } from '../shell/files.ts';
import type { Offers } from '../storage/offers.ts';

type Calls = Pick<Handlers<Ipc>, Extract<keyof Ipc['calls'], `documents.${string}`>>;

/** The page's calls about documents that a person wants to send. */
export const documentCalls = (offers: Offers, window: () => BrowserWindow | null): Calls => ({
  'documents.offer': (items) => offers.offer(items),
  'documents.choose': async () => {
    const paths = await choosePaths(window(), { properties: ['openFile', 'multiSelections'] });
    return offers.offer(paths.map((path) => ({ path, name: '' })));
  },
  'documents.test': async () => {
    const path = makeTestDocument(app.getPath('temp'), testDocument.name, testDocument.text);
    return offers.offer([{ path, name: testDocument.name }]);
  },
});
