import { type KeyboardEvent, type MouseEvent, useCallback, useEffect, useRef, useState } from 'react';
import { openDocument } from '../../stores/actions.ts';
import { lists } from '../../stores/lists.ts';
import { mark, markAll, toggleMark, unmark, useMarked } from '../../stores/marked.ts';
import { useTransfers } from '../../stores/transfers.ts';
import { type ListName, openTransfer, useView } from '../../stores/view.ts';
import { type ListItem, nextRow } from './list-items.ts';

type Grid = {
  /** The row that Tab reaches and that the keys act on. */
  readonly current: string | null;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onPick: (id: string, event: MouseEvent) => void;
  readonly onFocusRow: (id: string) => void;
};

const page = 8;

/**
 * Keyboard and selection of a list; focus moves without opening, so that arrows never mark as read.
 * Keys that act on transfers go on to the window (`commands.ts`).
 */
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
    } else if (plain && event.key === 'Enter') {
      event.preventDefault();
      if (open === transfer.id && transfer.path !== null) void openDocument(transfer.id);
      else openTransfer(list, transfer.id);
    }
  };

  return { current, onKeyDown, onPick, onFocusRow: setFocused };
}
