import { useState } from 'react';
import { Options } from '../../components/Options.tsx';
import { Heading } from './Heading.tsx';
import type { Way } from './setup-step.ts';

type Props = { readonly onChoose: (way: Way) => void; readonly onBack: () => void };

/** Join or found; the old way with a file stays in reach. */
export function WayChoice({ onChoose, onBack }: Props) {
  const [way, setWay] = useState<Exclude<Way, 'file'>>('join');
  return (
    <>
      <Heading>Join your organisation, or found one</Heading>
      <p className="lead">
        An organisation is all the people who find each other in one address book. Does yours use Sealpost
        already?
      </p>
      <Options
        legend="Found or join"
        large
        value={way}
        onChoose={setWay}
        options={[
          {
            value: 'join',
            label: 'Yes, join it',
            hint: 'You have an invitation: a file, or a text that begins with “sealpost-invitation”. It fills in the rest. No invitation? Ask the colleague who looks after Sealpost.',
          },
          {
            value: 'found',
            label: 'No, found one',
            hint: 'You become the colleague who looks after it: you invite people and confirm who they are. You need a server, an empty USB stick and about ten minutes.',
          },
        ]}
      />
      <p className="hint below">
        Not sure? Ask a colleague first. When an organisation is founded twice, its people cannot find each
        other.
      </p>
      <div className="go">
        <button type="button" className="b p" onClick={() => onChoose(way)}>
          Next
        </button>
        <button type="button" className="b" onClick={onBack}>
          Back
        </button>
        <button type="button" className="b q" onClick={() => onChoose('file')}>
          I have a connection file
        </button>
      </div>
    </>
  );
}
