import { useState } from 'react';
import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { Glyph } from '../../components/Glyph.tsx';
import type { FailureText } from '../../text/failure-text.ts';
import { connectionFileText, noOrganisation } from '../../text/setup-text.ts';
import { Heading } from './Heading.tsx';

type Props = {
  /** The organisation that main knows, from this file or another way. */
  readonly organisation: string | null;
  readonly onChosen: (organisation: string) => void;
  readonly onNext: () => void;
  readonly onBack: () => void;
};

/** The way of larger companies: a file that their IT made with the command line. */
export function ConnectionFile({ organisation, onChosen, onNext, onBack }: Props) {
  const [failure, setFailure] = useState<FailureText | null>(null);
  const choose = async (): Promise<void> => {
    const result = await api.call('identity.chooseOrganisation', undefined);
    setFailure(result.ok ? null : connectionFileText(result.failure));
    if (result.ok && result.value) onChosen(result.value.organisation);
  };
  const next = (): void => (organisation === null ? setFailure(noOrganisation) : onNext());
  return (
    <>
      <Heading>Connection file</Heading>
      <p className="lead">Your IT gave you a file. It names your organisation and its server.</p>
      <div className="bs">
        <button type="button" className={organisation === null ? 'b p' : 'b'} onClick={() => void choose()}>
          {organisation === null ? 'Choose connection file…' : 'Choose another file…'}
        </button>
      </div>
      {organisation !== null && (
        <p className="found" role="status">
          <Glyph name="done" />
          <span>
            Organisation <b>{organisation}</b>
          </span>
        </p>
      )}
      {failure && <Cause failure={failure} />}
      <div className="go">
        <button
          type="button"
          className={organisation === null ? 'b' : 'b p'}
          aria-disabled={organisation === null}
          onClick={next}
        >
          Next
        </button>
        <button type="button" className="b" onClick={onBack}>
          Back
        </button>
      </div>
    </>
  );
}
