import { type FormEvent, useState } from 'react';
import type { MadeInvitation } from '../../../shared/registrar.ts';
import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { PasswordField } from '../../components/ChosenPassword.tsx';
import { Options } from '../../components/Options.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useOnce } from '../../components/use-once.ts';
import { useDestinations } from '../../stores/mirrors.ts';
import { go } from '../../stores/view.ts';
import type { FailureText } from '../../text/failure-text.ts';
import { registrarFailureText } from '../../text/registrar-text.ts';
import { looksLikeAddress } from '../compose/people-matching.ts';
import { suggestAddress } from '../setup/suggest-address.ts';
import type { Invited } from './Invite.tsx';

type For = 'person' | 'everybody';

type Props = {
  readonly organisation: string;
  readonly onMade: (invitation: MadeInvitation, person: Invited | null) => void;
};

/** Whom it is for, what it contains, and how long it can be used. */
export function InviteForm({ organisation, onMade }: Props) {
  const [whom, setWhom] = useState<For>('person');
  const [label, setLabel] = useState('');
  const [typed, setTyped] = useState<string | null>(null);
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [days, setDays] = useState(7);
  const [failure, setFailure] = useState<FailureText | null>(null);
  const destination = (typed ?? suggestAddress(label, organisation)).trim();
  const taken = useDestinations(({ list }) =>
    list.some((one) => one.destination === destination && one.certified),
  );
  const isAddress = looksLikeAddress(destination) && destination.endsWith(`@${organisation}`);
  const halfSignIn = (username.trim() === '') !== (password === '');
  const forPerson = whom === 'person';
  const { busy, run } = useOnce(async () => {
    const signIn = username.trim() === '' ? null : { username: username.trim(), password };
    const person = forPerson ? { label: label.trim(), destination, signIn } : null;
    const result = await api.call('registrar.invite', { person, days });
    if (result.ok)
      onMade(result.value, person && { label: person.label, destination, username: username.trim() });
    else setFailure(registrarFailureText(result.failure));
  });
  const ready = !busy && (!forPerson || (label.trim() !== '' && isAddress && !halfSignIn));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready) run();
  };
  return (
    <form className="slip" onSubmit={submit}>
      <section>
        <h3>For</h3>
        <div>
          <Options<For>
            legend="For"
            value={whom}
            onChoose={(chosen) => {
              setWhom(chosen);
              setDays(chosen === 'person' ? 7 : 30);
            }}
            options={[
              {
                value: 'person',
                label: 'One person',
                hint: 'With the name and address filled in, and the sign-in included.',
              },
              {
                value: 'everybody',
                label: 'Everybody',
                hint: 'One invitation for a notice board or the intranet. Without a sign-in: each person gets one from your IT.',
              },
            ]}
          />
        </div>
      </section>
      {forPerson && (
        <>
          <section>
            <h3>Person</h3>
            <div className="fields">
              <TextField label="Name" value={label} maxLength={64} onChange={setLabel} />
              <TextField
                label="Address"
                value={destination}
                maxLength={127}
                hint={addressHint(destination, isAddress, taken, organisation)}
                onChange={setTyped}
              />
            </div>
          </section>
          <section>
            <h3>Sign-in</h3>
            <div className="fields">
              <TextField
                label="Sign-in name on the server"
                value={username}
                maxLength={256}
                hint="From your IT. Leave both empty where the server wants no sign-in, or the person has one."
                onChange={setUsername}
              />
              <PasswordField label="Password on the server" value={password} isNew onChange={setPassword} />
              <p className="hint">
                {halfSignIn
                  ? 'A sign-in is a name and a password: fill in both, or none.'
                  : 'The password is locked inside the invitation. A spoken code opens it, which you tell on the phone.'}
              </p>
            </div>
          </section>
        </>
      )}
      <section>
        <h3>Can be used</h3>
        <div>
          <select
            className="in"
            aria-label="Can be used"
            value={days}
            onChange={(event) => setDays(Number(event.target.value))}
          >
            <option value={1}>For 1 day</option>
            <option value={7}>For 7 days</option>
            <option value={30}>For 30 days</option>
            <option value={90}>For 90 days</option>
          </select>
        </div>
      </section>
      <section>
        <h3>Contains</h3>
        <div>
          <ul className="contains">
            <li>The organisation's name, the servers, and the root with its fingerprint</li>
            <li>
              {forPerson
                ? 'The name, the address and the locked sign-in of this person'
                : `The part of the address after the @: ${organisation}`}
            </li>
            <li className="mut">
              Not contained: a certificate. Each app makes its own key and asks you for one; you compare the
              code.
            </li>
          </ul>
        </div>
      </section>
      <section className="send">
        <div>
          {failure && <Cause failure={failure} />}
          <div className="bs">
            <button type="submit" className="b p" aria-disabled={!ready}>
              {busy ? 'Making it…' : 'Make invitation'}
            </button>
            <button type="button" className="b" onClick={() => go('requests')}>
              Cancel
            </button>
            <span className="grow" />
            <span className="hint">Signed by you. Nothing is sent by Sealpost.</span>
          </div>
        </div>
      </section>
    </form>
  );
}

function addressHint(destination: string, valid: boolean, taken: boolean, organisation: string): string {
  if (taken)
    return 'Somebody has a certificate for it. Invite with it only if that person has a new computer.';
  if (valid) return 'Free. Nobody has a certificate for it.';
  return destination === ''
    ? `It follows the name: name@${organisation}.`
    : `Small letters, digits, dots and hyphens, then @${organisation}.`;
}
