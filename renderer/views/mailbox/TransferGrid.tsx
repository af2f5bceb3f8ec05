import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import type { Transfer } from '../../../shared/transfer.ts';
import { api } from '../../api.ts';
import { itemsOf } from './rows.ts';
import { TransferRow } from './TransferRow.tsx';

type Props = {
  readonly label: string;
  readonly transfers: readonly Transfer[];
  readonly openId: string | null;
  readonly rowHeight: number;
  readonly onOpen: (id: string) => void;
  /** Enter on the row that is open already. */
  readonly onEnter: (id: string) => void;
};

const groupHeight = 30;
const page = 8;

/** The virtualised list as an ARIA grid; the focused row stays mounted while rows come and go. */
export function TransferGrid({ label, transfers, openId, rowHeight, onOpen, onEnter }: Props) {
  const items = useMemo(() => itemsOf(transfers, Date.now()), [transfers]);
  const scroll = useRef<HTMLDivElement>(null);
  const focused = useRef<string | null>(null);
  const indexOf = (id: string | null): number => items.findIndex((item) => item.kind === 'row' && item.transfer.id === id);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroll.current,
    estimateSize: (index) => (items[index]?.kind === 'group' ? groupHeight : rowHeight),
    getItemKey: (index) => keyOf(items[index], index),
    overscan: 8,
    rangeExtractor: (range) => {
      const kept = indexOf(focused.current);
      const shown = defaultRangeExtractor(range);
      return kept < 0 || shown.includes(kept) ? shown : [...shown, kept].sort((a, b) => a - b);
    },
  });
  useEffect(() => virtualizer.measure(), [rowHeight, virtualizer]);

  const focusRow = (index: number): void => {
    const item = items[index];
    if (item?.kind !== 'row') return;
    const { id } = item.transfer;
    focused.current = id;
    virtualizer.scrollToIndex(index, { align: 'auto' });
    onOpen(id);
    requestAnimationFrame(() => scroll.current?.querySelector<HTMLElement>(`[data-id="${id}"]`)?.focus());
  };
  const move = (from: number, by: number): void => {
    const rows = items.flatMap((item, index) => (item.kind === 'row' ? [index] : []));
    const at = rows.indexOf(from);
    const to = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + by))];
    if (to !== undefined) focusRow(to);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const id = (event.target as HTMLElement).closest<HTMLElement>('[data-id]')?.dataset.id ?? openId;
    const at = indexOf(id);
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -items.length, End: items.length };
    const by = steps[event.key];
    if (by !== undefined) move(at, by);
    else if (event.key === 'Enter' && id) id === openId ? onEnter(id) : onOpen(id);
    else if (event.key === 'Delete' && id) void api.call('transfers.remove', [id]);
    else return;
    event.preventDefault();
  };
  const first = items.findIndex((item) => item.kind === 'row');
  const tabStop = Math.max(indexOf(openId), 0) || first;
  return (
    <div
      ref={scroll}
      className="rows"
      role="grid"
      aria-label={label}
      aria-rowcount={items.length}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        focused.current = (event.target as HTMLElement).closest<HTMLElement>('[data-id]')?.dataset.id ?? focused.current;
      }}
    >
      <div className="inner" role="presentation" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const item = items[index];
          if (!item) return null;
          return (
            <div key={key} role="presentation" className="at" style={{ transform: `translateY(${start}px)` }}>
              {item.kind === 'group' ? (
                <div role="row" className="grp" aria-rowindex={index + 1} tabIndex={-1}>
                  <div role="gridcell" tabIndex={-1}>
                    {item.day}
                  </div>
                </div>
              ) : (
                <TransferRow
                  id={item.transfer.id}
                  rowIndex={index + 1}
                  selected={item.transfer.id === openId}
                  focusable={index === tabStop}
                  onOpen={onOpen}
                />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

const keyOf = (item: ReturnType<typeof itemsOf>[number] | undefined, index: number): string | number =>
  item?.kind === 'row' ? item.transfer.id : (item?.day ?? index);
