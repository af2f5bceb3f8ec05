import { type FormEvent, useState } from 'react';
import type { InvitationPreview, JoinFailure } from '../../../shared/joining.ts';
import type { ServerAccess } from '../../../shared/server-access.ts';
import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { PasswordField } from '../../components/ChosenPassword.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useOnce } from '../../components/use-once.ts';
import { firstName } from '../../text/format.ts';
import { joinFailureText } from '../../text/joining-text.ts';
import { Heading } from './Heading.tsx';
import { KeyringChoices } from './KeyringChoices.tsx';

type Props = {
  readonly preview: InvitationPreview;
  readonly onJoined: (organisation: string) => void;
  readonly onBack: () => void;
  /** The invitation has to be read again. */
  readonly onGone: () => void;
};

/** What the invitation says of the server, and the sign-in: behind the spoken code, or the person's own. */
export function JoinServer({ preview, onJoined, onBack, onGone }: Props) {
  const { access, signIn, from, token } = preview;
  const [code, setCode] = useState('');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [failure, setFailure] = useState<JoinFailure | null>(null);
  const [server, ...others] = access.brokers;
  const typed =
    signIn === 'none' ||
    (signIn === 'locked' ? code.replace(/\D/g, '').length === 20 : username !== '' && password !== '');
  const { busy, run } = useOnce(async () => {
    const result = await api.call('joining.join', {
      token,
      code: signIn === 'locked' ? code : null,
      access: signIn === 'needed' ? signedInAs(access, username) : null,
      secrets: signIn === 'needed' ? secretsOf(access, password) : {},
    });
    if (result.ok) onJoined(result.value.organisation);
    else setFailure(result.failure);
  });
  const ready = typed && !busy;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready) run();
  };
  return (
    <>
      <form onSubmit={submit}>
        <Heading>Connection</Heading>
        <p className="lead">The invitation filled this in.</p>
        <dl className="docket c2">
          <div>
            <dt>Server</dt>
            <dd>
              {server} {others.length > 0 && <span className="hint">{`and ${others.join(', ')}`}</span>}
            </dd>
          </div>
          <div>
            <dt>Connection</dt>
            <dd>{access.security.tls ? 'Encrypted (TLS)' : 'Not encrypted; documents are, always'}</dd>
          </div>
        </dl>
        {signIn === 'locked' && (
          <div className="fields below">
            <TextField
              label="Spoken code"
              value={code}
              maxLength={100}
              hint={`4 groups of 5 digits. ${firstName(from.label)} tells you on the phone; the code opens your sign-in.`}
              onChange={setCode}
            />
          </div>
        )}
        {signIn === 'needed' && (
          <div className="fields below">
            <TextField
              label="Your sign-in name on the server"
              value={username}
              maxLength={256}
              hint="Your IT gives it to you, or the colleague who invited you."
              onChange={setUsername}
            />
            <PasswordField label="Your password on the server" value={password} onChange={setPassword} />
          </div>
        )}
        {failure && (
          <Cause
            failure={joinFailureText(failure)}
            tone={failure.kind === 'keychain-unavailable' ? 'amber' : 'red'}
          >
            {failure.kind === 'gone' && (
              <button type="button" className="b small" onClick={onGone}>
                Read it again
              </button>
            )}
          </Cause>
        )}
        <div className="go">
          <button type="submit" className="b p" aria-disabled={!ready}>
            {busy ? 'Joining…' : 'Next'}
          </button>
          <button type="button" className="b" onClick={onBack}>
            Back
          </button>
        </div>
      </form>
      {failure?.kind === 'keychain-unavailable' && <KeyringChoices onOpen={() => setFailure(null)} />}
    </>
  );
}

function signedInAs(access: ServerAccess, username: string): ServerAccess {
  const { signIn } = access.security;
  if (!signIn) return access;
  const own =
    signIn.mechanism === 'oauthbearer' ? { ...signIn, clientId: username } : { ...signIn, username };
  return { ...access, security: { ...access.security, signIn: own } };
}

const secretsOf = (access: ServerAccess, password: string) =>
  access.security.signIn?.mechanism === 'oauthbearer' ? { clientSecret: password } : { password };
