import { type ReactNode, useId } from 'react';

type TextProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  /** A password: what was kept before is never shown. */
  readonly secret?: boolean;
  /** Several lines. */
  readonly rows?: number;
};

export function TextField({ label, value, onChange, hint, secret, rows }: TextProps) {
  const id = useId();
  const shared = {
    id,
    className: 'in',
    value,
    spellCheck: false,
    autoComplete: 'off',
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

type SelectProps<Value extends string> = {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
};

export function SelectField<Value extends string>({ label, value, options, onChange }: SelectProps<Value>) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="in"
        value={value}
        onChange={(event) => onChange(event.target.value as Value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

type CheckProps = {
  readonly label: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
};

export const CheckField = ({ label, on, onChange }: CheckProps) => (
  <label className="check-field">
    <input type="checkbox" checked={on} onChange={(event) => onChange(event.target.checked)} />
    <span>{label}</span>
  </label>
);

export const FieldGroup = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <fieldset className="group">
    <legend>{title}</legend>
    <div className="fields">{children}</div>
  </fieldset>
);
