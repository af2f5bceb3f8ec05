import { type ReactNode, useId } from 'react';

/** Caption left, value right. */
export const Facts = ({ children }: { readonly children: ReactNode }) => <dl className="form">{children}</dl>;

export function Fact({ caption, children }: { readonly caption: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{caption}</dt>
      <dd>{children}</dd>
    </div>
  );
}

type ChoiceProps<Value extends string> = {
  readonly caption: string;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly value: Value;
  readonly onChoose: (value: Value) => void;
};

export function Choice<Value extends string>({ caption, options, value, onChoose }: ChoiceProps<Value>) {
  const name = useId();
  return (
    <fieldset className="choice">
      <legend>{caption}</legend>
      <div className="seg">
        {options.map((option) => (
          <label key={option.value}>
            <input
              type="radio"
              name={name}
              checked={option.value === value}
              onChange={() => onChoose(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

type SwitchProps = {
  readonly label: string;
  readonly hint: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
};

export function Switch({ label, hint, on, onChange }: SwitchProps) {
  const about = useId();
  return (
    <label className="switch">
      <input
        type="checkbox"
        role="switch"
        aria-checked={on}
        checked={on}
        aria-describedby={about}
        onChange={() => onChange(!on)}
      />
      <span className="track" aria-hidden="true" />
      <span>
        <b>{label}</b>
        <span className="hint" id={about}>
          {hint}
        </span>
      </span>
    </label>
  );
}
