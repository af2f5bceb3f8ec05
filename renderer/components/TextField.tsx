import { type ReactNode, useId } from 'react';

type Props = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly maxLength?: number;
  readonly hint?: ReactNode;
  readonly autoComplete?: string;
  readonly placeholder?: string;
};

/** One line of text with its label above and what helps below. */
export function TextField({
  label,
  value,
  onChange,
  maxLength,
  hint,
  autoComplete = 'off',
  placeholder,
}: Props) {
  const id = useId();
  const about = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="in"
        maxLength={maxLength}
        spellCheck={false}
        autoComplete={autoComplete}
        placeholder={placeholder}
        aria-describedby={hint === undefined ? undefined : about}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      {hint !== undefined && (
        <span className="hint" id={about}>
          {hint}
        </span>
      )}
    </div>
  );
}
