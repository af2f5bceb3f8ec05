import { useId, useState } from 'react';

/** Fewer are guessed by a program in an afternoon. */
export const shortestPassword = 10;

/** What is missing of a password that is typed twice; null where it can be used. */
export function passwordFault(password: string, again: string): string | null {
  if ([...password].length < shortestPassword) return `At least ${shortestPassword} characters.`;
  return password === again ? null : 'Type the same password twice.';
}

type Props = {
  /** Null while it cannot be used. */
  readonly onChange: (password: string | null) => void;
};

/** A password that is chosen: typed twice, because nobody can replace it. */
export function ChosenPassword({ onChange }: Props) {
  const [typed, setTyped] = useState({ password: '', again: '' });
  const hint = useId();
  const change = (part: Partial<typeof typed>): void => {
    const next = { ...typed, ...part };
    setTyped(next);
    onChange(passwordFault(next.password, next.again) === null ? next.password : null);
  };
  return (
    <div className="fields">
      <PasswordField
        label="Password"
        value={typed.password}
        describedBy={hint}
        isNew
        onChange={(password) => change({ password })}
      />
      <PasswordField
        label="The same password again"
        value={typed.again}
        describedBy={hint}
        isNew
        onChange={(again) => change({ again })}
      />
      <p className="hint" id={hint} role="status">
        {passwordFault(typed.password, typed.again) ?? 'Both are the same.'}
      </p>
    </div>
  );
}

type FieldProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly describedBy?: string;
  readonly isNew?: boolean;
  readonly first?: boolean;
};

export function PasswordField({ label, value, onChange, describedBy, isNew, first }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="in"
        type="password"
        autoComplete={isNew ? 'new-password' : 'current-password'}
        maxLength={1_000}
        value={value}
        aria-describedby={describedBy}
        data-first={first ? '' : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
