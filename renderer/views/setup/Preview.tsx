import { useState } from 'react';
import type { InvitationPreview } from '../../../shared/joining.ts';
import { Cause } from '../../components/Cause.tsx';
import { CompareCode, isCompared } from '../../components/CompareCode.tsx';
import { firstName, formatMoment } from '../../text/format.ts';
import { rootDiffers, signInText } from '../../text/joining-text.ts';
import { Heading } from './Heading.tsx';

type Props = {
  readonly preview: InvitationPreview;
  readonly onJoin: () => void;
  readonly onAnother: () => void;
};

/** What an invitation contains, and the root to compare by voice: only the call shows whose it is. */
export function Preview({ preview, onJoin, onAnother }: Props) {
  const [ticked, setTicked] = useState(0);
  const [differs, setDiffers] = useState(false);
  const { organisation, from, forPerson, until, access, signIn, rootCode } = preview;
  const [server, ...others] = access.brokers;
  const compared = isCompared(ticked) && !differs;
  return (
    <>
      <Heading>Is this your organisation?</Heading>
      <p className="lead">
        The invitation is whole and in date. Only a call shows that it really comes from your organisation.
      </p>
      <dl className="docket c2">
        <div>
          <dt>Organisation</dt>
          <dd className="m">{organisation}</dd>
        </div>
        <div>
          <dt>From</dt>
          <dd>
            <bdi>{from.label}</bdi> <span className="hint">{from.destination}</span>
          </dd>
        </div>
        <div>
          <dt>For</dt>
          <dd>
            {forPerson ? (
              <>
                <bdi>{forPerson.label}</bdi>
                {`, ${forPerson.destination}`}
              </>
            ) : (
              'Everybody'
            )}
          </dd>
        </div>
        <div>
          <dt>Can be used until</dt>
          <dd className="num">{formatMoment(until)}</dd>
        </div>
        <div>
          <dt>Server</dt>
          <dd>
            {server} {others.length > 0 && <span className="hint">{`and ${others.join(', ')}`}</span>}
          </dd>
        </div>
        <div>
          <dt>Sign-in</dt>
          <dd>
            {signInText[signIn].word} <span className="hint">{signInText[signIn].hint}</span>
          </dd>
        </div>
      </dl>
      <h2>Compare the fingerprint of the root</h2>
      <p className="say">
        {`All certificates of ${organisation} lead back to the root. Call ${firstName(from.label)} on a number you already know and ask for it to be read to you. Tick a row when all four groups are the same.`}
      </p>
      <CompareCode code={rootCode} ticked={ticked} onTick={setTicked} />
      {differs && <Cause failure={rootDiffers(organisation)} details={`named root ${rootCode}`} />}
      <div className="go">
        <button
          type="button"
          className="b p"
          aria-disabled={!compared}
          aria-describedby="setup-join-missing"
          onClick={() => compared && onJoin()}
        >
          {`Join ${organisation}`}
        </button>
        <button type="button" className="b" onClick={onAnother}>
          Use another invitation
        </button>
        {!differs && (
          <button type="button" className="b q" onClick={() => setDiffers(true)}>
            A group is different
          </button>
        )}
      </div>
      <p className="hint" id="setup-join-missing" role="status">
        {!compared && !differs && `Join opens when all 3 rows are ticked. ${ticked} of 3 are.`}
      </p>
    </>
  );
}
