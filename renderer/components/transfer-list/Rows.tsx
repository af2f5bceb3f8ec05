// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid is no table, and its cells are reached with the row
// biome-ignore-all lint/a11y/useFocusableInteractive: a virtual grid is no table, and its cells are reached with the row
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef } from 'react';
import { lists } from '../../stores/lists.ts';
import { useMarked } from '../../stores/marked.ts';
import { useSettings } from '../../stores/mirrors.ts';
import { type ListName, useView } from '../../stores/view.ts';
import { type ListItem, nextRow } from './list-items.ts';
import { TransferRow } from './TransferRow.tsx';
import { useGrid } from './use-grid.ts';

type Props = {
  readonly list: ListName;
  readonly label: string;
  readonly items: readonly ListItem[];
  /** No row lies below these. */
  readonly isWhole: boolean;
  readonly now: number;
};

const groupHeight = 30;
const rowHeights = { comfortable: 56, compact: 44 } as const;

/** The rows in sight, and the one with the keyboard, wherever it was scrolled to. */
export function Rows({ list, label, items, isWhole, now }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const wanted = useRef<number | null>(null);
  const open = useView((view) => view.open[list]);
  const density = useSettings(({ settings }) => settings?.density ?? 'comfortable');

  const focusAt = (index: number): void => {
    wanted.current = index;
    virtualizer.scrollToIndex(index);
    focusWanted();
  };
  const { current, onKeyDown, onPick, onFocusRow } = useGrid(list, items, focusAt);
  const marked = useMarked(({ ids }) => ids);
  const currentIndex = items.findIndex((item) => item.kind === 'row' && item.id === current);
  const headOf = (index: number): number => {
    let at = Math.min(index, items.length - 1);
    while (at > 0 && items[at]?.kind !== 'group') at -= 1;
    return at;
  };
  const sticky = useRef(0);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (items[index]?.kind === 'group' ? groupHeight : rowHeights[density]),
    getItemKey: (index) => {
      const item = items[index];
      return item?.kind === 'row' ? item.id : (item?.day ?? index);
    },
    overscan: 6,
    scrollPaddingStart: groupHeight,
    paddingEnd: 8,
    rangeExtractor: (range: Range) => {
      sticky.current = headOf(range.startIndex);
      const kept = currentIndex >= 0 ? [currentIndex] : [];
      return [...new Set([sticky.current, ...kept, ...defaultRangeExtractor(range)])].sort((a, b) => a - b);
    },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are estimates of density
  useEffect(() => virtualizer.measure(), [density, virtualizer]);

  const focusWanted = (): void => {
    const item = wanted.current === null ? undefined : items[wanted.current];
    if (item?.kind !== 'row') return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(item.id)}"]`);
    if (!row) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
  };
  // A row far away exists only after the scroll has rendered it.
  useEffect(focusWanted);
  useEffect(() => lists[list].reach(Math.max(currentIndex, virtualizer.range?.endIndex ?? 0)));

  // A row that leaves takes the keyboard with it: the row that stands for it now gets it.
  const hasKeyboard = useRef(false);
  const lastIndex = useRef(0);
  useEffect(() => {
    const follow = (event: Event): void => {
      hasKeyboard.current = scroller.current?.contains(event.target as Node) ?? false;
    };
    document.addEventListener('focusin', follow);
    document.addEventListener('pointerdown', follow);
    return () => {
      document.removeEventListener('focusin', follow);
      document.removeEventListener('pointerdown', follow);
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at whenever rows come or go
  useEffect(() => {
    if (!hasKeyboard.current || document.activeElement !== document.body) return;
    const at = Math.min(lastIndex.current, items.length);
    const next = nextRow(items, at - 1, 1) ?? nextRow(items, at, -1);
    if (next !== null) focusAt(next);
  }, [items]);

  // The open row is brought into sight when it was opened from elsewhere, unless the person went on before it came.
  const opened = useRef<string | null>(null);
  const reveal = useCallback((): void => {
    if (opened.current === open) return;
    const index = items.findIndex((item) => item.kind === 'row' && item.id === open);
    if (open !== null && index < 0) return;
    opened.current = open;
    if (index >= 0) virtualizer.scrollToIndex(index);
  }, [items, open, virtualizer]);
  useEffect(reveal, [reveal]);
  const goOn = (): void => {
    opened.current = open;
  };

  return (
    <div
      ref={scroller}
      className="rows"
      role="grid"
      aria-label={label}
      aria-rowcount={isWhole ? items.length : -1}
      aria-multiselectable="true"
      tabIndex={-1}
      data-rows=""
      onKeyDown={(event) => {
        goOn();
        onKeyDown(event);
      }}
      onWheel={goOn}
      onPointerDown={goOn}
      onFocus={(event) => {
        const id = event.target.closest<HTMLElement>('[data-id]')?.dataset.id;
        if (id === undefined) return;
        lastIndex.current = items.findIndex((item) => item.kind === 'row' && item.id === id);
        onFocusRow(id);
      }}
    >
      <div className="inner" role="presentation" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, key, start, size }) => {
          const item = items[index];
          if (!item) return null;
          const stuck = index === sticky.current;
          const style = stuck ? { height: size } : { height: size, transform: `translateY(${start}px)` };
          return (
            <div key={key} className={stuck ? 'stuck' : 'at'} role="presentation" style={style}>
              {item.kind === 'group' ? (
                <div role="row" className="grp" aria-rowindex={index + 1}>
                  <div role="gridcell">{item.day}</div>
                </div>
              ) : (
                <TransferRow
                  id={item.id}
                  rowIndex={index + 1}
                  selected={marked.size > 0 ? marked.has(item.id) : item.id === open}
                  current={item.id === current}
                  now={now}
                  onPick={onPick}
                />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
