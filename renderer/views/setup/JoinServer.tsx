import { type FormEvent, useState } from 'react';
import type { InvitationPreview, JoinFailure } from '../../../shared/joining.ts';
import type { ServerAccess } from '../../../shared/server-access.ts';
import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { PasswordField } from '../../components/ChosenPassword.tsx';
import { CheckResult } from '../../components/connection-check/CheckResult.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useOnce } from '../../components/use-once.ts';
import { checkConnection, useConnectionCheck } from '../../stores/connection-check.ts';
import { firstName } from '../../text/format.ts';
import { joinFailureText } from '../../text/joining-text.ts';
import { securityText } from '../../text/server-text.ts';
import { Heading } from './Heading.tsx';
import { KeyringChoices } from './KeyringChoices.tsx';

type Props = {
  readonly preview: InvitationPreview;
  readonly onJoined: (organisation: string) => void;
  readonly onBack: () => void;
  /** The invitation has to be read again. */
  readonly onGone: () => void;
};

/**
 * What the invitation says of the server, and the sign-in: behind the spoken code, or the person's own.
 * Then the connection is checked. When all is well, set-up goes on by itself; else the person sees why, and
 * may go on all the same, because a server may come back later.
 */
export function JoinServer({ preview, onJoined, onBack, onGone }: Props) {
  const { access, signIn, from, token } = preview;
  const [code, setCode] = useState('');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [failure, setFailure] = useState<JoinFailure | null>(null);
  const [joined, setJoined] = useState<string | null>(null);
  const [server, ...others] = access.brokers;
  const isTyped =
    signIn === 'none' ||
    (signIn === 'locked' ? code.replace(/\D/g, '').length === 20 : username !== '' && password !== '');
  const join = useOnce(async () => {
    useConnectionCheck.setState({ report: null });
    const result = await api.call('joining.join', {
      token,
      code: signIn === 'locked' ? code : null,
      access: signIn === 'needed' ? signedInAs(access, username) : null,
      secrets: signIn === 'needed' ? secretsOf(access, password) : {},
    });
    setFailure(result.ok ? null : result.failure);
    if (!result.ok) return;
    const { organisation } = result.value;
    setJoined(organisation);
    const { steps } = await checkConnection(null);
    if (!steps.some(({ state }) => state === 'failed' || state === 'needs-you')) onJoined(organisation);
  });
  const ready = isTyped && !join.busy;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (joined !== null) onJoined(joined);
    else if (ready) join.run();
  };
  const edit =
    (set: (typed: string) => void) =>
    (typed: string): void => {
      set(typed);
      setJoined(null);
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
            <dt>Sign-in</dt>
            <dd>
              {securityText(access)}
              {access.security.tls?.clientCertificate && (
                <span className="hint">
                  The server wants a certificate of this computer too: your IT gives it to you. Choose it in
                  Settings, Connection.
                </span>
              )}
            </dd>
          </div>
        </dl>
        {signIn === 'locked' && (
          <div className="fields below">
            <TextField
              label="Spoken code"
              value={code}
              maxLength={100}
              hint={`4 groups of 5 digits. ${firstName(from.label)} tells you on the phone; the code opens your sign-in.`}
              onChange={edit(setCode)}
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
              onChange={edit(setUsername)}
            />
            <PasswordField
              label="Your password on the server"
              value={password}
              onChange={edit(setPassword)}
            />
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
        {joined !== null && <CheckResult />}
        <div className="go">
          <button type="submit" className="b p" aria-disabled={!ready && joined === null}>
            {join.busy && joined === null ? 'Joining…' : 'Next'}
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
