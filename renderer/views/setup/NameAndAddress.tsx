import { type FormEvent, useState } from 'react';
import { isolated } from '../../../shared/isolated.ts';
import { Cause } from '../../components/Cause.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useDestinations } from '../../stores/mirrors.ts';
import type { FailureText } from '../../text/failure-text.ts';
import { addressInvalid } from '../../text/setup-text.ts';
import { looksLikeAddress } from '../compose/people-matching.ts';
import { Heading } from './Heading.tsx';
import { suggestAddress } from './suggest-address.ts';

export type OwnName = {
  readonly label: string;
  /** The address that was typed; null while it follows the name. */
  readonly typed: string | null;
  /** Why main did not take it. */
  readonly failure: FailureText | null;
};

export const destinationOf = ({ label, typed }: OwnName, organisation: string | null): string =>
  (typed ?? suggestAddress(label, organisation)).trim();

type Props = {
  readonly organisation: string | null;
  readonly value: OwnName;
  /** The invitation names the person. */
  readonly invited: boolean;
  readonly onChange: (value: OwnName) => void;
  readonly onNext: () => void;
  readonly onBack: () => void;
};

export function NameAndAddress({ organisation, value, invited, onChange, onNext, onBack }: Props) {
  const [failure, setFailure] = useState<FailureText | null>(value.failure);
  const destination = destinationOf(value, organisation);
  const taken = useDestinations(({ list }) =>
    list.find((one) => one.destination === destination && one.certified),
  );
  const ready = value.label.trim() !== '' && destination.length >= 3;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!ready) return;
    if (looksLikeAddress(destination) && destination.endsWith(`@${organisation}`)) return onNext();
    setFailure(addressInvalid(organisation));
  };
  const change = (part: Partial<OwnName>): void => {
    setFailure(null);
    onChange({ ...value, ...part, failure: null });
  };
  return (
    <form onSubmit={submit}>
      <Heading>Name and address</Heading>
      <p className="lead">
        People see your name. Documents go to your address.
        {invited && ' The invitation filled this in; change it only if it is wrong.'}
      </p>
      <div className="fields">
        <TextField
          label="Name"
          value={value.label}
          maxLength={64}
          autoComplete="name"
          onChange={(label) => change({ label })}
        />
        <TextField
          label="Address"
          value={destination}
          maxLength={127}
          hint={
            taken
              ? `${isolated(taken.label)} has a certificate for this address. If that is you on another computer, go on; else take another address.`
              : `Small letters, digits, dots and hyphens, then @${organisation ?? 'organisation'}.`
          }
          onChange={(typed) => change({ typed })}
        />
      </div>
      {failure && <Cause failure={failure} />}
      <div className="go">
        <button type="submit" className="b p" aria-disabled={!ready}>
          Next
        </button>
        <button type="button" className="b" onClick={onBack}>
          Back
        </button>
      </div>
    </form>
  );
}
