import { useState } from 'react';
import type { IdentityStatus } from '../../../shared/identity.ts';
import type { InvitationPreview } from '../../../shared/joining.ts';
import { ConnectionFile } from './ConnectionFile.tsx';
import { FoundName } from './FoundName.tsx';
import { FoundServer } from './FoundServer.tsx';
import { Invitation } from './Invitation.tsx';
import { JoinServer } from './JoinServer.tsx';
import { NameAndAddress, type OwnName } from './NameAndAddress.tsx';
import { Protect } from './Protect.tsx';
import { RootCopy } from './RootCopy.tsx';
import { SetupFrame } from './SetupFrame.tsx';
import { firstStep, type SetupStep, type Way } from './setup-step.ts';
import { WayChoice } from './WayChoice.tsx';
import { Welcome } from './Welcome.tsx';

type NotSetUp = Extract<IdentityStatus, { kind: 'not-set-up' }>;

/**
 * First run: five short steps. Back is always safe: nothing is sent before the organisation is joined or
 * founded, and what main has kept of it by then is where set-up goes on after a restart.
 */
export function Setup({ status }: { readonly status: NotSetUp }) {
  const [step, setStep] = useState<SetupStep>(() => firstStep(status));
  const [way, setWay] = useState<Way | null>(null);
  const [preview, setPreview] = useState<InvitationPreview | null>(null);
  const [name, setName] = useState('');
  const [founded, setFounded] = useState(false);
  const [own, setOwn] = useState<OwnName>({ label: '', typed: null, failure: null });
  const [chosen, setChosen] = useState(status.organisation);
  const organisation = chosen ?? status.organisation;
  const invited = preview?.forPerson ?? status.invited;

  const toWay = (): void => {
    setWay(null);
    setPreview(null);
    setStep('organisation');
  };
  if (step === 'welcome')
    return (
      <SetupFrame step={step}>
        <Welcome onNext={toWay} />
      </SetupFrame>
    );
  if (step === 'organisation')
    return (
      <SetupFrame key={way} step={step} long={way === 'join'}>
        {way === null && <WayChoice onChoose={setWay} onBack={() => setStep('welcome')} />}
        {way === 'join' && (
          <Invitation
            onCompared={(compared) => {
              setPreview(compared);
              setStep('connection');
            }}
            onBack={toWay}
          />
        )}
        {way === 'found' && (
          <FoundName name={name} onName={setName} onNext={() => setStep('connection')} onBack={toWay} />
        )}
        {way === 'file' && (
          <ConnectionFile
            organisation={organisation}
            onChosen={setChosen}
            onNext={() => setStep('name')}
            onBack={toWay}
          />
        )}
      </SetupFrame>
    );
  if (step === 'connection')
    return (
      <SetupFrame key={String(founded)} step={step} long>
        {founded && <RootCopy organisation={name} onNext={() => setStep('name')} />}
        {!founded && preview && (
          <JoinServer
            preview={preview}
            onJoined={(joined) => {
              setChosen(joined);
              setStep('name');
            }}
            onBack={() => setStep('organisation')}
            onGone={toWay}
          />
        )}
        {!founded && way === 'found' && (
          <FoundServer
            name={name}
            onFounded={() => {
              setChosen(name);
              setFounded(true);
            }}
            onBack={() => setStep('organisation')}
          />
        )}
      </SetupFrame>
    );
  const given: OwnName = own.label === '' && own.typed === null && invited ? invitedAs(invited, own) : own;
  if (step === 'name')
    return (
      <SetupFrame step={step}>
        <NameAndAddress
          organisation={organisation}
          value={given}
          invited={invited !== null}
          onChange={setOwn}
          onNext={() => setStep('key')}
          onBack={toWay}
        />
      </SetupFrame>
    );
  return (
    <SetupFrame step={step}>
      <Protect
        organisation={organisation}
        own={given}
        founder={founded || status.founder}
        onRefusedAddress={(failure) => {
          setOwn({ ...given, failure });
          setStep('name');
        }}
        onBack={() => setStep('name')}
      />
    </SetupFrame>
  );
}

const invitedAs = ({ label, destination }: NonNullable<NotSetUp['invited']>, own: OwnName): OwnName => ({
  ...own,
  label,
  typed: destination,
});
