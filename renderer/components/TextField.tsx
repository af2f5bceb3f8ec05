import { type ReactNode, useId } from 'react';

type Props = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: ReactNode;
  readonly maxLength?: number;
  readonly autoComplete?: string;
  /** A password: what was kept before is never shown. */
  readonly secret?: boolean;
  /** Several lines. */
  readonly rows?: number;
};

/** Text with its label above and what helps below. */
export function TextField({ label, value, onChange, hint, maxLength, autoComplete, secret, rows }: Props) {
  const id = useId();
  const shared = {
    id,
    className: 'in',
    value,
    maxLength,
    spellCheck: false,
    autoComplete: autoComplete ?? 'off',
    'aria-describedby': hint === undefined ? undefined : `${id}-hint`,
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {rows === undefined ? (
        <input
          {...shared}
          type={secret ? 'password' : 'text'}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <textarea {...shared} rows={rows} onChange={(event) => onChange(event.target.value)} />
      )}
      {hint !== undefined && (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}
