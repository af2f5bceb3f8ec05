import { Copy, Save } from 'lucide-react';
import { useState } from 'react';
import { isolated } from '../../../shared/isolated.ts';
import type { MadeInvitation } from '../../../shared/registrar.ts';
import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { Groups } from '../../components/CompareCode.tsx';
import { StateWord } from '../../components/StateWord.tsx';
import { useOnce } from '../../components/use-once.ts';
import { copy } from '../../stores/actions.ts';
import { useRegistrar } from '../../stores/mirrors.ts';
import { openRequest } from '../../stores/view.ts';
import type { FailureText } from '../../text/failure-text.ts';
import { firstName, formatMoment, groupsOf } from '../../text/format.ts';
import { invitationNotSaved } from '../../text/registrar-text.ts';
import type { Invited } from './Invite.tsx';

type Props = { readonly invitation: MadeInvitation; readonly person: Invited | null };

/** The invitation goes one way, its code another: by voice. Both are gone when this is left. */
export function InvitationMade({ invitation: { text, code, until, rootCode }, person }: Props) {
  const [failure, setFailure] = useState<FailureText | null>(null);
  const [root, setRoot] = useState(false);
  const name = person ? firstName(person.label) : 'Each person';
  const { busy, run } = useOnce(async () => {
    const result = await api.call('registrar.saveInvitation', { text, person: person?.label ?? null });
    setFailure(result.ok ? null : invitationNotSaved(result.failure.cause));
  });
  return (
    <>
      <div className="slip">
        <section>
          <h3>1. Send this</h3>
          <div>
            <textarea className="in" rows={4} readOnly aria-label="Invitation text" value={text} />
            {failure && <Cause failure={failure} />}
            <div className="bs">
              <button type="button" className="b p" aria-disabled={busy} onClick={run}>
                <Save className="i" aria-hidden="true" />
                Save as file…
              </button>
              <button type="button" className="b" onClick={() => void copy(text)}>
                <Copy className="i" aria-hidden="true" />
                Copy text
              </button>
            </div>
            <p className="hint">
              {code === null
                ? 'By mail, chat or notice board. It may be seen by others: nothing in it is secret.'
                : 'By mail or chat. It may be seen by others; without the code it does not open the sign-in.'}
            </p>
          </div>
        </section>
        {code !== null && (
          <section>
            <h3>2. Say this on the phone</h3>
            <div>
              <Groups groups={groupsOf(code)} first={1} />
              <p className="say">
                {'Call a number you already know. '}
                <b>Never write the code into the message with the invitation.</b>
                {' It is not shown again after you leave; if it is lost, make a new invitation.'}
              </p>
            </div>
          </section>
        )}
        <section>
          <h3>{code === null ? '2. Then wait' : '3. Then wait'}</h3>
          <div>
            <p className="say">
              {code === null
                ? `${name} calls you and compares the fingerprint of the root: `
                : `On the same call ${name} compares the fingerprint of the root: `}
              <button type="button" className="link" aria-expanded={root} onClick={() => setRoot(!root)}>
                {root ? 'hide it' : 'show it to read out'}
              </button>
              {`. When ${person ? name : 'somebody'} has set up, the request comes to Requests.`}
            </p>
            {root && <Groups groups={groupsOf(rootCode)} first={1} />}
          </div>
        </section>
      </div>
      <dl className="docket c3">
        <div>
          <dt>For</dt>
          <dd className="m">{person ? `${isolated(person.label)}, ${person.destination}` : 'Everybody'}</dd>
        </div>
        <div>
          <dt>Can be used until</dt>
          <dd className="num">{formatMoment(until)}</dd>
        </div>
        {person && (
          <div>
            <dt>State</dt>
            <dd>
              <Came person={person} />
            </dd>
          </div>
        )}
      </dl>
      <p className="hint below">
        Sealpost cannot call an invitation back. Did it go to the wrong person? Refuse the request
        {person &&
          person.username !== '' &&
          `, and ask your IT to change the password of ${person.username} on the server`}
        .
      </p>
    </>
  );
}

/** Whether the invited person has asked meanwhile. */
function Came({ person: { label, destination } }: { readonly person: Invited }) {
  const request = useRegistrar(({ status }) =>
    status?.requests.find((one) => one.destination === destination && one.state.kind === 'waiting'),
  );
  if (!request)
    return (
      <StateWord look={{ word: `No request from ${firstName(label)} yet`, glyph: 'waiting', tone: 'op' }} />
    );
  return (
    <button type="button" className="link" onClick={() => openRequest(request.id)}>
      {`${firstName(label)} has asked: compare the code`}
    </button>
  );
}
