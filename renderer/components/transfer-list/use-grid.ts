import { type KeyboardEvent, type MouseEvent, useCallback, useEffect, useRef, useState } from 'react';
import type { Transfer } from '../../../shared/transfer.ts';
import {
  cancelTransfer,
  markRead,
  openDocument,
  removeTransfers,
  retryTransfer,
} from '../../stores/actions.ts';
import { lists } from '../../stores/lists.ts';
import { mark, markAll, toggleMark, unmark, useMarked } from '../../stores/marked.ts';
import { useTransfers } from '../../stores/transfers.ts';
import { type ListName, openTransfer, useView } from '../../stores/view.ts';
import { focusSoon } from '../panes.ts';
import { type ListItem, nextRow } from './list-items.ts';

type Grid = {
  /** The row that Tab reaches and that the keys act on. */
  readonly current: string | null;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onPick: (id: string, event: MouseEvent) => void;
  readonly onFocusRow: (id: string) => void;
};

const page = 8;
const marked = (): ReadonlySet<string> => useMarked.getState().ids;

/** Keyboard and selection of a list; focus moves without opening, so that arrows never mark as read. */
export function useGrid(list: ListName, items: readonly ListItem[], focusAt: (index: number) => void): Grid {
  const open = useView((view) => view.open[list]);
  const [focused, setFocused] = useState<string | null>(null);
  useEffect(() => unmark, []);
  const lastOpen = useRef(open);
  if (open !== null) lastOpen.current = open;
  const indexOf = (id: string | null): number =>
    items.findIndex((item) => item.kind === 'row' && item.id === id);
  const first = items.find((item) => item.kind === 'row');
  const current =
    indexOf(focused) >= 0
      ? focused
      : indexOf(lastOpen.current) >= 0
        ? lastOpen.current
        : first?.kind === 'row'
          ? first.id
          : null;

  const onPick = useCallback(
    (id: string, event: MouseEvent): void => {
      if (event.ctrlKey || event.metaKey) toggleMark(id);
      else {
        unmark();
        openTransfer(list, id);
      }
    },
    [list],
  );

  const move = (event: KeyboardEvent, to: number | null): void => {
    event.preventDefault();
    const item = to === null ? undefined : items[to];
    if (to === null || item?.kind !== 'row') return;
    if (event.shiftKey && current) mark((ids) => new Set([...ids, current, item.id]));
    focusAt(to);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const transfer = current === null ? undefined : useTransfers.getState().byId[current];
    const at = indexOf(current);
    const plain = !(event.ctrlKey || event.metaKey || event.altKey);
    if (!transfer) return;
    if (plain && event.key === 'ArrowDown') move(event, nextRow(items, at, 1));
    else if (plain && event.key === 'ArrowUp') move(event, nextRow(items, at, -1));
    else if (plain && event.key === 'PageDown') move(event, nextRow(items, at, page));
    else if (plain && event.key === 'PageUp') move(event, nextRow(items, at, -page));
    else if (plain && event.key === 'Home') move(event, nextRow(items, -1, 1));
    else if (plain && event.key === 'End') move(event, nextRow(items, items.length, -1));
    else if (!plain && event.key === 'a') {
      event.preventDefault();
      const held = items.flatMap((item) => (item.kind === 'row' ? [item.id] : []));
      void markAll(lists[list].state.getState().query, held);
    } else if (plain && event.key === ' ') {
      event.preventDefault();
      toggleMark(transfer.id);
    } else if (plain && event.key === 'Escape' && useMarked.getState().ids.size > 0) {
      event.preventDefault();
      unmark();
    } else act(event, transfer);
  };

  const act = (event: KeyboardEvent, transfer: Transfer): void => {
    const plain = !(event.ctrlKey || event.metaKey || event.altKey);
    if (plain && event.key === 'Enter') {
      event.preventDefault();
      if (open === transfer.id && transfer.path !== null) void openDocument(transfer.id);
      else openTransfer(list, transfer.id);
    } else if (plain && event.key === 'Delete') {
      event.preventDefault();
      const to = nextRow(items, indexOf(transfer.id), 1) ?? nextRow(items, indexOf(transfer.id), -1);
      const next = to === null ? undefined : items[to];
      const { byId } = useTransfers.getState();
      const meant = (marked().size > 0 ? [...marked()] : [transfer.id]).filter((id) => byId[id]?.removable);
      void removeTransfers(meant).then((removed) => {
        if (!removed) return;
        unmark();
        if (next?.kind !== 'row') return;
        setFocused(next.id);
        focusSoon(`[data-id="${CSS.escape(next.id)}"]`);
      });
    } else if (!plain && event.key === 'r' && transfer.retryable) {
      event.preventDefault();
      void retryTransfer(transfer.id);
    } else if (!plain && event.key === '.' && transfer.cancellable) {
      event.preventDefault();
      void cancelTransfer(transfer);
    } else if (!plain && event.shiftKey && event.key.toLowerCase() === 'u') {
      event.preventDefault();
      void markRead(marked().size > 0 ? [...marked()] : [transfer.id], false);
    }
  };

  return { current, onKeyDown, onPick, onFocusRow: setFocused };
}
