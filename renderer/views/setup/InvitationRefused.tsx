import { useState } from 'react';
import type { InvitationFailure } from '../../../shared/joining.ts';
import { Cause } from '../../components/Cause.tsx';
import { Groups } from '../../components/CompareCode.tsx';
import { copy } from '../../stores/actions.ts';
import { groupsOf } from '../../text/format.ts';
import { invitationFailureText, invitationTone, messageAboutInvitation } from '../../text/joining-text.ts';

type Props = { readonly failure: InvitationFailure; readonly onAnother: () => void };

/** Why an invitation is not used, and what can be done. With another root there is no way to go on. */
export function InvitationRefused({ failure, onAnother }: Props) {
  const [comparing, setComparing] = useState(false);
  const message = messageAboutInvitation(failure);
  const roots = failure.kind === 'another-root' ? failure : null;
  const details = roots ? `known root ${roots.known}\nnamed root ${roots.named}` : failure.kind;
  return (
    <>
      <Cause
        failure={invitationFailureText(failure, Date.now())}
        tone={invitationTone(failure)}
        details={details}
      >
        {message && (
          <button type="button" className="b small" onClick={() => void copy(message.text)}>
            {message.label}
          </button>
        )}
        {roots ? (
          <button
            type="button"
            className="b small"
            aria-expanded={comparing}
            onClick={() => setComparing(!comparing)}
          >
            Compare both fingerprints
          </button>
        ) : (
          <button type="button" className="b small" onClick={onAnother}>
            Paste another
          </button>
        )}
      </Cause>
      {roots && comparing && (
        <div className="both">
          <h2>The root that this computer knows</h2>
          <Groups groups={groupsOf(roots.known)} first={1} />
          <h2>The root that the invitation names</h2>
          <Groups groups={groupsOf(roots.named)} first={1} />
        </div>
      )}
    </>
  );
}
