import { create } from 'zustand';
import type { Transfer, TransferProgress } from '../../shared/transfer.ts';
import { api } from '../api.ts';

type TransfersState = {
  readonly byId: Readonly<Record<string, Transfer>>;
  readonly loaded: boolean;
  readonly failed: boolean;
};

/** Mirror of the transfer log in main. */
export const useTransfers = create<TransfersState>()(() => ({ byId: {}, loaded: false, failed: false }));

const merge = (changed: readonly Transfer[]): void =>
  useTransfers.setState(({ byId }) => ({ byId: { ...byId, ...Object.fromEntries(changed.map((one) => [one.id, one])) } }));

const applyProgress = (progress: readonly TransferProgress[]): void =>
  useTransfers.setState(({ byId }) => {
    const next = { ...byId };
    for (const { id, ...moved } of progress) {
      const known = next[id];
      if (known) next[id] = { ...known, ...moved };
    }
    return { byId: next };
  });

const remove = (ids: readonly string[]): void =>
  useTransfers.setState(({ byId }) => ({ byId: Object.fromEntries(Object.entries(byId).filter(([id]) => !ids.includes(id))) }));

/** Subscribes first, then lists, so that nothing falls between. */
export async function startTransfers(): Promise<void> {
  const news: Transfer[] = [];
  api.on('transfers.changed', (changed) => {
    news.push(...changed);
    merge(changed);
  });
  api.on('transfers.progress', applyProgress);
  api.on('transfers.removed', remove);
  await loadTransfers(news);
}

export async function loadTransfers(news: readonly Transfer[] = []): Promise<void> {
  try {
    const list = await api.call('transfers.list', undefined);
    merge(list);
    merge(news);
    useTransfers.setState({ loaded: true, failed: false });
  } catch {
    useTransfers.setState({ loaded: true, failed: true });
  }
}

export const inboxOf = (byId: Readonly<Record<string, Transfer>>): readonly Transfer[] => sorted(byId, 'received');
export const sentOf = (byId: Readonly<Record<string, Transfer>>): readonly Transfer[] => sorted(byId, 'sent');

const sorted = (byId: Readonly<Record<string, Transfer>>, direction: Transfer['direction']): readonly Transfer[] =>
  Object.values(byId)
    .filter((one) => one.direction === direction)
    .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));

const unfinished: ReadonlySet<string> = new Set(['preparing', 'waiting-for-connection', 'sending']);
export const isInProgress = (transfer: Transfer): boolean => unfinished.has(transfer.status);
