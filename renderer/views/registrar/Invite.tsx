import { ArrowLeft } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { isolated } from '../../../shared/isolated.ts';
import type { MadeInvitation } from '../../../shared/registrar.ts';
import { useRegistrar } from '../../stores/mirrors.ts';
import { go } from '../../stores/view.ts';
import { InvitationMade } from './InvitationMade.tsx';
import { InviteForm } from './InviteForm.tsx';

export type Invited = { readonly label: string; readonly destination: string; readonly username: string };

/** An invitation for one person or for everybody. Sealpost sends it to nobody, and cannot call it back. */
export function Invite() {
  const organisation = useRegistrar(({ status }) => status?.organisation ?? null);
  const [made, setMade] = useState<{
    readonly invitation: MadeInvitation;
    readonly person: Invited | null;
  } | null>(null);
  const pane = useRef<HTMLElement>(null);
  useEffect(() => {
    if (made) pane.current?.focus();
  }, [made]);
  if (organisation === null) return null;
  const title = !made
    ? 'New invitation'
    : made.person
      ? `Invitation for ${isolated(made.person.label)}`
      : 'Invitation for everybody';
  return (
    <main className="one">
      <section ref={pane} className="one-pane" aria-labelledby="invite" data-pane="detail" tabIndex={-1}>
        <div className="bar">
          <button
            type="button"
            className="b q sq"
            aria-label="Back to Requests"
            title="Back to Requests"
            onClick={() => go('requests')}
          >
            <ArrowLeft className="i" aria-hidden="true" />
          </button>
          <h2 className="grow" id="invite">
            {title}
          </h2>
        </div>
        <div className="scroll">
          <div className="wide">
            {made ? (
              <InvitationMade invitation={made.invitation} person={made.person} />
            ) : (
              <InviteForm
                organisation={organisation}
                onMade={(invitation, person) => setMade({ invitation, person })}
              />
            )}
          </div>
        </div>
      </section>
    </main>
  );
}
