import { Plus, UserRound } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useDestinations } from '../../stores/mirrors.ts';
import { setDraft, useView } from '../../stores/view.ts';
import { looksLikeAddress, peopleMatching } from './people-matching.ts';

/** People by name or address; anything that reads like an address may be typed. */
export function PersonField() {
  const people = useDestinations(({ list }) => list);
  const chosen = useView(({ draft }) => draft.recipients);
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  /** The person went to one of the options: it counts, whatever was typed. */
  const [moved, setMoved] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  const matches = peopleMatching(people, text, chosen);
  const shown = open && matches.length > 0;
  const active = Math.min(at, matches.length - 1);

  useEffect(() => input.current?.focus(), []);

  const add = (destination: string): void => {
    setDraft((draft) => ({ ...draft, recipients: [...new Set([...draft.recipients, destination])] }));
    setText('');
    setAt(0);
    setMoved(false);
    setOpen(false);
  };
  const typed = text.trim().toLowerCase();
  const commit = (): boolean => {
    const match = shown ? matches[active] : undefined;
    if (match && (moved || !looksLikeAddress(typed))) add(match.destination);
    else if (looksLikeAddress(typed)) add(typed);
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      commit();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (open) setAt((active + step + matches.length) % Math.max(1, matches.length));
      if (open) setMoved(true);
      setOpen(true);
    } else if (event.key === 'Enter' || event.key === ',' || event.key === ';') {
      // Enter never sends from here: the next person may still be missing.
      if (event.key === 'Enter' || looksLikeAddress(typed)) event.preventDefault();
      if (event.key === 'Enter' || looksLikeAddress(typed)) commit();
    } else if (event.key === 'Escape' && (open || text !== '')) {
      event.preventDefault();
      setOpen(false);
      if (!shown) setText('');
    } else if (event.key === 'Backspace' && text === '' && chosen.length > 0) {
      setDraft((draft) => ({ ...draft, recipients: draft.recipients.slice(0, -1) }));
    }
  };
  return (
    <div className="combo-wrap">
      <div className="combo">
        <Plus className="i" aria-hidden="true" />
        <input
          ref={input}
          role="combobox"
          aria-label="Add a person or an address"
          aria-expanded={shown}
          aria-controls={shown ? list : undefined}
          aria-autocomplete="list"
          aria-activedescendant={shown ? `${list}-${active}` : undefined}
          placeholder="Add a person or an address"
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
            setMoved(false);
            setOpen(event.target.value.trim() !== '');
          }}
          onClick={() => setOpen(true)}
          onBlur={() => {
            setOpen(false);
            if (looksLikeAddress(typed)) add(typed);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      {shown && (
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the list of the field's options
        <ul className="options" role="listbox" id={list} aria-label="People">
          {matches.map(({ destination, label, owned }, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field answers the keys
            <li
              key={destination}
              id={`${list}-${index}`}
              // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: an option of the field's list
              role="option"
              aria-selected={index === active}
              tabIndex={-1}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => add(destination)}
            >
              <UserRound className="i l" aria-hidden="true" />
              <span className="clip">
                <bdi>{label}</bdi>
                <span>{owned ? `${destination}, you` : destination}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
