// biome-ignore-all lint/a11y/useSemanticElements: a grid of rows is no table, and its cells are reached with the row
// biome-ignore-all lint/a11y/useFocusableInteractive: a grid of rows is no table, and its cells are reached with the row

import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';

export type GridRow = {
  readonly id: string;
  /** How the row reads aloud. */
  readonly label: string;
  /** Rows of one group stand together under its name. */
  readonly group?: string;
  /** Documents that are dropped on the row are for this address. */
  readonly recipient?: string;
  readonly content: ReactNode;
};

type Props = {
  readonly label: string;
  readonly rows: readonly GridRow[];
  readonly open: string | null;
  readonly onOpen: (id: string) => void;
};

/** Rows that the arrow keys go through, one Tab stop for all of them; Enter opens. */
export function RowGrid({ label, rows, open, onOpen }: Props) {
  const grid = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const has = (id: string | null): boolean => rows.some((row) => row.id === id);
  const current = has(focused) ? focused : has(open) ? open : rows[0]?.id;
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = rows.findIndex(({ id }) => id === current);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (event.key === 'Enter' && typeof current === 'string') onOpen(current);
    else if (to === undefined) return;
    else grid.current?.querySelectorAll<HTMLElement>('.row')[to]?.focus();
    event.preventDefault();
  };
  return (
    <div
      ref={grid}
      className="rows plain"
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      {rows.map((row, index) => [
        row.group !== undefined && row.group !== rows[index - 1]?.group && (
          <div key={row.group} role="row" className="grp">
            <span role="gridcell">{row.group}</span>
          </div>
        ),
        // biome-ignore lint/a11y/useKeyWithClickEvents: the grid answers the keys for all rows
        <div
          key={row.id}
          role="row"
          className="row"
          tabIndex={row.id === current ? 0 : -1}
          aria-rowindex={index + 1}
          aria-selected={row.id === open}
          aria-label={row.label}
          data-recipient={row.recipient}
          data-id={row.id}
          onClick={() => onOpen(row.id)}
          onFocus={() => setFocused(row.id)}
        >
          <div role="gridcell" className="cell prow">
            {row.content}
          </div>
        </div>,
      ])}
    </div>
  );
}
