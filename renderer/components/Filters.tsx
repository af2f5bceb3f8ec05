import type { KeyboardEvent } from 'react';

type Props<Name extends string> = {
  readonly filters: readonly { readonly name: Name; readonly label: string }[];
  readonly chosen: Name;
  readonly onChoose: (name: Name) => void;
};

/** What a list shows: one of several, with the keys of a radio group. */
export const Filters = <Name extends string>({ filters, chosen, onChoose }: Props<Name>) => (
  <div className="filters" role="radiogroup" aria-label="Show">
    {filters.map(({ name, label }) => (
      // biome-ignore lint/a11y/useSemanticElements: one look for all filters
      <button
        key={name}
        type="button"
        role="radio"
        aria-checked={name === chosen}
        tabIndex={name === chosen ? 0 : -1}
        onClick={() => onChoose(name)}
        onKeyDown={chooseBeside}
      >
        {label}
      </button>
    ))}
  </div>
);

function chooseBeside(event: KeyboardEvent<HTMLButtonElement>): void {
  const forward = event.key === 'ArrowRight' || event.key === 'ArrowDown';
  if (!forward && event.key !== 'ArrowLeft' && event.key !== 'ArrowUp') return;
  event.preventDefault();
  const { parentElement: group, nextElementSibling, previousElementSibling } = event.currentTarget;
  const next = forward ? nextElementSibling : previousElementSibling;
  const target = next ?? (forward ? group?.firstElementChild : group?.lastElementChild);
  if (target instanceof HTMLElement) {
    target.focus();
    target.click();
  }
}
