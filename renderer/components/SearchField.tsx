import { Search } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useView } from '../stores/view.ts';

/** As many characters as main takes. */
const longestSearch = 256;

// Outlives the field: a request made elsewhere first mounts the list, then is answered here.
let answered = 0;

type SearchProps = {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
};

/** Ctrl+F leads here; Escape clears it, then leaves it. */
export function SearchField({ label, placeholder, value, onChange }: SearchProps) {
  const input = useRef<HTMLInputElement>(null);
  const searches = useView((view) => view.searches);
  useEffect(() => {
    if (answered === searches) return;
    answered = searches;
    input.current?.focus();
    input.current?.select();
  }, [searches]);
  return (
    <search className="find">
      <Search className="i s" aria-hidden="true" />
      <input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        maxLength={longestSearch}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          const rows = event.currentTarget.closest('.list')?.querySelector<HTMLElement>('.row[tabindex="0"]');
          if (event.key === 'Escape' && value !== '') {
            event.preventDefault();
            onChange('');
          } else if (event.key === 'ArrowDown' || event.key === 'Escape') {
            event.preventDefault();
            rows?.focus();
          }
        }}
      />
      {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: kbd takes no focus */}
      <kbd aria-hidden="true">Ctrl F</kbd>
    </search>
  );
}
