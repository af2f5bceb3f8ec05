import { Plus, UserRound } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useDestinations } from '../../stores/mirrors.ts';

type Props = { readonly chosen: readonly string[]; readonly choose: (destination: string) => void };
const mostOptions = 8;
const looksLikeAddress = /^[a-z0-9.-]+@[a-z0-9.-]+$/;

/** People first, then whatever address was typed. */
export function RecipientField({ chosen, choose }: Props) {
  const people = useDestinations(({ list }) => list);
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const options = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    const found = people
      .filter(({ destination, certified }) => certified && !chosen.includes(destination))
      .filter(({ destination, label }) => `${label}\n${destination}`.toLowerCase().includes(wanted))
      .slice(0, mostOptions)
      .map(({ destination, label }) => ({ destination, label }));
    const typed = looksLikeAddress.test(wanted) && !chosen.includes(wanted) && !found.some(({ destination }) => destination === wanted);
    return typed ? [...found, { destination: wanted, label: 'Use this address' }] : found;
  }, [people, chosen, text]);
  const shown = open && options.length > 0;
  const take = (destination: string | undefined): void => {
    if (destination === undefined) return;
    choose(destination);
    setText('');
    setActive(0);
    setOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === 'ArrowDown') {
      setOpen(true);
      setActive((now) => Math.min(options.length - 1, shown ? now + 1 : now));
    } else if (event.key === 'ArrowUp') setActive((now) => Math.max(0, now - 1));
    else if (event.key === 'Enter' || (event.key === ',' && text !== '')) {
      if (text === '' && !shown) return;
      take(options[active]?.destination);
    } else if (event.key === 'Escape' && shown) setOpen(false);
    else return;
    event.preventDefault();
  };
  return (
    <div className="combo-wrap">
      <div className="combo">
        <Plus className="i" aria-hidden="true" />
        <input
          ref={field}
          role="combobox"
          aria-expanded={shown}
          aria-autocomplete="list"
          aria-controls="people-options"
          aria-activedescendant={shown ? `person-${active}` : undefined}
          aria-label="Add a person or an address"
          placeholder="Add a person or an address"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
            setOpen(true);
          }}
          onFocus={() => text !== '' && setOpen(true)}
          onClick={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
        />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a combobox's popup is a listbox, which HTML has no element for */}
      <ul id="people-options" role="listbox" aria-label="People" className="options" hidden={!shown}>
        {options.map(({ destination, label }, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox handles the keys
          // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the combobox
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the option pattern of ARIA
          <li key={destination} id={`person-${index}`} role="option" aria-selected={index === active} onMouseDown={(event) => event.preventDefault()} onClick={() => take(destination)}>
            <UserRound className="i l" aria-hidden="true" />
            <span className="clip">
              <bdi>{label}</bdi>
              <span>{destination}</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
