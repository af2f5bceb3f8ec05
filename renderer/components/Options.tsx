import { useId } from 'react';

export type Option<Value extends string> = {
  readonly value: Value;
  readonly label: string;
  /** What follows from it, said before it is chosen. */
  readonly hint?: string;
};

type Props<Value extends string> = {
  readonly legend: string;
  readonly options: readonly Option<Value>[];
  /** Null while nothing is chosen. */
  readonly value: Value | null;
  readonly onChoose: (value: Value) => void;
};

/** One of several, each with what follows from it. */
export function Options<Value extends string>({
  legend,
  options,
  value,
  onChoose,
  large = false,
}: Props<Value> & { readonly large?: boolean }) {
  const name = useId();
  return (
    <fieldset className={large ? 'opts two' : 'opts'}>
      <legend className="sr">{legend}</legend>
      {options.map((option) => (
        <label key={option.value} className="opt">
          <input
            type="radio"
            name={name}
            aria-labelledby={`${name}-${option.value}`}
            aria-describedby={option.hint === undefined ? undefined : `${name}-${option.value}-hint`}
            checked={option.value === value}
            onChange={() => onChoose(option.value)}
          />
          <span>
            <b id={`${name}-${option.value}`}>{option.label}</b>
            {option.hint !== undefined && <span id={`${name}-${option.value}-hint`}>{option.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** One of a few, in a line after its question. */
export function InlineOptions<Value extends string>({ legend, options, value, onChoose }: Props<Value>) {
  const name = useId();
  return (
    <fieldset className="under">
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option.value} className="inl">
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            onChange={() => onChoose(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
