import { type FormEvent, useState } from 'react';
import { Cause } from '../../components/Cause.tsx';
import { TextField } from '../../components/TextField.tsx';
import { organisationNameInvalid } from '../../text/joining-text.ts';
import { isOrganisationName, organisationNameOf } from '../../text/organisation-text.ts';
import { Heading } from './Heading.tsx';

type Props = {
  readonly name: string;
  readonly onName: (name: string) => void;
  readonly onNext: () => void;
  readonly onBack: () => void;
};

/** The name of a new organisation, which stands in every address. */
export function FoundName({ name, onName, onNext, onBack }: Props) {
  const [tried, setTried] = useState(false);
  const valid = isOrganisationName(name);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (valid) onNext();
  };
  return (
    <form onSubmit={submit}>
      <Heading>Found an organisation</Heading>
      <p className="lead">
        You become the colleague who looks after it: you invite people, and you confirm on the phone that each
        one is who they say.
      </p>
      <div className="fields">
        <TextField
          label="Name of the organisation"
          value={name}
          maxLength={63}
          hint={`It stands in every address: hanna.lindqvist@${valid ? name : 'nordkaj'}. It cannot be changed later.`}
          onChange={(typed) => onName(organisationNameOf(typed))}
        />
      </div>
      {tried && !valid && <Cause failure={organisationNameInvalid} />}
      <div className="go">
        <button type="submit" className="b p" aria-disabled={!valid}>
          Next
        </button>
        <button type="button" className="b" onClick={onBack}>
          Back
        </button>
      </div>
    </form>
  );
}
