import type { Transfer, TransferProgress } from '../../shared/transfer.ts';
import { api } from '../api.ts';
import { createStore } from './store.ts';
import { type ListName, useView } from './view.ts';

export type ById = Readonly<Record<string, Transfer>>;

/** A row before and after an event; `before` is undefined where the page knew nothing of it. */
export type Change = { readonly before: Transfer | undefined; readonly now: Transfer };

type TransfersState = {
  /** The rows that a list, open details or another part of the page holds. */
  readonly byId: ById;
  /** What the newest event changed, also in rows that are not held. */
  readonly news: readonly Change[];
};

/** The rows of main's history that the page shows now. */
export const useTransfers = createStore<TransfersState>({ byId: {}, news: [] });

/** How many parts of the page hold a row. */
const holders = new Map<string, number>();

/** Keeps the rows of these ids, once they are known, until the function that it returns is called. */
export function hold(ids: readonly string[]): () => void {
  for (const id of ids) holders.set(id, (holders.get(id) ?? 0) + 1);
  let isHeld = true;
  return () => {
    if (!isHeld) return;
    isHeld = false;
    drop(ids.filter(isLetGo));
  };
}

function isLetGo(id: string): boolean {
  const others = (holders.get(id) ?? 0) - 1;
  if (others > 0) holders.set(id, others);
  else holders.delete(id);
  return others <= 0;
}

/** Holds a row that may be on no list of the page; main is asked for it. */
export function watch(id: string): () => void {
  const release = hold([id]);
  if (!useTransfers.getState().byId[id]) void find(id).then((row) => row && keep([row]));
  return release;
}

/** One row, held or not; null where main has none. */
export async function find(id: string): Promise<Transfer | null> {
  const held = useTransfers.getState().byId[id];
  if (held) return held;
  const { rows } = await upToDate(async () => {
    const row = await api.call('transfers.get', id);
    return { rows: row ? [row] : [] };
  });
  return rows[0] ?? null;
}

/** Takes in the newer state of rows, those that nobody holds left out. */
export function keep(rows: readonly Transfer[]): void {
  const held = rows.filter(({ id }) => holders.has(id));
  if (held.length === 0) return;
  useTransfers.setState(({ byId }) => ({
    byId: { ...byId, ...Object.fromEntries(held.map((one) => [one.id, one])) },
  }));
}

function drop(ids: readonly string[]): void {
  const { byId } = useTransfers.getState();
  const gone = new Set(ids.filter((id) => byId[id] !== undefined));
  if (gone.size === 0) return;
  useTransfers.setState({ byId: Object.fromEntries(Object.entries(byId).filter(([id]) => !gone.has(id))) });
}

/** What events said since each open question was asked; null: the row was taken off the list. */
const openQuestions = new Set<Map<string, Transfer | null>>();

/** The rows of an answer, each as the events say that came while the question was open: they are newer. */
export async function upToDate<Answer extends { readonly rows: readonly Transfer[] }>(
  ask: () => Promise<Answer>,
): Promise<Answer> {
  const said = new Map<string, Transfer | null>();
  openQuestions.add(said);
  try {
    const answer = await ask();
    const rows = answer.rows.flatMap((row) => {
      const newer = said.get(row.id);
      return newer === undefined ? [row] : newer === null ? [] : [newer];
    });
    return { ...answer, rows };
  } finally {
    openQuestions.delete(said);
  }
}

const mostHeard = 200;
/**
 * The newest rows of events, as the events said, also those that nobody holds. An answer may tell of a change
 * before its event does: news are changes since the event before.
 */
const heard = new Map<string, Transfer>();

function newsOf(now: Transfer): Change {
  const before = heard.get(now.id) ?? useTransfers.getState().byId[now.id];
  heard.delete(now.id);
  heard.set(now.id, now);
  const oldest = heard.size > mostHeard ? heard.keys().next().value : undefined;
  if (oldest !== undefined) heard.delete(oldest);
  return { before, now };
}

/** Nobody sees a hidden window: what moved meanwhile is drawn when it is shown. */
const unseen = new Map<string, TransferProgress>();

function changed(rows: readonly Transfer[]): void {
  for (const { id } of rows) unseen.delete(id);
  const news = rows.map(newsOf);
  for (const said of openQuestions) for (const row of rows) said.set(row.id, row);
  keep(rows);
  useTransfers.setState({ news });
}

function progressed(told: readonly TransferProgress[]): void {
  for (const one of told) unseen.set(one.id, one);
  if (document.hidden) return;
  const progress = [...unseen.values()];
  unseen.clear();
  const { byId } = useTransfers.getState();
  const rows = progress.flatMap(({ id, ...moved }) => {
    const row = byId[id];
    return row ? [{ ...row, ...moved }] : [];
  });
  if (rows.length === 0) return;
  const news = rows.map(newsOf);
  keep(rows);
  useTransfers.setState({ news });
}

function removed(ids: readonly string[]): void {
  for (const said of openQuestions) for (const id of ids) said.set(id, null);
  for (const id of ids) heard.delete(id);
  drop(ids);
}

/** The open transfer of each list is held, on whichever page of the list it is. */
const open = new Map<ListName, { readonly id: string | null; readonly release: () => void }>();

function holdOpen(ids: Readonly<Record<ListName, string | null>>): void {
  for (const list of ['inbox', 'sent'] as const) {
    const id = ids[list];
    const before = open.get(list);
    if (before?.id === id) continue;
    open.set(list, { id, release: id === null ? () => {} : watch(id) });
    before?.release();
  }
}

/** Follows main's events about rows, and what the person opens. */
export function followTransfers(): void {
  api.on('transfers.changed', ({ rows }) => changed(rows));
  api.on('transfers.progress', progressed);
  document.addEventListener('visibilitychange', () => progressed([]));
  api.on('transfers.removed', removed);
  useView.subscribe((view) => holdOpen(view.open));
}
