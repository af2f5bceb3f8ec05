import type { HistoryPage } from '../../shared/history.ts';
import type { Transfer, TransferDirection, TransferProgress } from '../../shared/transfer.ts';
import { api } from '../api.ts';
import { createStore } from './store.ts';

export type ById = Readonly<Record<string, Transfer>>;

type TransfersState = {
  readonly byId: ById;
  /** The rows as they were at the last change that was more than progress; lists and counts follow this one. */
  readonly settled: ById;
  /** Newest first. */
  readonly ids: Readonly<Record<TransferDirection, readonly string[]>>;
  readonly loaded: boolean;
  readonly failed: boolean;
};

/** Mirror of the transfer log in main. */
export const useTransfers = createStore<TransfersState>({
  byId: {},
  settled: {},
  ids: { sent: [], received: [] },
  loaded: false,
  failed: false,
});

const newestFirst = (a: Transfer, b: Transfer): number => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);

const idsOf = (byId: ById, direction: TransferDirection): readonly string[] =>
  listed(byId, direction).map(({ id }) => id);

const settle = (byId: ById, moved: boolean): void =>
  useTransfers.setState(({ ids }) => ({
    byId,
    settled: byId,
    ids: moved ? { sent: idsOf(byId, 'sent'), received: idsOf(byId, 'received') } : ids,
  }));

function merge(changed: readonly Transfer[]): void {
  const { byId } = useTransfers.getState();
  const moved = changed.some((one) => byId[one.id]?.createdAt !== one.createdAt);
  settle({ ...byId, ...Object.fromEntries(changed.map((one) => [one.id, one])) }, moved);
}

function remove(ids: readonly string[]): void {
  const gone = new Set(ids);
  const kept = Object.entries(useTransfers.getState().byId).filter(([id]) => !gone.has(id));
  settle(Object.fromEntries(kept), true);
}

const applyProgress = (progress: readonly TransferProgress[]): void =>
  useTransfers.setState(({ byId }) => {
    const next = { ...byId };
    for (const { id, ...moved } of progress) {
      const known = next[id];
      if (known) next[id] = { ...known, ...moved };
    }
    return { byId: next };
  });

/** Subscribes first, then lists, so that nothing falls between. */
export async function startTransfers(): Promise<void> {
  const news: Transfer[] = [];
  let listening = true;
  api.on('transfers.changed', ({ rows }) => {
    if (listening) news.push(...rows);
    merge(rows);
  });
  api.on('transfers.progress', applyProgress);
  api.on('transfers.removed', remove);
  await loadTransfers(news);
  listening = false;
}

export async function loadTransfers(news: readonly Transfer[] = []): Promise<void> {
  try {
    const list: Transfer[] = [];
    const query = { direction: null, filter: 'all', search: '', person: null } as const;
    for (let cursor: string | null = null; ; ) {
      const page: HistoryPage = await api.call('transfers.page', { query, cursor, limit: 200 });
      list.push(...page.rows);
      if (page.next === null) break;
      cursor = page.next;
    }
    merge([...list, ...news]);
    useTransfers.setState({ loaded: true, failed: false });
  } catch {
    useTransfers.setState({ loaded: true, failed: true });
  }
}

const unfinished: ReadonlySet<string> = new Set([
  ...['preparing', 'waiting-for-connection', 'waiting-for-clock', 'sending'],
]);
const failures: ReadonlySet<string> = new Set(['failed', 'refused', 'incomplete', 'cannot-save']);
export const isInProgress = ({ status }: Transfer): boolean => unfinished.has(status);
export const hasFailed = ({ status }: Transfer): boolean => failures.has(status);
/** A reply from the other side ends it; only what is still on its way moves. */
export const isMoving = ({ status }: Transfer): boolean => status === 'sending' || status === 'incoming';

/** What the other computer saves by itself, when it can, is not sent twice by one click for all. */
export const retryableIds = (byId: ById, ids: readonly string[]): readonly string[] =>
  ids.filter((id) => {
    const one = byId[id];
    return one?.retryable === true && hasFailed(one) && one.reason !== 'storage';
  });

const listed = (byId: ById, direction: TransferDirection): readonly Transfer[] =>
  Object.values(byId)
    .filter((one) => one.direction === direction)
    .sort(newestFirst);
export const inboxOf = (byId: ById): readonly Transfer[] => listed(byId, 'received');
export const sentOf = (byId: ById): readonly Transfer[] => listed(byId, 'sent');
