const focusable = 'button, input, [tabindex="0"]';

/** F6: rail, list, details, and round again. */
export function focusNextPane(by: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter(
    (pane) => pane.getClientRects().length > 0,
  );
  const here = panes.findIndex((pane) => pane.contains(document.activeElement));
  const next = panes[(here + by + panes.length) % panes.length];
  const entry = next?.querySelector<HTMLElement>('.row[tabindex="0"]') ?? next;
  if (!entry) return;
  if (entry.tabIndex < 0 && entry === next && next.dataset.pane !== 'detail')
    next.querySelector<HTMLElement>(focusable)?.focus();
  else entry.focus();
}

/** A list that was hidden or changed renders its rows some frames later. */
export function focusSoon(selector: string, frames = 10): void {
  const found = document.querySelector<HTMLElement>(selector);
  if (found && found.getClientRects().length > 0) found.focus();
  else if (frames > 0) requestAnimationFrame(() => focusSoon(selector, frames - 1));
}
