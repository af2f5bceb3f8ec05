import type { BrowserWindow } from 'electron';
import type { Handlers } from '../../shared/contract.ts';
import { fileCauseOf } from '../../shared/file-cause.ts';
import { type HistoryQuery, isShownBy } from '../../shared/history.ts';
import type { Ipc } from '../../shared/ipc.ts';
import { failed, ok } from '../../shared/result.ts';
import type { Transfer } from '../../shared/transfer.ts';
import type { Engine } from '../engine/engine.ts';
import type { Installation } from '../installation.ts';
import { openWithItsApp, revealDocument, saveDocumentAs } from '../shell/files.ts';
import { arrivingDetails } from '../transfers/log/transfer-view.ts';
import type { OfferedFile } from '../transfers/ports.ts';
import { preflight, queueAll } from '../transfers/sending/compose.ts';

type Calls = Pick<Handlers<Ipc>, Extract<keyof Ipc['calls'], `transfers.${string}`>>;

/**
 * The page's calls about transfers: the lists, one of them, and what a person does with it.
 * @param onScreen told which transfer's details are on screen
 */
export function transferCalls(
  installation: Installation,
  offers: { look(token: string): Promise<OfferedFile> },
  window: () => BrowserWindow | null,
  onScreen: (id: string | null) => void,
): Calls {
  const { log } = installation.journal;
  const engine = (): Engine | null => installation.engine;
  const isLocked = (): boolean => installation.keyRing.addresses().length === 0;
  const composeParts = () => ({ engine: engine(), isLocked, offers });
  const arriving = (): readonly Transfer[] => engine()?.arriving() ?? [];
  const pathOf = (id: string): string | null => {
    const record = log.get(id);
    return record ? log.view(record).path : null;
  };
  return {
    'transfers.page': ({ query, cursor, limit }) => {
      const page = log.page(query, cursor, limit);
      // What is arriving stands above what the log knows; its rows are no part of the limit.
      return cursor === null ? { ...page, rows: [...arrivingOf(query, arriving()), ...page.rows] } : page;
    },
    'transfers.counts': () => log.counts(),
    'transfers.get': (id) => {
      const record = log.get(id);
      if (record) return log.view(record);
      return arriving().find((row) => row.id === id) ?? null;
    },
    'transfers.details': (id) => {
      const record = log.get(id);
      if (record) return log.details(record);
      const row = arriving().find((one) => one.id === id);
      return row ? arrivingDetails(row) : null;
    },
    'transfers.onScreen': (id) => {
      onScreen(id);
      return null;
    },
    'transfers.preflight': (compose) => preflight(compose, composeParts()),
    'transfers.send': async (compose) => {
      try {
        const outcome = await queueAll(compose, composeParts());
        return outcome.ok ? ok(outcome.value.map((record) => log.view(record))) : outcome;
      } catch (error) {
        const cause = fileCauseOf(error);
        if (cause === 'other') throw error;
        console.error('a transfer was not queued', error);
        return failed({ kind: 'not-kept', cause });
      }
    },
    'transfers.cancel': (id) => ({ cancelled: engine()?.sender.cancel(id) ?? false }),
    'transfers.retry': (id) => ({ id: engine()?.sender.retry(id) ?? null }),
    'transfers.retryAll': () => ({ count: engine()?.sender.retryAll(log.retried()) ?? 0 }),
    'transfers.open': (id) => openWithItsApp(pathOf(id), window()),
    'transfers.reveal': (id) => revealDocument(pathOf(id)),
    'transfers.saveAs': (id) =>
      saveDocumentAs(pathOf(id), window(), (dir) => installation.settings.clearLater(dir)),
    'transfers.remove': (ids) => {
      log.remove(ids);
      return null;
    },
    'transfers.markRead': ({ ids, read }) => {
      log.markRead(ids, read);
      return null;
    },
  };
}

/** Of arriving documents nothing is known but their transfer ID: only a whole list shows them. */
const arrivingOf = (
  { direction, filter, search, person }: HistoryQuery,
  arriving: readonly Transfer[],
): readonly Transfer[] =>
  direction !== 'sent' && search.trim() === '' && person === null
    ? arriving.filter((row) => isShownBy(filter, row))
    : [];
